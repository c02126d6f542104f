
namespace Carewright.Host.Serving;

/// <summary>Everything the host logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected fault {Number} in a {Method} request")]
    internal static partial void Unexpected(ILogger logger, Exception fault, string number, string method);
}
