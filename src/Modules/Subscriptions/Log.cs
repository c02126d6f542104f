using Microsoft.Extensions.Logging;

namespace Carewright.Subscriptions;

/// <summary>Everything this module logs: ids and codes, never an address's path, a header or a payload.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The reader of the change feed failed; it begins again where it was.")]
    public static partial void ReaderFailed(this ILogger log, Exception fault);

    [LoggerMessage(2, LogLevel.Error, "The delivery of subscription {Id} failed unexpectedly; it begins again.")]
    public static partial void CourierFailed(this ILogger log, Exception fault, string id);

    [LoggerMessage(3, LogLevel.Warning, "Subscription {Id} is in error after {Attempts} attempts.")]
    public static partial void InError(this ILogger log, string id, int attempts);

    [LoggerMessage(4, LogLevel.Debug, "Deliveries ended.")]
    public static partial void Ended(this ILogger log);

    [LoggerMessage(5, LogLevel.Error, "A topic that ships was not accepted: {Code} at {Place}.")]
    public static partial void TopicRefused(this ILogger log, string code, string? place);
}
