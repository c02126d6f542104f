using System.Security.Cryptography.X509Certificates;

namespace Carewright.Security;

/// <summary>Judges the certificates that partners present, against what their apps were registered with and the clock. Safe to call from many threads.</summary>
/// <param name="apps">The apps.</param>
/// <param name="time">The clock by which certificates end.</param>
public sealed class PartnerCertificates(AppRegister apps, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Why a certificate is refused whichever app comes with it, for the audit log; null when one of the approved apps may prove itself with it.</summary>
    public string? Refuse(X509Certificate2? certificate)
    {
        if (certificate is null)
            return "no certificate";
        return RefuseTime(certificate) ?? (apps.All.Any(app => app.State == AppState.Approved && IsOf(app, certificate)) ? null : "unknown certificate");
    }

    /// <summary>Why a certificate does not prove an app, for the audit log; null when it does.</summary>
    public string? Refuse(RegisteredApp app, X509Certificate2? certificate)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (certificate is null)
            return "no certificate";
        return RefuseTime(certificate) ?? (IsOf(app, certificate) ? null : "another's certificate");
    }

    private string? RefuseTime(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now >= certificate.NotAfter.ToUniversalTime() ? "certificate ended" : now < certificate.NotBefore.ToUniversalTime() ? "certificate not begun" : null;
    }

    private bool IsOf(RegisteredApp app, X509Certificate2 certificate) => app.Kind switch
    {
        AppKind.OwnCertificate => app.Certificates?.Any(one => one.Thumbprint == AppCertificate.ThumbprintOf(certificate)) == true,
        AppKind.IssuedCertificate => HasSubject(app, certificate) && IsIssued(app, certificate),
        _ => false,
    };

    private static bool HasSubject(RegisteredApp app, X509Certificate2 certificate) =>
        CertificateRules.PartsOf(app.CertificateSubject) is { } wanted && CertificateRules.PartsOf(certificate.SubjectName) is { } there && wanted.SequenceEqual(there);

    // The registered authority has signed it itself: names alone would let any authority of the same name in. Nothing is fetched, since the address to fetch from would be the stranger's.
    private bool IsIssued(RegisteredApp app, X509Certificate2 certificate)
    {
        using var issuer = CertificateRules.Read(app.CertificateIssuer);
        if (issuer is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ClientAuthentication));
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        // The authority may stand below a root that nobody has registered.
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(issuer.IssuerName.RawData))
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(certificate) && chain.ChainElements.Count > 1 && chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(issuer.RawDataMemory.Span);
    }
}
