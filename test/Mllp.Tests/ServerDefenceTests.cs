namespace Carewright.Mllp.Tests;

public sealed class ServerDefenceTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_connection_without_messages_is_closed()
    {
        await using var server = await Loopback.StartAsync(Loopback.Accept, options => options with { IdleTime = s_soon });
        using var peer = await server.ConnectAsync();
        Assert.Null(await peer.ReadAsync());
        Assert.Equal(MllpNoticeKind.Idle, server.Told());
    }

    [Fact]
    public async Task Who_waits_for_an_answer_is_not_idle()
    {
        await using var server = await Loopback.StartAsync(
            async (_, message, _, token) =>
            {
                await Task.Delay(s_soon * 4, token);
                return Messages.Acknowledge(message);
            },
            options => options with { IdleTime = s_soon });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"));
        Assert.Equal("1", Messages.Acknowledged(await peer.ReadAsync()));
    }

    [Fact]
    public async Task A_message_that_trickles_does_not_hold_a_connection()
    {
        await using var server = await Loopback.StartAsync(Loopback.Accept, options => options with { MessageTime = s_soon });
        using var peer = await server.ConnectAsync();
        var closed = peer.ReadAsync();
        await peer.SendRawAsync(Messages.Bytes("\u000BMSH|"));
        while (!closed.IsCompleted)
        {
            await Task.WhenAny(closed, Task.Delay(10, TestContext.Current.CancellationToken));
            await peer.SendRawAsync([(byte)'x']).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        Assert.Null(await closed);
        Assert.Equal(MllpNoticeKind.TooSlow, server.Told());
    }

    [Fact]
    public async Task Who_does_not_take_answers_is_let_go()
    {
        await using var server = await Loopback.StartAsync((_, _, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(new byte[8 * 1024 * 1024]), options => options with { MessageTime = s_soon });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"), Messages.Of("2"), Messages.Of("3"));
        Assert.Equal(MllpNoticeKind.TooSlow, server.Told());
    }

    [Fact]
    public async Task Connections_beyond_the_most_are_closed_and_told_and_others_go_on()
    {
        await using var server = await Loopback.StartAsync(Loopback.Accept, options => options with { MaximumConnections = 2 });
        using var first = await server.ConnectAsync();
        using var second = await server.ConnectAsync();
        await first.SendAsync(Messages.Of("1"));
        await second.SendAsync(Messages.Of("2"));
        Assert.Equal("1", Messages.Acknowledged(await first.ReadAsync()));
        Assert.Equal("2", Messages.Acknowledged(await second.ReadAsync()));
        using var third = await server.ConnectAsync();
        Assert.Null(await third.ReadAsync());
        Assert.Equal(MllpNoticeKind.TooManyConnections, server.Told());
        await first.SendAsync(Messages.Of("3"));
        Assert.Equal("3", Messages.Acknowledged(await first.ReadAsync()));
    }

    [Fact]
    public async Task A_receiver_that_fails_leaves_the_message_unanswered_and_is_told()
    {
        await using var server = await Loopback.StartAsync((_, _, _, _) => throw new InvalidOperationException("the store is gone"));
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"));
        Assert.Null(await peer.ReadAsync());
        var notice = server.Notices.Take(TestContext.Current.CancellationToken);
        Assert.Equal((MllpNoticeKind.ReceiverFailed, "the store is gone"), (notice.Kind, notice.Error!.Message));
    }

    [Fact]
    public async Task An_answer_that_would_break_its_frame_is_not_sent()
    {
        await using var server = await Loopback.StartAsync((_, _, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Bytes("MSA\u001Cbroken")));
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"));
        Assert.Null(await peer.ReadAsync());
        Assert.Equal(MllpNoticeKind.ReceiverFailed, server.Told());
    }

    [Fact]
    public async Task A_receiver_is_told_when_the_connection_breaks()
    {
        var told = new TaskCompletionSource();
        var taken = new TaskCompletionSource();
        await using var server = await Loopback.StartAsync(async (_, message, _, token) =>
        {
            token.Register(() => told.TrySetResult());
            taken.SetResult();
            await told.Task;
            return Messages.Acknowledge(message);
        });
        using (var peer = await server.ConnectAsync())
        {
            await peer.SendAsync(Messages.Of("1"));
            await taken.Task;
        }
        await told.Task;
        Assert.Equal(MllpNoticeKind.Broken, server.Told());
    }

    [Fact]
    public async Task Certificates_of_clients_need_tls()
    {
        await using var server = new MllpServer(new MllpServerOptions(new(System.Net.IPAddress.Loopback, 0), ClientCertificate: _ => true), Loopback.Accept, TimeProvider.System);
        await Assert.ThrowsAsync<ArgumentException>(() => server.StartAsync(CancellationToken.None));
    }
}
