using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Carewright.Host.Serving.Transport;

/// <summary>TLS 1.2 and 1.3 with forward secrecy and authenticated encryption (NIST SP 800-52 revision 2, section 3.3.1), under a certificate that may change while the server runs.</summary>
internal sealed class TransportSecurity
{
    private static readonly TlsCipherSuite[] s_suites =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    // Elsewhere the operating system decides about suites.
    private static readonly CipherSuitesPolicy? s_policy = OperatingSystem.IsLinux() ? new CipherSuitesPolicy(s_suites) : null;
    private volatile SslStreamCertificateContext _certificate;

    internal TransportSecurity(SslStreamCertificateContext certificate) => _certificate = certificate;

    /// <summary>What the next handshake presents; connections that run keep what they began with.</summary>
    internal SslStreamCertificateContext Certificate
    {
        get => _certificate;
        set => _certificate = value;
    }

    internal static TransportSecurity Of(X509Certificate2 certificate) => new(SslStreamCertificateContext.Create(certificate, null, offline: true));

    internal void Secure(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(ForHandshake()) });

    /// <summary>What a server says in a handshake.</summary>
    internal SslServerAuthenticationOptions ForHandshake() => new()
    {
        ServerCertificateContext = _certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CipherSuitesPolicy = s_policy,
        AllowRenegotiation = false,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };
}
