namespace Carewright.Astm.Frames;

/// <summary>How frames are written: <c>STX FN text ETB|ETX C1 C2 CR LF</c> (LIS1-A 6.3.1).</summary>
public static class AstmFrame
{
    /// <summary>Most bytes of text in a frame of E1381-95: 247 with what is around it.</summary>
    public const int SmallText = 240;

    /// <summary>Most bytes of text in a frame of LIS1-A (E1381-02): 64,000 with what is around it.</summary>
    public const int LargeText = 63_993;

    /// <summary>The first byte of a message that no frame may hold (LIS1-A 6.6), by its place from 0; -1 when there is none.</summary>
    public static int FirstRestricted(ReadOnlySpan<byte> message) => message.IndexOfAny(ControlBytes.Restricted);

    /// <summary>The checksum: the sum, modulo 256, of all bytes from the number of the frame to its ETB or ETX, both included (LIS1-A 6.3.3).</summary>
    public static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var value in bytes)
            sum += value;
        return (byte)sum;
    }

    /// <summary>Writes one frame.</summary>
    /// <param name="number">0 to 7.</param>
    /// <param name="text">What it carries.</param>
    /// <param name="isEnd">Whether it is the last of its record (ETX) or another goes on with it (ETB).</param>
    public static byte[] Write(int number, ReadOnlySpan<byte> text, bool isEnd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 7);
        var frame = new byte[text.Length + 7];
        frame[0] = ControlBytes.Stx;
        frame[1] = (byte)('0' + number);
        text.CopyTo(frame.AsSpan(2));
        frame[text.Length + 2] = isEnd ? ControlBytes.Etx : ControlBytes.Etb;
        var checksum = Checksum(frame.AsSpan(1, text.Length + 2));
        frame[text.Length + 3] = Digit(checksum >> 4);
        frame[text.Length + 4] = Digit(checksum & 15);
        frame[text.Length + 5] = ControlBytes.Cr;
        frame[text.Length + 6] = ControlBytes.Lf;
        return frame;
    }

    /// <summary>What a message is divided into: each record has frames of its own, the last of which ends it, unless records are packed.</summary>
    /// <param name="message">A message.</param>
    /// <param name="most">Most bytes of text in a frame, at least 1.</param>
    /// <param name="isPacked">Whether the whole message is divided as if it were one record.</param>
    internal static List<(Range Text, bool IsEnd)> Divide(ReadOnlySpan<byte> message, int most, bool isPacked)
    {
        var pieces = new List<(Range, bool)>();
        for (var at = 0; at < message.Length;)
        {
            var end = isPacked ? -1 : message[at..].IndexOf(ControlBytes.Cr);
            end = end < 0 ? message.Length : at + end + 1;
            for (; end - at > most; at += most)
                pieces.Add((at..(at + most), false));
            pieces.Add((at..end, true));
            at = end;
        }
        return pieces;
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}

/// <summary>What was wrong with a frame that was asked for again.</summary>
public enum FrameFault
{
    /// <summary>Its checksum is another than that of what came, or is none, or something else than CR and LF follows.</summary>
    Checksum,

    /// <summary>Its number is neither the next nor that of the last frame that was taken.</summary>
    Number,

    /// <summary>It holds a control character that no text may hold.</summary>
    RestrictedByte,

    /// <summary>It is longer than a frame may be.</summary>
    FrameTooLong,

    /// <summary>The message would be longer than may be.</summary>
    MessageTooLong,

    /// <summary>What takes the messages refused the message that the frame ends, or failed, or took too long.</summary>
    MessageRefused,
}
