using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Astm.Records;
using static Carewright.Astm.Tests.Connections.RawPeer;

namespace Carewright.Astm.Tests.Connections;

public sealed class ServerTests
{
    private const string Header = "H|\\^&\r";
    private const string End = "L|1|N\r";
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Results_of_an_instrument_arrive_and_it_is_told_so()
    {
        await using var host = await Loopback.StartAsync();
        await using var instrument = host.Instrument();
        foreach (var sample in new[] { Samples.Chemistry, Samples.Haematology })
        {
            Assert.True((await instrument.SendAsync(Samples.Bytes(sample), CancellationToken.None)).IsDelivered);
            Assert.Equal(Samples.Text(Samples.Bytes(sample)), host.Arrived.Take(TestContext.Current.CancellationToken));
        }
        Assert.Empty(host.Notices);
    }

    [Fact]
    public async Task The_last_frame_is_acknowledged_only_when_the_message_is_taken()
    {
        var isDurable = false;
        await using var host = await Loopback.StartAsync(async (_, _, token) =>
        {
            await Task.Delay(s_soon, token);
            Volatile.Write(ref isDurable, true);
            return AstmAnswer.Taken;
        });
        using var peer = await host.ConnectAsync();
        Assert.Equal(Ack, await peer.AskAsync(Enq));
        Assert.Equal(Ack, await peer.AskAsync(Frame(1, Header)));
        Assert.False(Volatile.Read(ref isDurable));
        Assert.Equal(Ack, await peer.AskAsync(Frame(2, End)));
        Assert.True(Volatile.Read(ref isDurable));
    }

