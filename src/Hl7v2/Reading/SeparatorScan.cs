using System.Numerics;
using System.Runtime.Intrinsics;

namespace Carewright.Hl7v2.Reading;

/// <summary>Finds every field separator, carriage return and line feed of a message, 32 bytes at a time. Positions go into a buffer that the caller keeps; nothing is allocated per field.</summary>
internal ref struct SeparatorScan(ReadOnlySpan<byte> bytes, byte separator)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Writes the positions of what comes next; 0 at the end.</summary>
    /// <param name="positions">Room for at least 32.</param>
    public int Next(Span<int> positions)
    {
        var count = 0;
        var (field, carriageReturn, lineFeed) = (Vector256.Create(separator), Vector256.Create((byte)'\r'), Vector256.Create((byte)'\n'));
        for (; _position <= _bytes.Length - Vector256<byte>.Count; _position += Vector256<byte>.Count)
        {
            if (count > positions.Length - Vector256<byte>.Count)
                return count;
            var block = Vector256.Create(_bytes.Slice(_position, Vector256<byte>.Count));
            var found = (Vector256.Equals(block, field) | Vector256.Equals(block, carriageReturn) | Vector256.Equals(block, lineFeed)).ExtractMostSignificantBits();
            for (; found != 0; found &= found - 1)
                positions[count++] = _position + BitOperations.TrailingZeroCount(found);
        }
        for (; _position < _bytes.Length && count < positions.Length; _position++)
            if (_bytes[_position] is (byte)'\r' or (byte)'\n' || _bytes[_position] == separator)
                positions[count++] = _position;
        return count;
    }
}
