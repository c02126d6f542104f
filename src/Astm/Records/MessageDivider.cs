namespace Carewright.Astm.Records;

/// <summary>Finds the messages in what one transfer or one file brought: some instruments send several, one behind the other.</summary>
public static class MessageDivider
{
    /// <summary>The messages: each begins with a header record; what stands before the first is its own. Nothing is read beyond that, so that a broken one costs none of the others.</summary>
    /// <param name="bytes">What came, without frames.</param>
    /// <returns>Views of the bytes, which together are all of them; at least one.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Divide(ReadOnlyMemory<byte> bytes)
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        var (from, hasHeader, field) = (0, false, (byte)0);
        for (var at = 0; at < bytes.Length; at = AfterLine(bytes.Span, at))
        {
            if (!IsHeader(bytes.Span[at..], hasHeader ? field : null))
                continue;
            if (hasHeader)
            {
                messages.Add(bytes[from..at]);
                from = at;
            }
            (hasHeader, field) = (true, bytes.Span[at + 1]);
        }
        messages.Add(bytes[from..]);
        return messages;
    }

    // The messages of one instrument have one field delimiter: a comment's line that begins with an H is not taken for another's beginning.
    private static bool IsHeader(ReadOnlySpan<byte> line, byte? field) =>
        line is [(byte)'H' or (byte)'h', var delimiter, ..] && (field is { } known ? delimiter == known : AstmDelimiters.CanDelimit(delimiter));

    private static int AfterLine(ReadOnlySpan<byte> bytes, int at)
    {
        var end = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? bytes.Length : at + end + 1;
    }
}
