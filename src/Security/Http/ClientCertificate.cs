using Microsoft.AspNetCore.Http;

namespace Carewright.Security;

/// <summary>The certificate that a request's connection was opened with. Only the partners' listener asks for one, so that a request with a certificate came through it.</summary>
public static class ClientCertificate
{
    /// <summary>Its <c>x5t#S256</c> (RFC 8705 section 3.1); null on a connection without one.</summary>
    public static string? CertificateThumbprint(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Connection.ClientCertificate is { } certificate ? AppCertificate.ThumbprintOf(certificate) : null;
    }
}
