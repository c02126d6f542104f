using Microsoft.Extensions.Logging;

namespace Carewright.Detection;

/// <summary>Everything this module logs: rules and ids, never a user, an address or a patient.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Watching the audit log failed; it goes on where it was.")]
    public static partial void WatchingFailed(this ILogger log, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "Alert {Id} ({Severity}).")]
    public static partial void Raised(this ILogger log, string id, string severity);

    [LoggerMessage(3, LogLevel.Error, "Alert {Id} could not be sent by {Channel}: {Fault}")]
    public static partial void NotSent(this ILogger log, string id, string channel, string fault);

    [LoggerMessage(4, LogLevel.Debug, "Watching ended.")]
    public static partial void Ended(this ILogger log);

    [LoggerMessage(5, LogLevel.Error, "The response to alert {Id} failed.")]
    public static partial void ResponseFailed(this ILogger log, Exception fault, string id);
}
