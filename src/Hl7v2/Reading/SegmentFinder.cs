namespace Carewright.Hl7v2.Reading;

/// <summary>
/// Makes segments of the positions of field separators and line ends. What follows a line end is a segment if it begins like one, three letters or digits and then a separator or another end; otherwise the break
/// belongs to the field before it.
/// </summary>
internal sealed class SegmentFinder(ReadOnlyMemory<byte> bytes, byte separator, LeniencyCounter leniencies, ReadLimits limits)
{
    private readonly List<SegmentPlace> _segments = new(32);
    private readonly List<int> _separators = new(512);
    private int _start;
    private int _firstSeparator;
    private int _passed;
    private int _rest;
    private bool _isTooLarge;

    public void Begin(int start)
    {
        _start = start;
        // After the last visible byte there is nothing but what a transport or an editor has put there.
        _rest = bytes.Span.LastIndexOfAnyExceptInRange((byte)0, (byte)0x20) + 1;
    }

    /// <summary>Takes positions in order.</summary>
    /// <param name="positions">Of separators and line ends.</param>
    /// <param name="offset">What is to be added to each.</param>
    public void Take(ReadOnlySpan<int> positions, int offset)
    {
        var span = bytes.Span;
        foreach (var relative in positions)
        {
            var position = relative + offset;
            if (position < _passed)
                continue;
            if (span[position] == separator)
                _separators.Add(position);
            else
                TakeEnd(span, position);
        }
        _isTooLarge |= _separators.Count > limits.Fields || _segments.Count > limits.Segments;
    }

    /// <summary>The segments, and the positions of all field separators; false when there are more than the limits allow.</summary>
    public bool TryEnd(out SegmentPlace[] segments, out int[] separators)
    {
        if (_start < bytes.Length)
        {
            leniencies.Add(Leniency.NoLastTerminator);
            Add(bytes.Span, bytes.Length, bytes.Length);
        }
        segments = [.. _segments];
        separators = [.. _separators];
        return !_isTooLarge && _segments.Count <= limits.Segments;
    }

    private void TakeEnd(ReadOnlySpan<byte> span, int position)
    {
        var next = AfterEnd(span, position, out var kind);
        var blank = SkipEmptyLines(span, next, out var lines);
        var name = SkipSpaces(span, blank);
        if (name < span.Length && !IsSegment(span, name))
        {
            if (blank < _rest)
            {
                leniencies.Add(Leniency.LineBreakInField);
                _passed = name;
                return;
            }
            name = span.Length;
        }
        Count(kind, lines, name > blank && name < span.Length);
        Add(span, position, name);
        _start = _passed = name;
    }

    private void Count(Leniency? kind, int lines, bool hasSpaces)
    {
        if (kind is { } used)
            leniencies.Add(used);
        for (; lines > 0; lines--)
            leniencies.Add(Leniency.EmptyLine);
        if (hasSpaces)
            leniencies.Add(Leniency.LeadingSpaces);
    }

    private void Add(ReadOnlySpan<byte> span, int end, int next)
    {
        if (end > _start && span[end - 1] is (byte)' ' or (byte)'\t')
            leniencies.Add(Leniency.TrailingSpaces);
        if (span.Slice(_start, Math.Min(3, end - _start)).ContainsAnyInRange((byte)'a', (byte)'z'))
            leniencies.Add(Leniency.SmallLetters);
        _segments.Add(new SegmentPlace(_start, end, next, _firstSeparator, _separators.Count - _firstSeparator));
        _firstSeparator = _separators.Count;
        _start = next;
    }

    private static int AfterEnd(ReadOnlySpan<byte> span, int position, out Leniency? kind)
    {
        kind = span[position] == '\n' ? Leniency.LineFeed : null;
        if (span[position] != '\r' || position + 1 == span.Length || span[position + 1] != '\n')
            return position + 1;
        kind = Leniency.CarriageReturnLineFeed;
        return position + 2;
    }

    private static int SkipEmptyLines(ReadOnlySpan<byte> span, int from, out int lines)
    {
        lines = 0;
        while (from < span.Length && span[from] is (byte)'\r' or (byte)'\n')
        {
            from = AfterEnd(span, from, out _);
            lines++;
        }
        return from;
    }

    private static int SkipSpaces(ReadOnlySpan<byte> span, int from)
    {
        while (from < span.Length && span[from] is (byte)' ' or (byte)'\t')
            from++;
        return from;
    }

    private bool IsSegment(ReadOnlySpan<byte> span, int at)
    {
        if (at + 3 > span.Length)
            return false;
        foreach (var letter in span.Slice(at, 3))
            if (!char.IsAsciiLetterOrDigit((char)letter))
                return false;
        return at + 3 == span.Length || span[at + 3] == separator || span[at + 3] is (byte)'\r' or (byte)'\n';
    }
}
