namespace Carewright.Astm.Frames;

/// <summary>
/// One end of a line of LIS1-A (ASTM E1381-02) as a machine without threads, sockets and clocks: bytes and the time go in, bytes and events come out. It receives and sends, one message at a time in one direction. Time is whatever only grows, such as
/// the time since the connection was made. Not safe for several threads.
/// </summary>
/// <remarks>
/// The answers of this protocol carry no number and no checksum: an ACK that the line makes of a NAK, or sends twice at different times, cannot be told from a true one. Everything else that a line loses, garbles or repeats is found.
/// </remarks>
public sealed class AstmLink
{
    private readonly LinkOutput _output = new();
    private readonly ReceivingSide _receiving;
    private readonly SendingSide _sending;

    /// <summary>A line on which nothing has happened yet.</summary>
    /// <param name="options">How it behaves.</param>
    public AstmLink(LinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _receiving = new ReceivingSide(options, _output);
        _sending = new SendingSide(options, _output);
    }

    /// <summary>When <see cref="Tick"/> is to be called; null when nothing is waited for.</summary>
    public TimeSpan? Due
    {
        get
        {
            // A pause that is over while the other end sends is no reason to look at the clock.
            var sending = _sending.Pause is not null && !_receiving.IsNeutral ? null : _sending.Due;
            return _receiving.Due is { } receiving && (sending is null || receiving < sending) ? receiving : sending;
        }
    }

    /// <summary>Whether a message may be given to <see cref="Send"/>.</summary>
    public bool CanSend => _sending.IsIdle;

    /// <summary>Whether neither end is sending, nor this one wants to.</summary>
    public bool IsNeutral => _sending.IsIdle && _receiving.IsNeutral;

    /// <summary>Whether the other end is told to wait when it asks for the line (NAK to ENQ).</summary>
    public bool IsBusy
    {
        get => _receiving.IsBusy;
        set => _receiving.IsBusy = value;
    }

    /// <summary>Takes what has come.</summary>
    /// <param name="bytes">Any number of bytes.</param>
    /// <param name="now">The time.</param>
    public LinkStep Receive(ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        var hasReplied = false;
        while (!bytes.IsEmpty)
        {
            if (!_sending.AwaitsReply)
            {
                _receiving.Take(ref bytes, now);
                EndPause();
                continue;
            }
            // What came together with one answer came before the frame that it let go: it answers nothing.
            hasReplied = hasReplied || _sending.TakeReply(bytes[0], now);
            bytes = bytes[1..];
        }
        return Step(now);
    }

    /// <summary>Looks at the time.</summary>
    public LinkStep Tick(TimeSpan now)
    {
        _receiving.Tick(now);
        EndPause();
        _sending.Tick(now);
        return Step(now);
    }

    /// <summary>Sends a message as soon as the line is free. How it ends is told by one <see cref="SendEnded"/>, at once for one that cannot be sent.</summary>
    /// <param name="message">A message, its records ended by carriage returns; kept until it has ended, not copied.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidOperationException">One is being sent: see <see cref="CanSend"/>.</exception>
    public LinkStep Send(ReadOnlyMemory<byte> message, TimeSpan now)
    {
        if (!_sending.IsIdle)
            throw new InvalidOperationException("A message is being sent.");
        if (message.IsEmpty || AstmFrame.FirstRestricted(message.Span) >= 0)
            _output.Tell(new SendEnded(SendOutcome.NotDelivered, SendReason.Unsendable));
        else
            _sending.Begin(message);
        return Step(now);
    }

    /// <summary>Says whether a message that arrived is taken: its last frame is acknowledged, or asked for again, and the sender forgets the message or keeps it. Passed over when the sender waits no longer.</summary>
    /// <param name="number">The message's number.</param>
    /// <param name="isTaken">Whether it is taken.</param>
    /// <param name="now">The time.</param>
    public LinkStep Answer(long number, bool isTaken, TimeSpan now)
    {
        _receiving.Answer(number, isTaken, now);
        return Step(now);
    }

    /// <summary>Whether the sender of the message of a number still waits for <see cref="Answer"/>.</summary>
    public bool Awaits(long number) => _receiving.Awaits(number);

    /// <summary>Asks who is sending to stop after its next frame (EOT for an answer, LIS1-A 6.3.5), which it may pass over. Nothing when nobody is sending.</summary>
    public void Interrupt() => _receiving.Interrupt();

    /// <summary>The line is lost: what was under way has ended. Nothing is to be called afterwards.</summary>
    public LinkStep Close()
    {
        _receiving.Close();
        _sending.Close();
        return _output.Take();
    }

    private void EndPause()
    {
        if (_receiving.HasEnded())
            _sending.EndPause();
    }

    private LinkStep Step(TimeSpan now)
    {
        if (_receiving.IsNeutral)
            _sending.Enquire(now);
        return _output.Take();
    }
}
