using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Security;

/// <summary>A certificate that is an app's own, by its thumbprint.</summary>
/// <param name="Thumbprint">SHA-256 of its DER bytes, base64url: the <c>x5t#S256</c> of tokens (RFC 8705 section 3.1).</param>
/// <param name="Subject">For people; nothing is decided by it.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record AppCertificate(string Thumbprint, string Subject, DateTimeOffset EndsAt)
{
    /// <summary>What stands of a certificate in a registration.</summary>
    public static AppCertificate Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(ThumbprintOf(certificate), certificate.Subject, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero));
    }

    /// <summary>The <c>x5t#S256</c> of a certificate.</summary>
    public static string ThumbprintOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Base64Url.EncodeToString(SHA256.HashData(certificate.RawDataMemory.Span));
    }
}

/// <summary>By which certificates an app proves itself: its own ones (<c>self_signed_tls_client_auth</c>), or those that an authority gives to a subject (<c>tls_client_auth</c>).</summary>
/// <param name="Certificates">PEM of the app's own: one, or two while one takes the other's place.</param>
/// <param name="Issuer">PEM of the authority that signs the app's certificates itself.</param>
/// <param name="Subject">Distinguished name that they carry (RFC 4514): <c>CN=lab.example, O=Laboratory</c>.</param>
public sealed record CertificateDraft(IReadOnlyList<string>? Certificates, string? Issuer, string? Subject);
