using Microsoft.Extensions.Logging;

namespace Carewright.InBasket;

/// <summary>Everything this module logs: ids and codes, never a value of a result.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The follower of results failed; it begins again where it was.")]
    public static partial void FollowingFailed(this ILogger log, Exception fault);

    [LoggerMessage(2, LogLevel.Error, "The review of report {Id} could not be made.")]
    public static partial void ReviewFailed(this ILogger log, Exception fault, string id);

    [LoggerMessage(3, LogLevel.Error, "Critical results could not be looked through; it is tried again at the next turn.")]
    public static partial void EscalationFailed(this ILogger log, Exception fault);

    [LoggerMessage(4, LogLevel.Warning, "Review {Id} of a critical result escalates, step {Step}.")]
    public static partial void Escalated(this ILogger log, string id, int step);
}
