using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Carewright.Host.Serving.Transport;

namespace Carewright.Attacks.Tests.Transport;

/// <summary>A certificate authority of two steps, and servers' certificates of it as PEM files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _intermediate;

    internal TestAuthority()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("CN=Root of the test", rootKey).CreateSelfSigned(Now.AddDays(-2), Now.AddYears(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Authority("CN=Intermediate of the test", key).Create(Root, Now.AddDays(-2), Now.AddYears(1), [1]);
        _intermediate = signed.CopyWithPrivateKey(key);
    }

    /// <summary>What a client trusts; it never sees the intermediate but from the server.</summary>
    internal X509Certificate2 Root { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Writes a server's certificate and its chain, and its key.</summary>
    internal void Write(CertificateFiles files, string name, byte serial, DateTimeOffset? ends = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(_intermediate, Now.AddDays(-1), ends ?? Now.AddDays(30), [serial]);
        File.WriteAllText(files.Key.FullName, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Certificate.FullName, certificate.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n");
    }

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
