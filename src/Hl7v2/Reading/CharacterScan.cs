using Carewright.Hl7v2.Text;

namespace Carewright.Hl7v2.Reading;

/// <summary>As <see cref="SeparatorScan"/>, character by character: for character sets in which a byte of a character may look like a delimiter. A line end ends what an escape sequence has switched to (ISO 2022).</summary>
internal ref struct CharacterScan(ReadOnlySpan<byte> bytes, byte separator, CharacterSet characterSet)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private bool _isDouble;

    /// <summary>Writes the positions of what comes next; 0 at the end.</summary>
    public int Next(Span<int> positions)
    {
        var count = 0;
        while (_position < _bytes.Length && count < positions.Length)
        {
            var step = characterSet.Step(_bytes[_position..], ref _isDouble);
            if (step == 1)
            {
                var isEnd = _bytes[_position] is (byte)'\r' or (byte)'\n';
                if (isEnd)
                    _isDouble = false;
                if (isEnd || _bytes[_position] == separator)
                    positions[count++] = _position;
            }
            _position += step;
        }
        return count;
    }
}
