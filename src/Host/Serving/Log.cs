
namespace Carewright.Host.Serving;

/// <summary>Everything the host logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected fault {Number} in a {Method} request")]
    internal static partial void Unexpected(ILogger logger, Exception fault, string number, string method);

    [LoggerMessage(2, LogLevel.Warning, "The certificate's files were changed and are no good; the server goes on with the certificate it has. {Fault}")]
    internal static partial void CertificateRefused(ILogger logger, string fault);

    [LoggerMessage(3, LogLevel.Warning, "The certificate's files cannot be read now; the server goes on with the certificate it has. {Fault}")]
    internal static partial void CertificateMissing(ILogger logger, string fault);
}
