using System.Buffers;

namespace Carewright.Astm.Frames;

/// <summary>The control characters of the low level (LIS1-A 6.1).</summary>
internal static class ControlBytes
{
    internal const byte Stx = 0x02;
    internal const byte Etx = 0x03;
    internal const byte Eot = 0x04;
    internal const byte Enq = 0x05;
    internal const byte Ack = 0x06;
    internal const byte Lf = 0x0A;
    internal const byte Cr = 0x0D;
    internal const byte Nak = 0x15;
    internal const byte Etb = 0x17;

    /// <summary>What a message may not have in it: SOH STX ETX EOT ENQ ACK LF DLE DC1 to DC4 NAK SYN ETB (LIS1-A 6.6).</summary>
    internal static readonly SearchValues<byte> Restricted = SearchValues.Create(0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17);

    /// <summary>The same without the line feed, which is taken when it comes: the checksum says that the instrument means it.</summary>
    internal static readonly SearchValues<byte> Refused = SearchValues.Create(0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17);
}
