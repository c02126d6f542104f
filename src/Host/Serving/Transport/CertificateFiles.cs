using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Host.Serving.Transport;

/// <summary>A certificate that the clinic brings: two PEM files (RFC 7468).</summary>
/// <param name="Certificate">The server's certificate first, then those that lead from it to a root; the root may be left out.</param>
/// <param name="Key">Its private key, in clear: protect the file.</param>
internal sealed record CertificateFiles(FileInfo Certificate, FileInfo Key)
{
    /// <summary>A number for what stands in both files now: another one means that something was changed. Links are followed, as programs that renew certificates change only where they lead.</summary>
    internal byte[] Mark() => SHA256.HashData([.. SHA256.HashData(File.ReadAllBytes(Certificate.FullName)), .. SHA256.HashData(File.ReadAllBytes(Key.FullName))]);

    /// <summary>Reads both files.</summary>
    /// <param name="now">A certificate that has ended, or has not begun, is refused.</param>
    /// <returns>What a handshake needs, or why there is none.</returns>
    internal (SslStreamCertificateContext? Context, string? Fault) Read(DateTimeOffset now)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(Certificate.FullName);
            using var pair = X509Certificate2.CreateFromPemFile(Certificate.FullName, Key.FullName);
            if (now < pair.NotBefore.ToUniversalTime() || now > pair.NotAfter.ToUniversalTime())
                return (null, $"The certificate is for {pair.NotBefore.ToUniversalTime():u} to {pair.NotAfter.ToUniversalTime():u}.");
            // Through PKCS#12: on Windows a key that was only read from PEM cannot serve a handshake.
            var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
            return (SslStreamCertificateContext.Create(leaf, chain, offline: true), null);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"{Certificate.Name} and {Key.Name} are no certificate with its key: {fault.Message}");
        }
    }
}
