using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite;

/// <summary>Everything this project logs. Never a value of a patient.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Merging the index failed; it will be tried again")]
    public static partial void MergeFailed(ILogger log, Exception error);

    [LoggerMessage(2, LogLevel.Information, "Store opened: {Sequence} sequence numbers, {Replayed} rows replayed into the index")]
    public static partial void Opened(ILogger log, long sequence, long replayed);

    [LoggerMessage(3, LogLevel.Warning, "The index does not belong to this record, or is missing: it is made again")]
    public static partial void Rebuilding(ILogger log);

    [LoggerMessage(4, LogLevel.Warning, "A checkpoint of the record's log failed; it will be tried again")]
    public static partial void CheckpointFailed(ILogger log, Exception error);
}
