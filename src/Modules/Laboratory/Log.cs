using Microsoft.Extensions.Logging;

namespace Carewright.Laboratory;

/// <summary>Everything this module logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The catalogues of laboratories could not be read; it is tried again")]
    public static partial void CatalogueNotRead(this ILogger log, Exception fault);
}
