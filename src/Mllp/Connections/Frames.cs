using System.Buffers;
using System.IO.Pipelines;
using Carewright.Hl7v2.Mllp;

namespace Carewright.Mllp.Connections;

/// <summary>A message that has come, in memory that is given back when it is disposed of: it outlives what was read after it.</summary>
internal sealed class TakenFrame : IDisposable
{
    private byte[]? _rented;

    internal TakenFrame(FrameFault fault) => Fault = fault;

    internal TakenFrame(MllpFrame frame)
    {
        Fault = frame.Fault;
        if (!frame.IsWhole)
            return;
        Length = checked((int)frame.Message.Length);
        _rented = ArrayPool<byte>.Shared.Rent(Length);
        frame.Message.CopyTo(_rented);
    }

    internal int Length { get; }

    internal FrameFault? Fault { get; }

    internal ReadOnlyMemory<byte> Message => _rented.AsMemory(0, Length);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is not { } rented)
            return;
        // Whoever rents it next shall not find a patient's data in it.
        rented.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(rented);
    }
}

/// <summary>Takes the messages of one direction, one after the other.</summary>
internal sealed class FrameReader(PipeReader input, int maximumBytes, TimeSpan messageTime, TimeProvider time)
{
    private readonly MllpDeframer _deframer = new(maximumBytes);

    /// <summary>The next message; null when there is none any more, or reading was stopped.</summary>
    /// <param name="first">How long its first byte is waited for.</param>
    /// <exception cref="OperationCanceledException">Its first byte did not come.</exception>
    /// <exception cref="TimeoutException">It did not come to its end in time.</exception>
    internal async ValueTask<TakenFrame?> NextAsync(CancellationToken first)
    {
        CancellationTokenSource? limit = null;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(limit?.Token ?? first);
                var buffer = result.Buffer;
                if (!result.IsCanceled && _deframer.TryTake(ref buffer, out var frame))
                {
                    var taken = new TakenFrame(frame);
                    input.AdvanceTo(buffer.Start);
                    return taken;
                }
                if (result.IsCanceled || result.IsCompleted)
                {
                    input.AdvanceTo(buffer.End);
                    return result.IsCompleted && !buffer.IsEmpty ? new TakenFrame(FrameFault.Unfinished) : null;
                }
                input.AdvanceTo(buffer.Start, buffer.End);
                if (!buffer.IsEmpty)
                    limit ??= new CancellationTokenSource(messageTime, time);
            }
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            throw new TimeoutException("A message did not come to its end in time.");
        }
        finally
        {
            limit?.Dispose();
        }
    }
}

/// <summary>Puts messages into their frames and onto the wire, whole, whoever sends.</summary>
internal sealed class FrameWriter(PipeWriter output, TimeSpan messageTime, TimeProvider time) : IDisposable
{
    private static readonly SearchValues<byte> s_frame = SearchValues.Create(0x0B, 0x1C);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Whether a message can be told from its frame: it holds neither of the frame's bytes.</summary>
    internal static bool CanFrame(ReadOnlySpan<byte> message) => !message.ContainsAny(s_frame);

    /// <summary>Sends a message, or only writes it, to leave with the next.</summary>
    /// <exception cref="ArgumentException">It holds a byte of the frame.</exception>
    /// <exception cref="TimeoutException">The other end does not take it.</exception>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> message, bool isFlushed, CancellationToken cancellationToken)
    {
        if (!CanFrame(message.Span))
            throw new ArgumentException("The message holds a byte of the frame (0x0B or 0x1C).");
        await _one.WaitAsync(cancellationToken);
        try
        {
            output.Write("\u000B"u8);
            output.Write(message.Span);
            output.Write("\u001C\r"u8);
            if (isFlushed)
                await FlushOwnAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Sends what was only written.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await FlushOwnAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    // A frame that is half on the wire is of no use to anybody: only its time, and the end of the connection, stop it.
    private async ValueTask FlushOwnAsync(CancellationToken cancellationToken)
    {
        var flushing = output.FlushAsync(cancellationToken);
        if (flushing.IsCompletedSuccessfully)
            return;
        await flushing.AsTask().WaitAsync(messageTime, time, cancellationToken);
    }
}
