using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Carewright.Astm.Frames;
using Carewright.Kernel.Connections;

namespace Carewright.Astm.Connections;

/// <summary>What a session needs to know.</summary>
/// <param name="Link">How its end of the line behaves.</param>
/// <param name="IdleTime">When it is closed without anything having come; null: never.</param>
/// <param name="WriteTime">How long the network may take.</param>
internal sealed record SessionOptions(LinkOptions Link, TimeSpan? IdleTime, TimeSpan WriteTime);

/// <summary>One connection: moves bytes between a socket and a line, looks at the clock for it, and hands messages on. One step at a time, whoever causes it.</summary>
internal sealed class Session : IServedConnection
{
    private const int BufferSize = 16 * 1024;
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);
    private static long s_last;
    private readonly Wire _wire;
    private readonly Decision _decision;
    private readonly TimeProvider _time;
    private readonly Action<AstmNotice>? _notice;
    private readonly AstmLink _link;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<AstmSent>? _sent;
    private long _arrived;
    private long _refused;
    private Task _handling = Task.CompletedTask;
    private bool _isStopping;

    internal Session(Socket socket, EndPoint remote, SessionOptions options, AstmReceiver receive, TimeProvider time, Action<AstmNotice>? notice)
    {
        (_time, _notice) = (time, notice);
        _wire = new Wire(socket, options.IdleTime, options.WriteTime, time);
        Peer = new AstmPeer(Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture), remote, SendAsync);
        _decision = new Decision(Peer, receive, options.Link.DecisionTime, time, notice);
        _link = new AstmLink(options.Link);
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => _ = StepAsync(now => _link.Tick(now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal AstmPeer Peer { get; }

    /// <summary>Whether a message has come or been delivered.</summary>
    internal bool WasOfUse { get; private set; }

    /// <summary>Serves it to its end; does not throw.</summary>
    public async Task RunAsync()
    {
        try
        {
            var buffer = new byte[BufferSize];
            while (await _wire.ReadAsync(buffer, IsAtRest) is var count and > 0)
                await StepAsync(now => _link.Receive(buffer.AsSpan(0, count), now));
            // Who has said all still gets the answer to a message that had come whole.
            await _handling;
            _wire.SayNoMore();
            _wire.Dispose();
        }
        catch (Exception over) when (over is IOException or SocketException or ObjectDisposedException)
        {
            Break(AstmNoticeKind.Broken, over);
        }
        catch (OperationCanceledException)
        {
            if (!_ended.IsCancellationRequested)
                Tell(new AstmNotice(Peer.Remote, AstmNoticeKind.Idle));
        }
        Abort();
        await CloseAsync();
        _over.TrySetResult();
    }

    /// <summary>Sends a message as soon as the line is free.</summary>
    internal async Task<AstmSent> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await _turn.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AstmSent(SendOutcome.NotDelivered, SendReason.NoConnection);
        }
        try
        {
            var sent = new TaskCompletionSource<AstmSent>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!await StepAsync(now => Begin(message, sent, now)))
                sent.TrySetResult(new AstmSent(SendOutcome.NotDelivered, SendReason.NoConnection));
            return await sent.Task;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells the other end to wait when it asks for the line, lets what is under way end, and closes the connection; the other end has a moment to read what was sent last.</summary>
    public async Task StopAsync()
    {
        await StepAsync(_ =>
        {
            _link.IsBusy = _isStopping = true;
            return default;
        });
        await _drained.Task;
        await _handling;
        try
        {
            _wire.SayNoMore();
            await _over.Task.WaitAsync(s_linger, _time);
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or TimeoutException)
        {
            // The other end is gone, or had its moment.
            Abort();
        }
    }

    /// <summary>Ends it at once, from any thread.</summary>
    public void Abort()
    {
        _ended.Cancel();
        _drained.TrySetResult();
        _wire.Abort();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _wire.Dispose();
    }

    /// <summary>Lets the line take one step, and does what it says; false when the connection has ended.</summary>
    private async Task<bool> StepAsync(Func<TimeSpan, LinkStep> take)
    {
        await _one.WaitAsync();
        try
        {
            if (_ended.IsCancellationRequested)
                return false;
            await DoAsync(take(Now()));
            Arm();
            if (_isStopping && _link.IsNeutral)
                _drained.TrySetResult();
            return true;
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What is under way is told how it ended when the connection is closed.
            Break(broken is OperationCanceledException ? AstmNoticeKind.TooSlow : AstmNoticeKind.Broken, broken);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    private async ValueTask DoAsync(LinkStep step)
    {
        foreach (var happened in step.Events ?? [])
            Take(happened);
        if (!step.Bytes.IsEmpty)
            await _wire.WriteAsync(step.Bytes);
    }

    private void Take(LinkEvent happened)
    {
        switch (happened)
        {
            case MessageArrived arrived:
                WasOfUse = true;
                _arrived = arrived.Number;
                var before = _handling;
                _handling = Task.Run(() => HandleAsync(arrived, before));
                break;
            case SendEnded ended:
                WasOfUse |= ended.Outcome == SendOutcome.Delivered;
                Interlocked.Exchange(ref _sent, null)?.TrySetResult(new AstmSent(ended.Outcome, ended.Reason));
                break;
            case FrameRefused refused:
                if (refused.Fault == FrameFault.MessageRefused)
                    Interlocked.Exchange(ref _refused, _arrived);
                Tell(new AstmNotice(Peer.Remote, AstmNoticeKind.FrameRefused, Fault: refused.Fault));
                break;
            case MessageDropped dropped:
                Tell(new AstmNotice(Peer.Remote, AstmNoticeKind.MessageDropped, Dropped: dropped.Reason));
                break;
        }
    }

    private LinkStep Begin(ReadOnlyMemory<byte> message, TaskCompletionSource<AstmSent> sent, TimeSpan now)
    {
        _sent = sent;
        return _link.Send(message, now);
    }

    private async Task HandleAsync(MessageArrived arrived, Task before)
    {
        // One message after the other, also when the one before was given up: its receiver has been told to end. What was refused for lack of time meanwhile comes again.
        await before;
        if (arrived.Number <= Interlocked.Read(ref _refused))
            return;
        var (isTaken, replies) = await _decision.TakeAsync(arrived.Message, _ended.Token);
        if (arrived.AwaitsAnswer)
            await StepAsync(now => _link.Answer(arrived.Number, isTaken, now));
        else if (!isTaken)
            Tell(new AstmNotice(Peer.Remote, AstmNoticeKind.MessageLost));
        // What was refused because the decision came too late comes again, and is answered then.
        if (replies.Count > 0 && arrived.Number > Interlocked.Read(ref _refused))
            _ = ReplyAsync(replies);
    }

    private async Task ReplyAsync(List<ReadOnlyMemory<byte>> replies)
    {
        foreach (var reply in replies)
            if (await SendAsync(reply, CancellationToken.None) is { IsDelivered: false } sent)
                Tell(new AstmNotice(Peer.Remote, AstmNoticeKind.ReplyNotDelivered, Sent: sent));
    }

    private async Task CloseAsync()
    {
        await _one.WaitAsync();
        try
        {
            foreach (var happened in _link.Close().Events)
                Take(happened);
        }
        finally
        {
            _one.Release();
        }
        await _handling;
    }

    private void Arm()
    {
        var due = _link.Due is { } at ? TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, (at - Now()).TotalMilliseconds))) : Timeout.InfiniteTimeSpan;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private bool IsAtRest() => _link.IsNeutral && _handling.IsCompleted;

    private TimeSpan Now() => _time.GetElapsedTime(_start);

    // Told once: what fails after it fails because of it.
    private void Break(AstmNoticeKind kind, Exception error)
    {
        if (!_ended.IsCancellationRequested)
            Tell(new AstmNotice(Peer.Remote, kind, Error: error));
        Abort();
    }

    private void Tell(AstmNotice notice) => _notice?.Invoke(notice);
}
