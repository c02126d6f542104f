using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Carewright.Storage;

namespace Carewright.Host.Serving;

/// <summary>
/// The certificate that a server makes for itself when the clinic has given it none: ECDSA P-256, for <c>localhost</c>, the machine's name and the loopback addresses. Kept sealed in the store,
/// so that a browser that has accepted it once meets the same one again.
/// </summary>
internal static class ServerCertificate
{
    private const string Kind = "server-certificate";
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_renewBefore = TimeSpan.FromDays(30);

    internal static async Task<X509Certificate2> ForAsync(IPrivateTable table, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (table.Get(Kind, "self") is { } stored)
        {
            var kept = X509CertificateLoader.LoadPkcs12(stored, null);
            if (kept.NotAfter.ToUniversalTime() - s_renewBefore > now.UtcDateTime)
                return kept;
            kept.Dispose();
        }
        using var made = Make(now);
        var exported = made.Export(X509ContentType.Pkcs12);
        await table.PutAsync(Kind, "self", exported, cancellationToken).ConfigureAwait(false);
        return X509CertificateLoader.LoadPkcs12(exported, null);
    }

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Carewright on " + Environment.MachineName, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        return request.CreateSelfSigned(now.AddDays(-1), now + s_lifetime);
    }
}
