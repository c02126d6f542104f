using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces;

/// <summary>Everything this module logs. Never a value of a message.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Message {Id} could not be applied; attempt {Attempt}")]
    public static partial void ApplyingFailed(this ILogger log, Exception fault, string id, int attempt);
}
