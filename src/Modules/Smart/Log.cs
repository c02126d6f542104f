using Microsoft.Extensions.Logging;

namespace Carewright.Smart;

/// <summary>Everything the module logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Upkeep of apps' grants and signing keys failed; it is tried again in a minute.")]
    public static partial void UpkeepFailed(this ILogger log, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "Upkeep of apps' grants ended.")]
    public static partial void UpkeepEnded(this ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "The keys of app {ClientId} could not be fetched ({Reason}).")]
    public static partial void KeysNotFetched(this ILogger log, string clientId, string reason);
}
