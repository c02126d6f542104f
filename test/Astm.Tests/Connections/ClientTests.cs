using System.Collections.Concurrent;
using System.Net;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using static Carewright.Astm.Tests.Connections.RawPeer;

namespace Carewright.Astm.Tests.Connections;

public sealed class ClientTests
{
    private static readonly byte[] s_message = "H|\\^&\rL|1|N\r"u8.ToArray();

    [Fact]
    public async Task A_client_may_be_the_host_of_an_instrument_that_listens()
    {
        var arrived = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var instrument = new RawListener();
        await using var host = Loopback.Client(instrument.Port, LinkRole.Host, (_, message, _) =>
        {
            arrived.SetResult(Samples.Text(message));
            return ValueTask.FromResult(AstmAnswer.Taken);
        });
        using var peer = await instrument.AcceptAsync();
        Assert.Equal(Ack, await peer.AskAsync(Enq));
        Assert.Equal(Ack, await peer.AskAsync(Frame(1, "H|\\^&\r")));
        Assert.Equal(Ack, await peer.AskAsync(Frame(2, "L|1|N\r")));
        Assert.Equal("H|\\^&\rL|1|N\r", await arrived.Task);
        Assert.True(host.IsConnected);
    }

    [Theory]
    [InlineData(1, SendOutcome.NotDelivered)]
    [InlineData(2, SendOutcome.Unknown)]
    public async Task A_connection_that_breaks_tells_what_is_known_and_is_made_again(int frames, SendOutcome outcome)
    {
        using var listener = new RawListener();
        await using var client = Loopback.Client(listener.Port, LinkRole.Instrument);
        var sending = client.SendAsync(s_message, CancellationToken.None);
        using (var peer = await listener.AcceptAsync())
        {
            Assert.Equal(Enq, await peer.ReadAsync());
            for (var frame = 0; frame < frames; frame++)
            {
                await peer.SendAsync(Ack);
                await peer.ReadFrameAsync();
            }
        }
        Assert.Equal(new AstmSent(outcome, SendReason.NoConnection), await sending);
        using var again = await listener.AcceptAsync();
        var second = client.SendAsync(s_message, CancellationToken.None);
        Assert.Equal(Enq, await again.ReadAsync());
        for (var frame = 0; frame < 2; frame++)
        {
            await again.SendAsync(Ack);
            await again.ReadFrameAsync();
        }
        Assert.Equal(Eot, await again.AskAsync(Ack));
        Assert.True((await second).IsDelivered);
    }

    [Fact]
    public async Task A_host_that_comes_up_later_is_found()
    {
        int port;
        using (var taken = new RawListener())
            port = taken.Port;
        var notices = new BlockingCollection<AstmNotice>();
        await using var client = Loopback.Client(port, LinkRole.Instrument, notice: notices.Add);
        var sending = client.SendAsync(s_message, CancellationToken.None);
        Assert.Equal(AstmNoticeKind.CannotConnect, notices.Take(TestContext.Current.CancellationToken).Kind);
        await using var host = await Loopback.StartAsync(options: options => options with { Endpoint = new IPEndPoint(IPAddress.Loopback, port) });
        Assert.True((await sending).IsDelivered);
    }

    [Fact]
    public async Task Without_a_connection_in_time_nothing_is_sent()
    {
        var options = new AstmClientOptions("127.0.0.1", 1) { ConnectTime = TimeSpan.FromMilliseconds(50) };
        await using var client = new AstmClient(options, (_, _, _) => ValueTask.FromResult(AstmAnswer.Taken), TimeProvider.System);
        client.Start();
        Assert.Equal(new AstmSent(SendOutcome.NotDelivered, SendReason.NoConnection), await client.SendAsync(s_message, CancellationToken.None));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_and_the_next_goes_on()
    {
        await using var host = await Loopback.StartAsync();
        await using var client = host.Instrument();
        Assert.Equal(SendReason.Unsendable, (await client.SendAsync("H|\\^&\nL|1|N\n"u8.ToArray(), CancellationToken.None)).Reason);
        Assert.True((await client.SendAsync(s_message, CancellationToken.None)).IsDelivered);
    }

    [Fact]
    public async Task A_client_that_is_closed_tells_who_waits()
    {
        using var listener = new RawListener();
        var client = Loopback.Client(listener.Port, LinkRole.Instrument);
        var first = client.SendAsync(s_message, CancellationToken.None);
        using var peer = await listener.AcceptAsync();
        Assert.Equal(Enq, await peer.ReadAsync());
        var closing = client.DisposeAsync();
        await peer.SendAsync(Ack);
        await peer.ReadFrameAsync();
        await peer.SendAsync(Ack);
        await peer.ReadFrameAsync();
        Assert.Equal(Eot, await peer.AskAsync(Ack));
        Assert.True((await first).IsDelivered);
        peer.SayNoMore();
        await closing;
        Assert.Equal(SendReason.NoConnection, (await client.SendAsync(s_message, CancellationToken.None)).Reason);
    }

    [Fact]
    public async Task Over_a_connection_that_garbles_every_message_arrives_once()
    {
        await using var host = await Loopback.StartAsync();
        using var between = new GarblingProxy(host.Port, seed: 20260105);
        await using var client = Loopback.Client(between.Port, LinkRole.Instrument);
        var sent = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            var message = Samples.Bytes(Samples.Chemistry.Replace("C-1001", $"C-{i}", StringComparison.Ordinal));
            if ((await client.SendAsync(message, CancellationToken.None)) is { IsDelivered: false } failed)
            {
                // Six faults in a row: told, and sent again.
                Assert.NotNull(failed.Reason);
                i--;
                continue;
            }
            sent.Add(Samples.Text(message));
        }
        Assert.Equal(sent, host.Arrived.Distinct());
        Assert.True(between.Garbled > 50);
        Assert.Contains(host.Notices, notice => notice.Fault == FrameFault.Checksum);
    }
}
