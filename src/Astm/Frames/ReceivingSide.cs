namespace Carewright.Astm.Frames;

/// <summary>The receiver of a line: answers ENQ and frames, and puts messages together (LIS1-A 6.2 to 6.5).</summary>
internal sealed class ReceivingSide(LinkOptions options, LinkOutput output)
{
    private readonly FrameReader _frames = new(AstmFrame.LargeText);
    private readonly MessageAssembly _message = new();
    private Phase _phase;
    private int? _last;
    private byte[] _lastText = [];
    private bool _isEnd;
    private bool _hasRefused;
    private bool _interrupts;
    private bool _hasEnded;
    private long _number;
    private TimeSpan _due;

    private enum Phase
    {
        Neutral,
        Transfer,
        Deciding,
    }

    /// <summary>Whether nobody is sending.</summary>
    internal bool IsNeutral => _phase == Phase.Neutral;

    /// <summary>Whether ENQ is answered by NAK.</summary>
    internal bool IsBusy { get; set; }

    /// <summary>When <see cref="Tick"/> is to be called; null when nothing is waited for.</summary>
    internal TimeSpan? Due => _phase == Phase.Neutral ? null : _due;

    /// <summary>Answers the next frame that is taken by asking the sender to stop.</summary>
    internal void Interrupt() => _interrupts = _phase != Phase.Neutral;

    /// <summary>Whether a transfer has ended since this was asked last.</summary>
    internal bool HasEnded()
    {
        var hasEnded = _hasEnded;
        _hasEnded = false;
        return hasEnded;
    }

    /// <summary>Takes what has come, up to where somebody else may have to look at it.</summary>
    internal void Take(ref ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        if (_phase == Phase.Neutral)
            TakeNeutral(ref bytes, now);
        else if (_phase == Phase.Deciding)
            TakeDeciding(ref bytes);
        else
            TakeTransfer(ref bytes, now);
    }

    /// <summary>Looks at the time.</summary>
    internal void Tick(TimeSpan now)
    {
        if (_phase == Phase.Neutral || now < _due)
            return;
        if (_phase == Phase.Deciding)
            Answer(_number, isTaken: false, now);
        else if (_frames.IsInTrailer)
            TakeFrame(_frames.Finish(), now);
        else
            End(DropReason.TimedOut);
    }

    /// <summary>Whether the sender of a message still waits.</summary>
    internal bool Awaits(long number) => _phase == Phase.Deciding && number == _number;

    /// <summary>Says whether the message of a number is taken; passed over when its sender waits no longer.</summary>
    internal void Answer(long number, bool isTaken, TimeSpan now)
    {
        if (!Awaits(number))
            return;
        _phase = Phase.Transfer;
        if (isTaken)
        {
            _message.Clear();
            Acknowledge(now);
            return;
        }
        _message.TakeBack();
        Refuse(FrameFault.MessageRefused, now);
    }

    /// <summary>Ends what is under way: the line is lost.</summary>
    internal void Close()
    {
        if (_phase != Phase.Neutral)
            End(DropReason.LineLost);
    }

    private void TakeNeutral(ref ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        var at = bytes.IndexOf(ControlBytes.Enq);
        bytes = at < 0 ? default : bytes[(at + 1)..];
        if (at < 0)
            return;
        output.Send(IsBusy ? ControlBytes.Nak : ControlBytes.Ack);
        if (IsBusy)
            return;
        (_phase, _last, _hasRefused, _interrupts, _due) = (Phase.Transfer, null, false, false, now + options.FrameTime);
        _frames.Reset();
    }

    // The sender says nothing while it waits for its answer, unless it has waited too long.
    private void TakeDeciding(ref ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOfAny(ControlBytes.Eot, ControlBytes.Enq);
        var sign = at < 0 ? default : bytes[at];
        bytes = at < 0 ? default : bytes[(at + 1)..];
        if (at < 0)
            return;
        if (sign == ControlBytes.Enq)
            output.Send(ControlBytes.Nak);
        End(DropReason.SenderGaveUp);
    }

    // An ENQ within a transfer is passed over: were a garbled byte of a frame taken for one and answered, the sender would take that for the frame's acknowledgement.
    private void TakeTransfer(ref ReadOnlySpan<byte> bytes, TimeSpan now)
    {
        var isToken = _frames.TryTake(ref bytes, out var token);
        if (_frames.IsInside)
            _due = now + (_frames.IsInTrailer ? options.TrailerTime : options.FrameTime);
        if (!isToken)
            return;
        if (token.Sign == LineSign.Frame)
            TakeFrame(token, now);
        else if (token.Sign == LineSign.EndOfTransmission)
            EndTransfer();
    }

    private void TakeFrame(LineToken frame, TimeSpan now)
    {
        if (frame.Fault is { } fault)
            Refuse(fault, now);
        else if (frame.Number == _last && frame.Text.Span.SequenceEqual(_lastText))
            // It had come already, and its acknowledgement had not arrived.
            Reply(ControlBytes.Ack, now);
        else if (frame.Number != ((_last ?? 0) + 1) % 8)
            Refuse(FrameFault.Number, now);
        else if (_message.Length + frame.Text.Length > options.MaximumMessage)
            Refuse(FrameFault.MessageTooLong, now);
        else
            TakeText(frame, now);
    }

    private void TakeText(LineToken frame, TimeSpan now)
    {
        _message.Add(frame.Text.Span, frame.IsEnd);
        (_isEnd, _lastText) = (frame.IsEnd, frame.Text.ToArray());
        if (!_message.IsTerminated())
        {
            Acknowledge(now);
            return;
        }
        (_phase, _due) = (Phase.Deciding, now + options.DecisionTime);
        output.Tell(new MessageArrived(++_number, _message.ToArray(), AwaitsAnswer: true));
    }

    private void Acknowledge(TimeSpan now)
    {
        (_last, _hasRefused) = (((_last ?? 0) + 1) % 8, false);
        Reply(_interrupts ? ControlBytes.Eot : ControlBytes.Ack, now);
        _interrupts = false;
    }

    private void Refuse(FrameFault fault, TimeSpan now)
    {
        _hasRefused = true;
        output.Tell(new FrameRefused(fault));
        Reply(ControlBytes.Nak, now);
    }

    private void Reply(byte reply, TimeSpan now)
    {
        output.Send(reply);
        _due = now + options.FrameTime;
    }

    private void EndTransfer()
    {
        if (!_message.IsEmpty && _isEnd && !_hasRefused && !options.RequiresTerminator)
        {
            output.Tell(new MessageArrived(++_number, _message.ToArray(), AwaitsAnswer: false));
            _message.Clear();
        }
        End(DropReason.Unfinished);
    }

    private void End(DropReason reason)
    {
        if (!_message.IsEmpty)
            output.Tell(new MessageDropped(reason));
        _message.Clear();
        _frames.Reset();
        _lastText = [];
        (_phase, _hasEnded) = (Phase.Neutral, true);
        output.Tell(new TransferEnded());
    }
}
