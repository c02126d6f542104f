using System.Collections.Concurrent;
using System.Net.Sockets;
using Carewright.Hl7v2.Mllp;

namespace Carewright.Mllp.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task Answers_leave_in_the_order_of_the_messages_whatever_order_they_are_ready_in()
    {
        var ready = new ConcurrentDictionary<string, TaskCompletionSource>();
        TaskCompletionSource Of(string id) => ready.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = await Loopback.StartAsync(async (_, message, _, _) =>
        {
            await Of(Messages.ControlId(message)).Task;
            return Messages.Acknowledge(message);
        });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"), Messages.Of("2"), Messages.Of("3"));
        foreach (var id in new[] { "3", "2", "1" })
            Of(id).SetResult();
        foreach (var id in new[] { "1", "2", "3" })
            Assert.Equal(id, Messages.Acknowledged(await peer.ReadAsync()));
    }

    [Theory]
    [InlineData(3, 1_000_000, 3)]
    [InlineData(64, 1000, 4)]
    public async Task No_more_messages_are_taken_than_the_window_holds(int window, int maximumBytes, int most)
    {
        var (inside, highest) = (0, 0);
        await using var server = await Loopback.StartAsync(
            async (_, message, _, _) =>
            {
                highest = Math.Max(highest, Interlocked.Increment(ref inside));
                await Task.Yield();
                // The answer counts as having left only when it has: what is read from here on may overlap with it, never exceed it.
                Interlocked.Decrement(ref inside);
                return Messages.Acknowledge(message);
            },
            options => options with { Window = window, MaximumBytes = maximumBytes });
        using var peer = await server.ConnectAsync();
        var sending = peer.SendAsync(Enumerable.Range(1, 200).Select(each => Messages.Of($"{each}", rest: new string('x', 200))));
        for (var each = 1; each <= 200; each++)
            Assert.Equal($"{each}", Messages.Acknowledged(await peer.ReadAsync()));
        await sending;
        Assert.InRange(highest, 1, most);
    }

    [Fact]
    public async Task A_full_window_holds_the_reader_until_an_answer_has_left()
    {
        var gate = new SemaphoreSlim(0);
        var seen = new BlockingCollection<string>();
        await using var server = await Loopback.StartAsync(
            async (_, message, _, token) =>
            {
                seen.Add(Messages.ControlId(message), token);
                await gate.WaitAsync(token);
                return Messages.Acknowledge(message);
            },
            options => options with { Window = 2 });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"), Messages.Of("2"), Messages.Of("3"));
        Assert.Equal(["1", "2"], [seen.Take(TestContext.Current.CancellationToken), seen.Take(TestContext.Current.CancellationToken)]);
        Assert.Empty(seen);
        gate.Release();
        Assert.Equal("1", Messages.Acknowledged(await peer.ReadAsync()));
        Assert.Equal("3", seen.Take(TestContext.Current.CancellationToken));
        gate.Release(2);
        Assert.Equal("2", Messages.Acknowledged(await peer.ReadAsync()));
        Assert.Equal("3", Messages.Acknowledged(await peer.ReadAsync()));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_told_answered_and_ends_the_connection()
    {
        await using var server = await Loopback.StartAsync((_, message, fault, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Bytes($"{fault}:{message.Length}")), options => options with { MaximumBytes = 100 });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1", rest: new string('x', 500_000)), Messages.Of("2"));
        Assert.Equal("TooLong:0", Messages.Text(await peer.ReadAsync()));
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task What_is_wrong_with_frames_is_told()
    {
        await using var server = await Loopback.StartAsync((_, message, fault, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Bytes($"{fault}:{Messages.Text(message)}")));
        using var peer = await server.ConnectAsync();
        await peer.SendRawAsync(Messages.Bytes("noise\u000Bone\u001C\r\u000Bhalf\u000Btwo\u001C\r\u000Bnever ended"));
        peer.SayNoMore();
        foreach (var expected in new[] { "BytesBetween:one", "Unfinished:", ":two", "Unfinished:" })
            Assert.Equal(expected, Messages.Text(await peer.ReadAsync()));
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task A_large_message_in_small_pieces_arrives_whole()
    {
        await using var server = await Loopback.StartAsync((_, message, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(Messages.Bytes($"{message.Length}")));
        using var peer = await server.ConnectAsync();
        foreach (var piece in MllpDeframer.Wrap(new byte[3_000_000]).Chunk(1000))
            await peer.SendRawAsync(piece);
        Assert.Equal("3000000", Messages.Text(await peer.ReadAsync()));
    }

    [Fact]
    public async Task Who_has_said_all_still_gets_the_answers()
    {
        await using var server = await Loopback.StartAsync(async (_, message, _, _) =>
        {
            var id = Messages.Acknowledge(message);
            await Task.Yield();
            return id;
        });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"), Messages.Of("2"));
        peer.SayNoMore();
        Assert.Equal("1", Messages.Acknowledged(await peer.ReadAsync()));
        Assert.Equal("2", Messages.Acknowledged(await peer.ReadAsync()));
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task A_deferred_answer_is_sent_on_the_same_connection_after_the_first_however_early_it_is_given()
    {
        var deferring = new TaskCompletionSource<Task>();
        await using var server = await Loopback.StartAsync(async (peer, message, _, token) =>
        {
            var sending = peer.Send(Messages.Bytes("deferred"), token).AsTask();
            deferring.SetResult(sending);
            var answer = Messages.Acknowledge(message);
            await Task.Delay(100, CancellationToken.None);
            Assert.False(sending.IsCompleted);
            return answer;
        });
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Messages.Of("1"));
        Assert.Equal("1", Messages.Acknowledged(await peer.ReadAsync()));
        Assert.Equal("deferred", Messages.Text(await peer.ReadAsync()));
        await await deferring.Task;
    }

    [Fact]
    public async Task Sending_on_an_ended_connection_is_refused()
    {
        var known = new TaskCompletionSource<MllpPeer>();
        await using var server = await Loopback.StartAsync((peer, message, _, _) =>
        {
            known.TrySetResult(peer);
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        });
        using (var peer = await server.ConnectAsync())
        {
            await peer.SendAsync(Messages.Of("1"));
            peer.SayNoMore();
            Assert.Null(await peer.ReadAsync());
        }
        var gone = await known.Task;
        await server.Server.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(async () => await gone.Send(Messages.Of("2"), CancellationToken.None));
    }

    [Fact]
    public async Task Stopping_lets_the_answers_under_way_leave_and_closes_the_port()
    {
        var (taken, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await Loopback.StartAsync(async (_, message, _, _) =>
        {
            taken.TrySetResult();
            await gate.Task;
            return Messages.Acknowledge(message);
        });
        using var peer = await server.ConnectAsync();
        var port = server.Port;
        await peer.SendAsync(Messages.Of("1"));
        await taken.Task;
        var stopping = server.Server.DisposeAsync();
        gate.SetResult();
        Assert.Equal("1", Messages.Acknowledged(await peer.ReadAsync()));
        Assert.Null(await peer.ReadAsync());
        await stopping;
        await Assert.ThrowsAnyAsync<SocketException>(() => RawPeer.ConnectAsync(port));
    }

    [Fact]
    public async Task A_taken_port_is_told_when_it_is_opened()
    {
        await using var first = await Loopback.StartAsync(Loopback.Accept);
        await using var second = new MllpServer(new MllpServerOptions(first.Server.Endpoint), Loopback.Accept, TimeProvider.System);
        await Assert.ThrowsAsync<SocketException>(() => second.StartAsync(CancellationToken.None));
    }
}
