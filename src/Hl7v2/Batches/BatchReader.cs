using System.Globalization;
using Carewright.Kernel;

namespace Carewright.Hl7v2.Batches;

/// <summary>
/// Takes files and batches apart (FHS, BHS, BTS, FTS; HL7 v2.8 ch. 2.10.3). Messages are not read, only found: one that is broken costs none of the others. A file without these headers is a row of messages.
/// </summary>
public static class BatchReader
{
    /// <summary>Finds the messages of a file.</summary>
    /// <param name="bytes">The file; kept, not copied.</param>
    public static BatchResult Read(ReadOnlyMemory<byte> bytes)
    {
        var messages = new List<BatchMessage>();
        var issues = new List<Issue>();
        var (start, batch, inBatch, batches) = (-1, 0, 0, 0);
        foreach (var (at, kind) in Headers(bytes))
        {
            if (start >= 0)
                messages.Add(new BatchMessage(bytes[start..at], batch, ++inBatch));
            start = -1;
            switch (kind)
            {
                case "MSH":
                    start = at;
                    break;
                case "BHS":
                    (batch, inBatch, batches) = (batches + 1, 0, batches + 1);
                    break;
                case "BTS":
                    Compare(issues, bytes, at, "BTS-1", inBatch, "messages");
                    (batch, inBatch) = (0, 0);
                    break;
                case "FTS":
                    Compare(issues, bytes, at, "FTS-1", batches, "batches");
                    break;
            }
        }
        if (start >= 0)
            messages.Add(new BatchMessage(bytes[start..], batch, inBatch + 1));
        if (batch > 0)
            issues.Add(Issue.Warning(IssueTypes.Incomplete, "V2-BATCH-OPEN", "The last batch has no BTS: the file may have been cut off.", "BTS", "HL7 v2.8 ch. 2.14.4"));
        if (messages.Count == 0)
            issues.Add(Issue.Error(IssueTypes.Structure, "V2-BATCH-EMPTY", "The file holds no message.", "byte 0"));
        return new BatchResult(messages, issues);
    }

    private static void Compare(List<Issue> issues, ReadOnlyMemory<byte> bytes, int at, string place, int found, string what)
    {
        var line = bytes.Span[at..];
        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        line = (end < 0 ? line : line[..end])[3..];
        if (line.IsEmpty)
            return;
        var separator = line[0];
        line = line[1..];
        var next = line.IndexOf(separator);
        var digits = next < 0 ? line : line[..next];
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said != found)
            issues.Add(Issue.Warning(IssueTypes.Incomplete, "V2-BATCH-COUNT", $"{place} says {said} {what}; there are {found}.", place, "HL7 v2.8 ch. 2.10.3"));
    }

    /// <summary>Where lines begin that open or close something.</summary>
    private static IEnumerable<(int At, string Kind)> Headers(ReadOnlyMemory<byte> bytes)
    {
        var from = 0;
        while (from >= 0 && from < bytes.Length)
        {
            var at = from + LeadingSpace(bytes.Span[from..]);
            if (KindOf(bytes.Span[at..]) is { } kind)
                yield return (at, kind);
            var end = bytes.Span[at..].IndexOfAny((byte)'\r', (byte)'\n');
            from = end < 0 ? -1 : at + end + 1;
        }
    }

    // A byte order mark, line ends and what frames a message on the wire.
    private static int LeadingSpace(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        var space = bytes[mark..].IndexOfAnyExceptInRange((byte)0, (byte)0x20);
        return space < 0 ? bytes.Length : mark + space;
    }

    private static string? KindOf(ReadOnlySpan<byte> line)
    {
        if (line.Length < 3 || (line.Length > 3 && line[3] is not ((byte)'\r' or (byte)'\n') && !Delimiters.CanDelimit(line[3])))
            return null;
        foreach (var kind in new[] { "MSH", "FHS", "BHS", "BTS", "FTS" })
            if (System.Text.Ascii.EqualsIgnoreCase(line[..3], kind))
                return kind;
        return null;
    }
}

/// <summary>What a file holds.</summary>
/// <param name="Messages">In order.</param>
/// <param name="Issues">What its trailers say otherwise, or that it holds nothing.</param>
public sealed record BatchResult(IReadOnlyList<BatchMessage> Messages, IReadOnlyList<Issue> Issues);

/// <summary>A message of a file.</summary>
/// <param name="Bytes">As it stands there, its last line end included; for <see cref="Hl7Message.Read"/>.</param>
/// <param name="Batch">Number of its batch from 1; 0 when it is in none.</param>
/// <param name="Number">Its number in there from 1.</param>
public sealed record BatchMessage(ReadOnlyMemory<byte> Bytes, int Batch, int Number);
