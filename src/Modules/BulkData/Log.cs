using Microsoft.Extensions.Logging;

namespace Carewright.BulkData;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Export job {JobId} failed.")]
    public static partial void JobFailed(this ILogger log, Exception fault, string jobId);

    [LoggerMessage(2, LogLevel.Information, "Export job {JobId} was cancelled.")]
    public static partial void JobCancelled(this ILogger log, string jobId);

    [LoggerMessage(3, LogLevel.Debug, "The runner of export jobs ended.")]
    public static partial void RunnerEnded(this ILogger log);

    [LoggerMessage(4, LogLevel.Error, "Import {JobId} failed.")]
    public static partial void ImportFailed(this ILogger log, Exception fault, string jobId);

    [LoggerMessage(5, LogLevel.Information, "Import {JobId} was cancelled.")]
    public static partial void ImportCancelled(this ILogger log, string jobId);
}
