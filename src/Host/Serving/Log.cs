using Microsoft.Extensions.Logging;

namespace Carewright.Host.Serving;

/// <summary>Everything the host logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected fault {Number} in a {Method} request")]
    internal static partial void Unexpected(ILogger logger, Exception fault, string number, string method);

    [LoggerMessage(2, LogLevel.Debug, "Signed the audit chain up to {Sequence}")]
    internal static partial void CheckpointSigned(ILogger logger, long sequence);
}
