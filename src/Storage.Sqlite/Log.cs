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

    [LoggerMessage(5, LogLevel.Information, "Indexing {Total} resources of {Type} in the background")]
    public static partial void ReindexingBegun(ILogger log, string type, long total);

    [LoggerMessage(6, LogLevel.Information, "Indexed {Done} resources of {Type} in {Seconds:F1} s; {Skipped} could not be opened")]
    public static partial void ReindexingEnded(ILogger log, string type, long done, long skipped, double seconds);

    [LoggerMessage(7, LogLevel.Error, "Indexing {Type} failed; it goes on from the last place that is durable")]
    public static partial void ReindexingFailed(ILogger log, string type, Exception error);

    [LoggerMessage(8, LogLevel.Error, "The version with sequence number {Sequence} cannot be opened; its index entries stay as they are")]
    public static partial void RowNotOpened(ILogger log, long sequence, Exception error);

    [LoggerMessage(9, LogLevel.Information, "Keys are rotated: {Layer}")]
    public static partial void Rotated(ILogger log, string layer);

    [LoggerMessage(10, LogLevel.Error, "Rotating keys failed; it is tried again, and both generations stay readable")]
    public static partial void RotationFailed(ILogger log, Exception error);

    [LoggerMessage(11, LogLevel.Error, "The version with sequence number {Sequence} cannot be opened; the key it is under stays")]
    public static partial void RowNotMoved(ILogger log, long sequence, Exception error);

    [LoggerMessage(12, LogLevel.Error, "Bringing the log of messages under its new key failed; it is tried again, and both stay readable")]
    public static partial void RenewalFailed(ILogger log, Exception error);

    [LoggerMessage(13, LogLevel.Error, "The message with sequence number {Sequence} cannot be opened; the key it is under stays")]
    public static partial void MessageNotMoved(ILogger log, long sequence, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "A checkpoint of the record's log failed; it will be tried again")]
    public static partial void CheckpointFailed(ILogger log, Exception error);
}
