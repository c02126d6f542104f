using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp.Tests;

public sealed class TlsTests
{
    [Fact]
    public async Task Both_ends_prove_who_they_are()
    {
        X509Certificate2? seen = null;
        await using var server = await StartAsync((peer, message, _, _) =>
        {
            seen = peer.Certificate;
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Acknowledge(message));
        });
        await using var client = Client(server, Certificates.Partner);
        Assert.True((await client.SendAsync(Messages.Of("1"), CancellationToken.None)).IsAccepted);
        Assert.True((await client.SendAsync(Messages.Of("2"), CancellationToken.None)).IsAccepted);
        Assert.Equal(Certificates.Partner.Thumbprint, seen!.Thumbprint);
    }

    [Fact]
    public async Task A_certificate_that_may_not_come_in_is_refused_and_told()
    {
        await using var server = await StartAsync(Never);
        await using var client = Client(server, Certificates.Stranger);
        Assert.False((await client.SendAsync(Messages.Of("1"), CancellationToken.None)).IsAccepted);
        var notice = server.Notices.Take(TestContext.Current.CancellationToken);
        Assert.Equal((MllpNoticeKind.CertificateRefused, Certificates.Stranger.Thumbprint), (notice.Kind, notice.Certificate!.Thumbprint));
    }

    [Fact]
    public async Task Without_a_certificate_nobody_comes_in()
    {
        await using var server = await StartAsync(Never);
        await using var client = Client(server, null);
        Assert.False((await client.SendAsync(Messages.Of("1"), CancellationToken.None)).IsAccepted);
        Assert.Equal(MllpNoticeKind.CertificateRefused, server.Told());
    }

    [Fact]
    public async Task A_message_without_tls_does_not_come_in()
    {
        await using var server = await StartAsync(Never);
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"));
        Assert.Null(await peer.ReadAsync());
        Assert.Equal(MllpNoticeKind.HandshakeFailed, server.Told());
    }

    [Fact]
    public async Task A_handshake_that_does_not_begin_ends_the_connection()
    {
        await using var server = await StartAsync(Never, TimeSpan.FromMilliseconds(100));
        using var peer = await server.ConnectAsync();
        Assert.Null(await peer.ReadAsync());
        Assert.Equal(MllpNoticeKind.HandshakeFailed, server.Told());
    }

    [Fact]
    public async Task A_client_sends_nothing_to_a_server_that_it_does_not_trust()
    {
        await using var server = await StartAsync(Never);
        foreach (var tls in new[] { new MllpClientTls("localhost"), new MllpClientTls("localhost", (_, _) => false) })
        {
            await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", server.Port, tls), TimeProvider.System);
            Assert.Equal(MllpOutcome.NotSent, (await client.SendAsync(Messages.Of("1"), CancellationToken.None)).Outcome);
        }
    }

    private static ValueTask<ReadOnlyMemory<byte>?> Never(MllpPeer peer, ReadOnlyMemory<byte> message, Hl7v2.Mllp.FrameFault? fault, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A message came in that must not.");

    private static Task<Loopback> StartAsync(MllpReceiver receive, TimeSpan? handshake = null) => Loopback.StartAsync(receive, options => options with
    {
        Certificate = () => SslStreamCertificateContext.Create(Certificates.Server, null, offline: true),
        ClientCertificate = shown => shown.Thumbprint == Certificates.Partner.Thumbprint,
        HandshakeTime = handshake ?? TimeSpan.FromMinutes(1),
    });

    private static MllpClient Client(Loopback server, X509Certificate2? own) => new(
        new MllpClientOptions("127.0.0.1", server.Port, new MllpClientTls("localhost", (shown, _) => shown.Thumbprint == Certificates.Server.Thumbprint, own is null ? null : () => own)),
        TimeProvider.System);
}
