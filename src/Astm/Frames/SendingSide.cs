namespace Carewright.Astm.Frames;

/// <summary>The sender of a line: asks for it, sends the frames of one message, each until it is acknowledged, and gives the line back (LIS1-A 6.2 to 6.5).</summary>
internal sealed class SendingSide(LinkOptions options, LinkOutput output)
{
    private ReadOnlyMemory<byte> _message;
    private List<(Range Text, bool IsEnd)> _frames = [];
    private Phase _phase;
    private int _frame;
    private int _enquiries;
    private int _tries;
    private bool _isUnclear;
    private TimeSpan _due;

    private enum Phase
    {
        Idle,
        Ready,
        Enquiring,
        Transfer,
        Paused,
    }

    /// <summary>Whether there is no message to send.</summary>
    internal bool IsIdle => _phase == Phase.Idle;

    /// <summary>Whether the other end's next byte is an answer to what was sent.</summary>
    internal bool AwaitsReply => _phase is Phase.Enquiring or Phase.Transfer;

    /// <summary>Why it pauses; null when it does not.</summary>
    internal SendReason? Pause { get; private set; }

    /// <summary>When <see cref="Tick"/> is to be called; null when nothing is waited for.</summary>
    internal TimeSpan? Due => AwaitsReply || _phase == Phase.Paused ? _due : null;

    private bool IsLast => _frame == _frames.Count - 1;

    /// <summary>Takes a message, to be sent when the line is free.</summary>
    internal void Begin(ReadOnlyMemory<byte> message)
    {
        _message = message;
        _frames = AstmFrame.Divide(message.Span, Math.Clamp(options.FrameText, 1, AstmFrame.LargeText), options.PacksRecords);
        (_phase, _enquiries) = (Phase.Ready, 0);
    }

    /// <summary>The line is free: asks for it, unless a pause is not over.</summary>
    internal void Enquire(TimeSpan now)
    {
        if (_phase != Phase.Ready && !(_phase == Phase.Paused && now >= _due))
            return;
        (_phase, Pause, _due) = (Phase.Enquiring, null, now + options.ReplyTime);
        _enquiries++;
        output.Send(ControlBytes.Enq);
    }

    /// <summary>The other end has sent what it had: what was a pause for that is over.</summary>
    internal void EndPause()
    {
        if (_phase == Phase.Paused && Pause is SendReason.Contention or SendReason.Interrupted)
            _phase = Phase.Ready;
    }

    /// <summary>Takes the other end's next byte; false when it is no answer to what was sent.</summary>
    internal bool TakeReply(byte reply, TimeSpan now)
    {
        if (_phase == Phase.Enquiring)
            return TakeAnswerToEnquiry(reply, now);
        TakeAnswerToFrame(reply, now);
        return true;
    }

    /// <summary>Looks at the time.</summary>
    internal void Tick(TimeSpan now)
    {
        if (!AwaitsReply || now < _due)
            return;
        output.Send(ControlBytes.Eot);
        End(_phase == Phase.Transfer && IsLast ? SendOutcome.Unknown : SendOutcome.NotDelivered, SendReason.NoReply);
    }

    /// <summary>Ends what is under way: the line is lost.</summary>
    internal void Close()
    {
        if (_phase != Phase.Idle)
            End(_phase == Phase.Transfer && IsLast ? SendOutcome.Unknown : SendOutcome.NotDelivered, SendReason.NoConnection);
    }

    private bool TakeAnswerToEnquiry(byte reply, TimeSpan now)
    {
        switch (reply)
        {
            case ControlBytes.Ack:
                (_phase, _frame) = (Phase.Transfer, 0);
                SendNext(now);
                return true;
            case ControlBytes.Nak:
                PauseFor(SendReason.Busy, options.BusyTime, now);
                return true;
            case ControlBytes.Enq:
                PauseFor(SendReason.Contention, options.Role == LinkRole.Instrument ? options.InstrumentPause : options.HostPause, now);
                return true;
            default:
                return false;
        }
    }

    // Whatever is neither ACK nor EOT says that the frame did not arrive (LIS1-A 6.5.1).
    private void TakeAnswerToFrame(byte reply, TimeSpan now)
    {
        if (reply is ControlBytes.Ack or ControlBytes.Eot)
            Advance(isInterrupted: reply == ControlBytes.Eot, now);
        else
            Repeat(reply, now);
    }

    private void Advance(bool isInterrupted, TimeSpan now)
    {
        if (IsLast)
        {
            output.Send(ControlBytes.Eot);
            End(SendOutcome.Delivered);
        }
        else if (isInterrupted && options.YieldsToInterrupt)
        {
            // A message that was broken off begins anew: the other end drops what it has of it.
            output.Send(ControlBytes.Eot);
            PauseFor(SendReason.Interrupted, options.InterruptPause, now);
        }
        else
        {
            _frame++;
            SendNext(now);
        }
    }

    private void Repeat(byte reply, TimeSpan now)
    {
        _isUnclear |= reply != ControlBytes.Nak;
        if (_tries < options.Tries)
        {
            SendFrame(now);
            return;
        }
        output.Send(ControlBytes.Eot);
        End(IsLast && _isUnclear ? SendOutcome.Unknown : SendOutcome.NotDelivered, _isUnclear ? SendReason.Garbled : SendReason.Refused);
    }

    private void SendNext(TimeSpan now)
    {
        (_tries, _isUnclear) = (0, false);
        SendFrame(now);
    }

    private void SendFrame(TimeSpan now)
    {
        var (text, isEnd) = _frames[_frame];
        output.Send(AstmFrame.Write((_frame + 1) % 8, _message.Span[text], isEnd));
        _tries++;
        _due = now + options.ReplyTime;
    }

    private void PauseFor(SendReason reason, TimeSpan pause, TimeSpan now)
    {
        if (_enquiries >= options.Tries)
            End(SendOutcome.NotDelivered, reason);
        else
            (_phase, Pause, _due) = (Phase.Paused, reason, now + pause);
    }

    private void End(SendOutcome outcome, SendReason? reason = null)
    {
        (_message, _frames, _phase, Pause) = (default, [], Phase.Idle, null);
        output.Tell(new SendEnded(outcome, reason));
    }
}
