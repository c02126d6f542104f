using Microsoft.Extensions.Logging;

namespace Carewright.Laboratory;

/// <summary>Everything this module logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The catalogues of laboratories could not be read; it is tried again")]
    public static partial void CatalogueNotRead(this ILogger log, Exception fault);

    [LoggerMessage(2, LogLevel.Error, "Standing orders could not be looked through; it is tried again")]
    public static partial void StandingFailed(this ILogger log, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "An order of the standing order {Standing} was not taken ({Status}); it is tried again")]
    public static partial void StandingRefused(this ILogger log, string standing, int status);
}
