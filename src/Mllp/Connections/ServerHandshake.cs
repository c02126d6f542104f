using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp.Connections;

/// <summary>The server's side of TLS: 1.2 or 1.3, one's own certificate, and the caller's decision on the other's. Nothing is fetched from anywhere for it.</summary>
internal sealed class ServerHandshake(MllpServerOptions options, TimeProvider time)
{
    /// <summary>What the other end showed.</summary>
    internal X509Certificate2? Shown { get; private set; }

    /// <summary>Whether that was what failed.</summary>
    internal bool IsRefused { get; private set; }

    internal async Task<Wire> OpenAsync(Socket socket, CancellationToken cancellationToken)
    {
        if (options.Certificate is not { } certificate)
            return Wire.Plain(socket);
        using var most = new CancellationTokenSource(options.HandshakeTime, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(most.Token, cancellationToken);
        return await Wire.SecureAsync(socket, tls => tls.AuthenticateAsServerAsync(Options(certificate()), limit.Token));
    }

    private SslServerAuthenticationOptions Options(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        ClientCertificateRequired = options.ClientCertificate is not null,
        CertificateChainPolicy = ChainPolicies.Offline(),
        RemoteCertificateValidationCallback = options.ClientCertificate is null ? null : (_, shown, _, _) => IsAdmitted(shown),
    };

    private bool IsAdmitted(X509Certificate? shown)
    {
        Shown = shown is null ? null : new X509Certificate2(shown);
        var isAdmitted = Shown is not null && options.ClientCertificate!(Shown);
        IsRefused = !isAdmitted;
        return isAdmitted;
    }
}

/// <summary>How chains are looked at.</summary>
internal static class ChainPolicies
{
    /// <summary>With what is at hand: what somebody shows must not make this machine call an address that stands in it.</summary>
    internal static X509ChainPolicy Offline() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
}
