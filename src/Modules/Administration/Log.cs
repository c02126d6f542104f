using Microsoft.Extensions.Logging;

namespace Carewright.Administration;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The stored policy does not check ({Code} at {Location}); nothing is granted until it is put right.")]
    public static partial void PolicyIssue(this ILogger log, string code, string? location);

    [LoggerMessage(2, LogLevel.Information, "Audit chain signed up to record {Sequence}.")]
    public static partial void CheckpointSigned(this ILogger log, long sequence);

    [LoggerMessage(3, LogLevel.Error, "Upkeep of sessions and audit checkpoints failed; it is tried again in a minute.")]
    public static partial void UpkeepFailed(this ILogger log, Exception fault);

    [LoggerMessage(4, LogLevel.Debug, "Upkeep ended.")]
    public static partial void UpkeepEnded(this ILogger log);

    [LoggerMessage(5, LogLevel.Error, "The accounts could not be held against the staff in the record; it is tried again.")]
    public static partial void StaffFailed(this ILogger log, Exception fault);

    [LoggerMessage(6, LogLevel.Error, "The place '{Place}' does not take checkpoints of the audit log: {Fault}")]
    public static partial void PlaceFell(this ILogger log, string place, string fault);

    [LoggerMessage(7, LogLevel.Warning, "The directory '{Directory}' does not answer as one does: {Reason}")]
    public static partial void DirectoryFailed(this ILogger log, string directory, string reason);
}
