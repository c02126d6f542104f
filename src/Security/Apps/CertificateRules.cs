using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>What certificates may be registered for an app (RFC 8705 section 2; NIST SP 800-57 part 1 revision 5 for the least strength of keys).</summary>
internal static class CertificateRules
{
    // One in use and one that takes its place.
    private const int MostAtOnce = 2;
    private const int LongestPem = 16_384;
    private const int LeastRsaBits = 2048;
    private const int LeastCurveBits = 256;

    internal static IReadOnlyList<Issue> Check(AppKind kind, CertificateDraft? draft, DateTimeOffset now) => kind switch
    {
        AppKind.OwnCertificate => [.. CheckOwn(draft, now)],
        AppKind.IssuedCertificate => [.. CheckIssued(draft, now)],
        _ => draft is null ? [] : [AppRules.Problem("APP-CERTIFICATES-UNUSED", "Only an app that proves itself with a certificate has certificates.", "certificates")],
    };

    /// <summary>The certificate of a PEM text; null when it is none, or more than one.</summary>
    internal static X509Certificate2? Read(string? pem)
    {
        if (pem is null or { Length: > LongestPem } || pem.Split("-----BEGIN CERTIFICATE-----").Length != 2)
            return null;
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The parts of a distinguished name, in order; null when it is none, or has parts of several values, which could be read in two ways.</summary>
    internal static IReadOnlyList<(string Type, string Value)>? PartsOf(X500DistinguishedName name)
    {
        try
        {
            var parts = name.EnumerateRelativeDistinguishedNames(reversed: false).Select(part => part.HasMultipleElements ? (null, null) : (part.GetSingleElementType().Value, part.GetSingleElementValue())).ToList();
            return parts.Count == 0 || parts.Exists(part => part.Item1 is null || part.Item2 is null) ? null : [.. parts.Select(part => (part.Item1!, part.Item2!))];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The parts of a distinguished name in text.</summary>
    internal static IReadOnlyList<(string Type, string Value)>? PartsOf(string? name)
    {
        try
        {
            return name is { Length: > 0 and <= 500 } ? PartsOf(new X500DistinguishedName(name)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IEnumerable<Issue> CheckOwn(CertificateDraft? draft, DateTimeOffset now)
    {
        if (draft is not { Issuer: null, Subject: null, Certificates.Count: >= 1 and <= MostAtOnce })
        {
            yield return AppRules.Problem("APP-CERTIFICATES", "The app's own certificates: one, or two while one takes the other's place.", "certificates");
            yield break;
        }
        foreach (var pem in draft.Certificates)
        {
            using var certificate = Read(pem);
            if (certificate is null || !IsStrong(certificate) || certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
                yield return AppRules.Problem("APP-CERTIFICATE", "Each is one certificate in PEM that has not ended, with an elliptic key of 256 bits or an RSA key of 2048 bits at least.", "certificates");
        }
    }

    private static IEnumerable<Issue> CheckIssued(CertificateDraft? draft, DateTimeOffset now)
    {
        using var issuer = Read(draft?.Issuer);
        if (issuer is null || !IsStrong(issuer) || !IsAuthority(issuer) || issuer.NotAfter.ToUniversalTime() <= now.UtcDateTime)
            yield return AppRules.Problem("APP-CERTIFICATE-ISSUER", "The issuer is one certificate in PEM of an authority that has not ended.", "issuer");
        if (PartsOf(draft?.Subject) is null)
            yield return AppRules.Problem("APP-CERTIFICATE-SUBJECT", "The subject is a distinguished name such as CN=lab.example, O=Laboratory.", "subject");
        if (draft?.Certificates is not null)
            yield return AppRules.Problem("APP-CERTIFICATES-BOTH", "Either the app's own certificates, or an issuer and a subject.", "certificates");
    }

    private static bool IsAuthority(X509Certificate2 certificate) => certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraint => constraint.CertificateAuthority);

    private static bool IsStrong(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var curve = certificate.GetECDsaPublicKey();
        return rsa?.KeySize >= LeastRsaBits || curve?.KeySize >= LeastCurveBits;
    }
}