    [Fact]
    public async Task A_query_is_answered_with_orders_on_the_same_connection()
    {
        await using var host = await Loopback.StartAsync((_, message, _) => ValueTask.FromResult(AstmAnswer.With(Orders(AstmMessage.Parse(message).Queries().Single().SpecimenId))));
        var orders = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var instrument = host.Instrument((_, message, _) =>
        {
            orders.SetResult(Samples.Text(message));
            return ValueTask.FromResult(AstmAnswer.Taken);
        });
        Assert.True((await instrument.SendAsync(Samples.Bytes(Samples.Query), CancellationToken.None)).IsDelivered);
        Assert.Contains("O|1|TUBE-77||^^^GLU", await orders.Task, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_fails_refuses_and_the_instrument_sends_its_last_frame_again()
    {
        var calls = 0;
        await using var host = await Loopback.StartAsync((_, _, _) => ++calls == 1 ? throw new InvalidOperationException("The disk is full.") : ValueTask.FromResult(calls == 2 ? AstmAnswer.Refused : AstmAnswer.Taken));
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.AskAsync(Frame(1, Header));
        Assert.Equal(Nak, await peer.AskAsync(Frame(2, End)));
        Assert.Equal(Nak, await peer.AskAsync(Frame(2, End)));
        Assert.Equal(Ack, await peer.AskAsync(Frame(2, End)));
        Assert.Equal([Header + End, Header + End, Header + End], host.Arrived);
        Assert.Equal(AstmNoticeKind.ReceiverFailed, host.Told().Kind);
        Assert.Equal((AstmNoticeKind.FrameRefused, FrameFault.MessageRefused), (host.Told().Kind, host.Told().Fault!.Value));
    }

    [Fact]
    public async Task A_receiver_that_is_too_slow_refuses_and_is_told_to_end()
    {
        await using var host = await Loopback.StartAsync(
            async (_, _, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return AstmAnswer.Taken;
            },
            options => options with { Link = options.Link with { DecisionTime = s_soon } });
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.AskAsync(Frame(1, Header));
        Assert.Equal(Nak, await peer.AskAsync(Frame(2, End)));
        var told = new[] { host.Told().Kind, host.Told().Kind };
        Assert.Contains(AstmNoticeKind.ReceiverTooSlow, told);
        Assert.Contains(AstmNoticeKind.FrameRefused, told);
    }

    [Fact]
    public async Task A_query_that_was_decided_on_too_late_and_came_again_is_answered_once()
    {
        var (calls, isRefused) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var host = await Loopback.StartAsync(
            async (_, _, _) =>
            {
                if (++calls == 1)
                    await isRefused.Task;
                return AstmAnswer.With(Orders("T1"));
            },
            options => options with { Link = options.Link with { DecisionTime = TimeSpan.FromSeconds(2) } });
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.AskAsync(Frame(1, Header));
        Assert.Equal(Nak, await peer.AskAsync(Frame(2, End)));
        isRefused.SetResult();
        Assert.Equal(Ack, await peer.AskAsync(Frame(2, End)));
        Assert.Equal(Enq, await peer.AskAsync(Eot));
        await peer.SendAsync(Ack);
        for (var record = 1; record <= 4; record++)
        {
            await peer.ReadFrameAsync();
            await peer.SendAsync(Ack);
        }
        Assert.Equal(Eot, await peer.ReadAsync());
        Assert.Equal(Ack, await peer.AskAsync(Enq));
    }

    [Fact]
    public async Task A_host_gives_way_to_an_instrument_and_then_sends()
    {
        await using var host = await Loopback.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.SendAsync(Eot);
        var sending = host.Server.Peers.Single().Send(Orders("T1"), CancellationToken.None);
        Assert.Equal(Enq, await peer.ReadAsync());
        await peer.SendAsync(Enq);
        // A host that gives way says nothing to the ENQ that it met: the instrument asks again.
        await Task.Delay(s_soon, TestContext.Current.CancellationToken);
        Assert.Equal(Ack, await peer.AskAsync(Enq));
        Assert.Equal(Ack, await peer.AskAsync(Frame(1, Header)));
        Assert.Equal(Ack, await peer.AskAsync(Frame(2, End)));
        Assert.Equal(Enq, await peer.AskAsync(Eot));
        await peer.SendAsync(Ack);
        for (var record = 1; record <= 4; record++)
        {
            Assert.StartsWith($"\u0002{record}", await peer.ReadFrameAsync(), StringComparison.Ordinal);
            await peer.SendAsync(Ack);
        }
        Assert.Equal(Eot, await peer.ReadAsync());
        Assert.True((await sending).IsDelivered);
    }

    [Fact]
    public async Task Both_ends_send_many_at_once_and_all_arrive()
    {
        const int Each = 10;
        await using var host = await Loopback.StartAsync(options: options => options with { Link = options.Link with { HostPause = s_soon } });
        var came = 0;
        await using var instrument = host.Instrument((_, _, _) =>
        {
            Interlocked.Increment(ref came);
            return ValueTask.FromResult(AstmAnswer.Taken);
        });
        Assert.True((await instrument.SendAsync(Samples.Bytes(Samples.Query), CancellationToken.None)).IsDelivered);
        var peer = host.Server.Peers.Single();
        var sent = await Task.WhenAll(Enumerable.Range(1, Each).SelectMany(i => new[] { Retried(() => peer.Send(Orders($"T{i}"), CancellationToken.None)), Retried(() => instrument.SendAsync(Samples.Bytes(Samples.Chemistry), CancellationToken.None)) }));
        Assert.All(sent, each => Assert.True(each.IsDelivered));
        Assert.Equal((Each, Each + 1), (came, host.Arrived.Count));
    }

    [Fact]
    public async Task A_connection_that_ends_within_a_frame_is_told_and_costs_the_others_nothing()
    {
        await using var host = await Loopback.StartAsync();
        using (var broken = await host.ConnectAsync())
        {
            await broken.AskAsync(Enq);
            await broken.AskAsync(Frame(1, Header));
            await broken.SendAsync(Frame(2, End)[..5]);
            broken.SayNoMore();
            Assert.Equal("", await broken.ReadAsync());
        }
        Assert.Equal((AstmNoticeKind.MessageDropped, DropReason.LineLost), (host.Notices.Take(TestContext.Current.CancellationToken) is var told ? told.Kind : default, told.Dropped!.Value));
        await using var instrument = host.Instrument();
        Assert.True((await instrument.SendAsync(Samples.Bytes(Samples.Query), CancellationToken.None)).IsDelivered);
        Assert.Single(host.Arrived);
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_told()
    {
        await using var host = await Loopback.StartAsync();
        var broken = await host.ConnectAsync();
        await broken.AskAsync(Enq);
        broken.Dispose();
        Assert.Equal(AstmNoticeKind.Broken, host.Told().Kind);
    }

    [Fact]
    public async Task Who_sends_all_at_once_and_waits_for_nothing_is_heard()
    {
        await using var host = await Loopback.StartAsync();
        using var peer = await host.ConnectAsync();
        await peer.SendAsync(Enq + Frame(1, Header) + Frame(2, End) + Eot);
        peer.SayNoMore();
        Assert.Equal(Header + End, host.Arrived.Take(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Several_messages_in_one_frame_are_taken_one_by_one_and_only_together()
    {
        await using var host = await Loopback.StartAsync((_, message, _) => ValueTask.FromResult(new AstmAnswer(!Samples.Text(message).Contains("bad", StringComparison.Ordinal))));
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        Assert.Equal(Ack, await peer.AskAsync(Frame(1, Header + End + Header + End)));
        Assert.Equal(Nak, await peer.AskAsync(Frame(2, Header + End + "H|\\^&|bad\r" + End)));
        Assert.Equal([Header + End, Header + End, Header + End, "H|\\^&|bad\r" + End], host.Arrived);
    }

    [Fact]
    public async Task A_message_without_an_end_that_is_not_taken_is_told_as_lost()
    {
        await using var host = await Loopback.StartAsync((_, _, _) => ValueTask.FromResult(AstmAnswer.Refused), options => options with { Link = options.Link with { RequiresTerminator = false } });
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.AskAsync(Frame(1, Header));
        await peer.SendAsync(Eot);
        Assert.Equal(AstmNoticeKind.MessageLost, host.Told().Kind);
    }

    [Fact]
    public async Task A_reply_that_does_not_arrive_is_told()
    {
        await using var host = await Loopback.StartAsync((_, _, _) => ValueTask.FromResult(AstmAnswer.With(Orders("T1"))), options => options with { Link = options.Link with { ReplyTime = s_soon } });
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.AskAsync(Frame(1, Header));
        await peer.AskAsync(Frame(2, End));
        Assert.Equal(Enq, await peer.AskAsync(Eot));
        var told = host.Told();
        Assert.Equal((AstmNoticeKind.ReplyNotDelivered, SendReason.NoReply), (told.Kind, told.Sent!.Reason!.Value));
    }

    [Fact]
    public async Task Connections_beyond_the_most_are_closed_and_told()
    {
        await using var host = await Loopback.StartAsync(options: options => options with { MaximumConnections = 1 });
        using var first = await host.ConnectAsync();
        Assert.Equal(Ack, await first.AskAsync(Enq));
        using var second = await host.ConnectAsync();
        Assert.Equal("", await second.ReadAsync());
        Assert.Equal(AstmNoticeKind.TooManyConnections, host.Told().Kind);
        Assert.Equal(Ack, await first.AskAsync(Frame(1, Header)));
    }

    [Fact]
    public async Task A_connection_on_which_nothing_comes_is_closed_when_that_is_asked_for()
    {
        await using var host = await Loopback.StartAsync(options: options => options with { IdleTime = s_soon });
        using var peer = await host.ConnectAsync();
        Assert.Equal("", await peer.ReadAsync());
        Assert.Equal(AstmNoticeKind.Idle, host.Told().Kind);
    }

    [Fact]
    public async Task A_host_that_is_stopped_lets_what_is_under_way_end()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var host = await Loopback.StartAsync(async (_, _, _) =>
        {
            begun.SetResult();
            await gate.Task;
            return AstmAnswer.Taken;
        });
        using var peer = await host.ConnectAsync();
        await peer.AskAsync(Enq);
        await peer.AskAsync(Frame(1, Header));
        await peer.SendAsync(Frame(2, End));
        await begun.Task;
        var stopping = host.DisposeAsync();
        gate.SetResult();
        Assert.Equal(Ack, await peer.ReadAsync());
        await peer.SendAsync(Eot);
        await stopping;
        Assert.Equal("", await peer.ReadAsync());
    }

    private static byte[] Orders(string specimen)
    {
        var message = EditableMessage.New();
        message.Add('P');
        var order = message.Add('O');
        message.Set(order, 3, specimen);
        message.SetRaw(order, 5, "^^^GLU"u8);
        message.End();
        return message.ToBytes();
    }

    // Six times of meeting each other in a row is no fault of a test on a loaded machine.
    private static async Task<AstmSent> Retried(Func<Task<AstmSent>> send)
    {
        var sent = await send();
        while (sent.Reason == SendReason.Contention)
            sent = await send();
        return sent;
    }
}
