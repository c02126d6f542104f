using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Carewright.Hl7v2.Mllp;
using Carewright.Kernel.Connections;

namespace Carewright.Mllp.Connections;

/// <summary>One connection of a server: one loop reads and hands messages on, one sends the answers in the order of the messages.</summary>
internal sealed class ServerConnection(Socket socket, IPEndPoint remote, MllpServerOptions options, MllpReceiver receive, TimeProvider time, Action<MllpNotice>? notice) : IServedConnection
{
    private static long s_last;
    private readonly CancellationTokenSource _ended = new();
    private readonly Window _window = new(Math.Max(1, options.Window), Math.Max(1, options.MaximumBytes));
    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private volatile bool _isStopping;
    private Wire? _wire;

    /// <summary>Takes no further message; what has been taken is answered.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        if (_wire is { } wire)
            wire.Input.CancelPendingRead();
        else
            Abort();
        return Task.CompletedTask;
    }

    /// <summary>Ends it at once.</summary>
    public void Abort()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
            return;
        }
        socket.Close(0);
    }

    public void Dispose()
    {
        _ended.Dispose();
        socket.Dispose();
    }

    /// <summary>Serves it to its end; does not throw.</summary>
    public async Task RunAsync()
    {
        if (await OpenAsync() is not { } wire)
            return;
        await using var closing = wire;
        using var writer = new FrameWriter(wire.Output, options.MessageTime, time);
        _wire = wire;
        if (_isStopping)
            wire.Input.CancelPendingRead();
        var id = Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture);
        MllpPeer PeerOf(Task answered) => new(id, remote, wire.Certificate, (message, token) => SendAsync(writer, answered, message, token));
        var answering = AnswerAsync(writer);
        await ReadAsync(PeerOf, new FrameReader(wire.Input, options.MaximumBytes, options.MessageTime, time));
        await answering;
        if (!_ended.IsCancellationRequested)
            await wire.FinishAsync(time, _ended.Token);
        await _ended.CancelAsync();
    }

    private async Task<Wire?> OpenAsync()
    {
        var handshake = new ServerHandshake(options, time);
        try
        {
            return await handshake.OpenAsync(socket, _ended.Token);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Tell(handshake.IsRefused ? MllpNoticeKind.CertificateRefused : MllpNoticeKind.HandshakeFailed, failed, handshake.Shown);
            return null;
        }
    }

    private async Task ReadAsync(Func<Task, MllpPeer> peerOf, FrameReader frames)
    {
        try
        {
            while (!_isStopping && await NextAsync(frames) is { } frame)
            {
                _window.Enter(frame.Length);
                var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await _pending.Writer.WriteAsync(new Pending(frame, ReceiveAsync(peerOf(answered.Task), frame), answered));
                // Nothing after a message that is too long can be trusted to be one.
                if (frame.Fault == FrameFault.TooLong)
                    return;
            }
        }
        catch (Exception over) when (over is IOException or SocketException or ObjectDisposedException)
        {
            Break(MllpNoticeKind.Broken, over);
        }
        catch (TimeoutException slow)
        {
            Tell(MllpNoticeKind.TooSlow, slow);
        }
        catch (OperationCanceledException)
        {
            if (!_ended.IsCancellationRequested)
                Tell(MllpNoticeKind.Idle);
        }
        finally
        {
            _pending.Writer.Complete();
        }
    }

    private async ValueTask<TakenFrame?> NextAsync(FrameReader frames)
    {
        await _window.RoomAsync().WaitAsync(_ended.Token);
        while (true)
        {
            using var idle = options.IdleTime is { } most ? new CancellationTokenSource(most, time) : null;
            try
            {
                return await frames.NextAsync(idle?.Token ?? CancellationToken.None);
            }
            catch (OperationCanceledException) when (!_window.IsEmpty)
            {
                // It waits for an answer of ours: that is not idle.
                continue;
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReceiveAsync(MllpPeer peer, TakenFrame frame) => await receive(peer, frame.Message, frame.Fault, _ended.Token);

    private async Task AnswerAsync(FrameWriter writer)
    {
        var isWritten = false;
        await foreach (var pending in _pending.Reader.ReadAllAsync())
        {
            try
            {
                if (await pending.Answer is { } answer && !_ended.IsCancellationRequested)
                {
                    await writer.WriteAsync(answer, isFlushed: false, _ended.Token);
                    isWritten = true;
                }
                // Answers that are ready together leave together.
                if (isWritten && !(_pending.Reader.TryPeek(out var next) && next.Answer.IsCompleted))
                {
                    await writer.FlushAsync(_ended.Token);
                    isWritten = false;
                }
            }
            catch (Exception over)
            {
                Break(Kind(over, pending), over);
            }
            finally
            {
                pending.Answered.SetResult();
                pending.Frame.Dispose();
                _window.Leave(pending.Frame.Length);
            }
        }
    }

    // An application's answer that overtook the commit acknowledgement would be taken for it.
    private async ValueTask SendAsync(FrameWriter writer, Task answered, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await answered.WaitAsync(cancellationToken);
        if (_ended.IsCancellationRequested)
            throw new IOException("The connection has ended.");
        try
        {
            await writer.WriteAsync(message, isFlushed: true, cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            throw new IOException("The connection has ended.");
        }
    }

    private static MllpNoticeKind Kind(Exception over, Pending pending) =>
        !pending.Answer.IsCompletedSuccessfully || over is ArgumentException ? MllpNoticeKind.ReceiverFailed : over is TimeoutException ? MllpNoticeKind.TooSlow : MllpNoticeKind.Broken;

    // Told once: what fails after it fails because of it.
    private void Break(MllpNoticeKind kind, Exception error)
    {
        if (!_ended.IsCancellationRequested)
            Tell(kind, error);
        Abort();
    }

    private void Tell(MllpNoticeKind kind, Exception? error = null, System.Security.Cryptography.X509Certificates.X509Certificate2? shown = null) => notice?.Invoke(new MllpNotice(remote, kind, shown ?? _wire?.Certificate, error));

    /// <summary>A message that has been handed on, its answer to come, and what completes when that is written.</summary>
    private readonly record struct Pending(TakenFrame Frame, Task<ReadOnlyMemory<byte>?> Answer, TaskCompletionSource Answered);
}
