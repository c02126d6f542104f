using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Carewright.Host.Serving.Transport;

/// <summary>
/// The partners' listener: a handshake succeeds only with a certificate that an approved app may prove itself with now (RFC 8705 section 2). Each handshake is judged anew: sessions are not taken up
/// again, as a certificate may have been taken out meanwhile. Nothing that a stranger's certificate names is fetched.
/// </summary>
internal sealed class PartnerTransport(TransportSecurity transport, PartnerCertificates certificates, RecordGateway gateway, TimeProvider clock)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Address, string Reason), DateTimeOffset> _recorded = new();

    internal void Secure(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = context => ValueTask.FromResult(ForHandshake(context.Connection.RemoteEndPoint)) });

    private SslServerAuthenticationOptions ForHandshake(EndPoint? from)
    {
        var options = transport.ForHandshake();
        options.ClientCertificateRequired = true;
        options.AllowTlsResume = false;
        options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        options.RemoteCertificateValidationCallback = (_, certificate, _, _) => IsKnown(certificate as X509Certificate2, from);
        return options;
    }

    private bool IsKnown(X509Certificate2? certificate, EndPoint? from)
    {
        if (certificates.Refuse(certificate) is not { } reason)
            return true;
        var address = AddressOf(from);
        // One record a minute for each address and reason: whoever knocks cannot flood the log. Nothing waits for it, as nothing is released.
        if (IsFirstOfWindow((address, reason)))
            _ = RecordAsync(address, reason, certificate);
        return false;
    }

    private async Task RecordAsync(string address, string reason, X509Certificate2? certificate)
    {
        var actor = new Actor("anonymous", "anonymous", "", null, null, null, "partner", address, "", null);
        var about = $"reason={reason}&certificate={(certificate is null ? "none" : AppCertificate.ThumbprintOf(certificate))}";
        await gateway.RecordAsync(actor, "partner-handshake", null, StatusCodes.Status403Forbidden, CancellationToken.None, about).ConfigureAwait(false);
    }

    private static string AddressOf(EndPoint? from) => from is IPEndPoint { Address: var address } ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "unknown";

    private bool IsFirstOfWindow((string Address, string Reason) key)
    {
        var now = clock.GetUtcNow();
        if (_recorded.Count > MostRemembered)
            _recorded.Clear();
        var isFirst = false;
        _recorded.AddOrUpdate(key, _ => First(), (_, last) => now - last < s_window ? Later(last) : First());
        return isFirst;

        DateTimeOffset First()
        {
            isFirst = true;
            return now;
        }

        DateTimeOffset Later(DateTimeOffset last)
        {
            isFirst = false;
            return last;
        }
    }
}
