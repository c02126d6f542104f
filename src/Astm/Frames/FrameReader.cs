using System.Buffers;

namespace Carewright.Astm.Frames;

/// <summary>What stands on the line while frames are waited for.</summary>
internal enum LineSign
{
    Frame,
    Enquiry,
    EndOfTransmission,
}

/// <summary>A sign, and of a frame what it carries.</summary>
/// <param name="Sign">What it is.</param>
/// <param name="Number">The frame's number, 0 to 7.</param>
/// <param name="Text">Valid until the next is taken.</param>
/// <param name="IsEnd">Whether the frame ends its record.</param>
/// <param name="Fault">What is wrong with the frame; null when nothing is.</param>
internal readonly record struct LineToken(LineSign Sign, int Number = 0, ReadOnlyMemory<byte> Text = default, bool IsEnd = false, FrameFault? Fault = null);

/// <summary>Takes frames out of the bytes of a line. What stands before STX and after the end of a frame is passed over (LIS1-A 6.5.1).</summary>
/// <param name="most">Most bytes of text.</param>
internal sealed class FrameReader(int most)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly byte[] _check = new byte[2];
    private Part _part;
    private int _read;
    private bool _isTooLong;

    private enum Part
    {
        Outside,
        Text,
        Check,
        Trailer,
    }

    /// <summary>Whether a frame has begun and not ended.</summary>
    internal bool IsInside => _part != Part.Outside;

    /// <summary>Whether only CR and LF are missing.</summary>
    internal bool IsInTrailer => _part == Part.Trailer;

    /// <summary>Takes the next sign off what has come; false when all has been looked at and there is none yet.</summary>
    internal bool TryTake(ref ReadOnlySpan<byte> bytes, out LineToken token)
    {
        while (!bytes.IsEmpty)
            switch (_part)
            {
                case Part.Outside when TryTakeOutside(ref bytes, out token):
                case Part.Text when TryTakeText(ref bytes, out token):
                case Part.Check when TryTakeCheck(ref bytes, out token):
                case Part.Trailer when TryTakeTrailer(ref bytes, out token):
                    return true;
            }
        token = default;
        return false;
    }

    /// <summary>Ends a frame whose CR and LF do not come.</summary>
    internal LineToken Finish()
    {
        _part = Part.Outside;
        if (_isTooLong)
            return new LineToken(LineSign.Frame, Fault: FrameFault.FrameTooLong);
        var frame = _bytes.WrittenMemory;
        var text = frame[1..^1];
        var number = frame.Span[0] - '0';
        return new LineToken(LineSign.Frame, number, text, frame.Span[^1] == ControlBytes.Etx, Fault(frame.Span, number, text.Span));
    }

    private FrameFault? Fault(ReadOnlySpan<byte> frame, int number, ReadOnlySpan<byte> text) =>
        !IsChecksum(AstmFrame.Checksum(frame)) ? FrameFault.Checksum
        : number is < 0 or > 7 ? FrameFault.Number
        : text.ContainsAny(ControlBytes.Refused) ? FrameFault.RestrictedByte
        : null;

    /// <summary>Forgets a frame that has begun.</summary>
    internal void Reset()
    {
        _bytes.Clear();
        _part = Part.Outside;
    }

    private bool TryTakeOutside(ref ReadOnlySpan<byte> bytes, out LineToken token)
    {
        token = default;
        var at = bytes.IndexOfAny(ControlBytes.Stx, ControlBytes.Eot, ControlBytes.Enq);
        if (at < 0)
        {
            bytes = default;
            return false;
        }
        var sign = bytes[at];
        bytes = bytes[(at + 1)..];
        if (sign == ControlBytes.Stx)
        {
            _bytes.Clear();
            (_part, _read, _isTooLong) = (Part.Text, 0, false);
            return false;
        }
        token = new LineToken(sign == ControlBytes.Eot ? LineSign.EndOfTransmission : LineSign.Enquiry);
        return true;
    }

    // An STX inside of a frame does not begin another: what was cut off before it could then pass for a whole one.
    private bool TryTakeText(ref ReadOnlySpan<byte> bytes, out LineToken token)
    {
        token = default;
        var at = bytes.IndexOfAny(ControlBytes.Etx, ControlBytes.Etb, ControlBytes.Eot);
        Keep(at < 0 ? bytes : bytes[..at]);
        if (at < 0)
        {
            bytes = default;
            return false;
        }
        var end = bytes[at];
        bytes = bytes[(at + 1)..];
        if (end == ControlBytes.Eot)
        {
            Reset();
            token = new LineToken(LineSign.EndOfTransmission);
            return true;
        }
        if (_bytes.WrittenCount == 0)
            Keep("?"u8);
        _bytes.Write([end]);
        _part = Part.Check;
        return false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= _bytes.WrittenCount + bytes.Length > most + 1;
        if (!_isTooLong)
            _bytes.Write(bytes);
    }

    private bool TryTakeCheck(ref ReadOnlySpan<byte> bytes, out LineToken token)
    {
        token = default;
        _check[_read++] = bytes[0];
        bytes = bytes[1..];
        if (_read == 2)
            (_part, _read) = (Part.Trailer, 0);
        return false;
    }

    // CR and LF are part of the check: a byte of the text that the line made an ETX of, with two digits behind it that happen to be the sum, is no end of a frame.
    private bool TryTakeTrailer(ref ReadOnlySpan<byte> bytes, out LineToken token)
    {
        var next = bytes[0];
        if (next == ControlBytes.Cr && _read == 0)
        {
            _read = 1;
            bytes = bytes[1..];
            token = default;
            return false;
        }
        token = Finish();
        if (next is ControlBytes.Stx or ControlBytes.Eot)
            return true;
        bytes = bytes[1..];
        if (next != ControlBytes.Lf)
            token = token with { Fault = token.Fault ?? FrameFault.Checksum };
        return true;
    }

    private bool IsChecksum(byte sum) => IsDigit(_check[0], sum >> 4) && IsDigit(_check[1], sum & 15);

    private static bool IsDigit(byte digit, int value) => char.ToUpperInvariant((char)digit) == "0123456789ABCDEF"[value];
}
