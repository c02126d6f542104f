using System.Text.Unicode;
using Carewright.Kernel;

namespace Carewright.Astm.Records;

/// <summary>Reads one message: finds its beginning, its delimiters, its records and whom each belongs to. Used once.</summary>
internal sealed class MessageReader(ReadOnlyMemory<byte> bytes, ReadOptions options)
{
    private const int MostLeadingBytes = 256;
    private readonly LeniencyCounter _leniencies = new();
    private readonly Hierarchy _hierarchy = new();
    private readonly List<RecordPlace> _records = [];
    private bool _isTerminated;

    internal ReadResult Read()
    {
        if (bytes.Length > options.Bytes)
            return Fault(IssueTypes.TooLong, "ASTM-TOO-LONG", $"A message has at most {options.Bytes} bytes; this one has {bytes.Length}.", "byte 0", null);
        var start = Start();
        if (start < 0)
            return Fault(IssueTypes.Structure, "ASTM-NO-HEADER", "A message begins with a header record, H.", "byte 0", "LIS2-A2 5.5");
        if (bytes.Length < start + 2 || !AstmDelimiters.CanDelimit(bytes.Span[start + 1]))
            return Fault(IssueTypes.Structure, "ASTM-FIELD-DELIMITER", "The byte after H must be a delimiter.", "H-1", "LIS2-A2 5.4");
        var delimiters = Delimiters(start);
        return FindRecords(start, delimiters.Field) is { } fault
            ? new ReadResult(null, fault)
            : new ReadResult(new AstmMessage(bytes, delimiters, Charset(), [.. _records], _leniencies.Uses()), null);
    }

    private static ReadResult Fault(string type, string code, string message, string location, string? spec) => new(null, Issue.Error(type, code, message, location, spec));

    /// <summary>Where H stands; -1 when something else comes first.</summary>
    private int Start()
    {
        var span = bytes.Span;
        var start = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (start < span.Length && start < MostLeadingBytes && span[start] <= 0x20)
            start++;
        if (start > 0)
            _leniencies.Add(Leniency.LeadingBytes, 0);
        return start < span.Length && RecordType.Of(span[start]) == 'H' ? start : -1;
    }

    private AstmDelimiters Delimiters(int start)
    {
        var field = bytes.Span[start + 1];
        var rest = bytes.Span[(start + 2)..];
        var end = rest.IndexOfAny(field, (byte)'\r', (byte)'\n');
        var definition = end < 0 ? rest : rest[..end];
        if (AstmDelimiters.Declared(field, definition) is { } declared)
            return declared;
        _leniencies.Add(Leniency.WrongDelimiters, 0);
        return definition.Length > 3 && AstmDelimiters.Declared(field, definition[..3]) is { } first ? first : AstmDelimiters.Suggested(field);
    }

    private AstmCharset Charset()
    {
        if (options.Charset != AstmCharset.Utf8 || Utf8.IsValid(bytes.Span))
            return options.Charset;
        _leniencies.Add(Leniency.NotUtf8, 0);
        return AstmCharset.Latin1;
    }

    private Issue? FindRecords(int start, byte field)
    {
        for (var at = start; at < bytes.Length;)
        {
            var end = bytes.Span[at..].IndexOfAny((byte)'\r', (byte)'\n');
            end = end < 0 ? bytes.Length : at + end;
            var next = AfterEnd(end);
            if (TakeLine(at, end, next, field) is { } fault)
                return fault;
            at = next;
        }
        if (!_isTerminated)
            _leniencies.Add(Leniency.NoTerminator, _records.Count - 1);
        return null;
    }

    private int AfterEnd(int end)
    {
        var rest = bytes.Span[end..];
        if (rest.IsEmpty)
        {
            _leniencies.Add(Leniency.NoLastEnd, Math.Max(0, _records.Count));
            return end;
        }
        if (rest is [(byte)'\r', (byte)'\n', ..])
        {
            _leniencies.Add(Leniency.CarriageReturnLineFeed, _records.Count);
            return end + 2;
        }
        if (rest[0] == (byte)'\n')
            _leniencies.Add(Leniency.LineFeed, _records.Count);
        return end + 1;
    }

    private Issue? TakeLine(int at, int end, int next, byte field)
    {
        var line = bytes.Span[at..end];
        var record = line.TrimStart(" \t\0"u8);
        var latest = _records.Count - 1;
        if (RecordType.Begins(record, field))
            return TakeRecord(end - record.Length, end, next, isIndented: record.Length < line.Length);
        if (record.IsEmpty)
            _leniencies.Add(Leniency.EmptyLine, latest);
        else
            _leniencies.Add(_isTerminated ? Leniency.AfterTerminator : Leniency.LineBreakInField, latest);
        // What is no record stays with the one before: as part of its last field when that may be, else as bytes between.
        var continued = !record.IsEmpty && !_isTerminated;
        _records[latest] = _records[latest] with { End = continued ? end : _records[latest].End, Next = next };
        return null;
    }

    private Issue? TakeRecord(int start, int end, int next, bool isIndented)
    {
        var place = _records.Count;
        var type = RecordType.Of(bytes.Span[start]);
        if (place == options.Records)
            return Issue.Error(IssueTypes.TooLong, "ASTM-TOO-MANY", $"A message has at most {options.Records} records.", $"record {place + 1}");
        if (type == 'H' && place > 0)
            return Issue.Error(IssueTypes.Structure, "ASTM-SEVERAL", "Another message begins before the end.", $"record {place + 1}", "LIS2-A2 5.5");
        if (place > 0 && isIndented)
            _records[^1] = _records[^1] with { Next = start };
        var (parent, isInPlace, number) = _hierarchy.Take(place, type);
        _records.Add(new RecordPlace(start, end, next, parent));
        Count(place, type, isIndented, isInPlace, number);
        _isTerminated |= type == 'L';
        return null;
    }

    private void Count(int place, char type, bool isIndented, bool isInPlace, int number)
    {
        var record = bytes.Span[_records[place].Start.._records[place].End];
        if (isIndented)
            _leniencies.Add(Leniency.LeadingSpaces, place);
        if (char.IsAsciiLetterLower((char)record[0]))
            _leniencies.Add(Leniency.SmallLetter, place);
        if (!RecordType.IsKnown(type))
            _leniencies.Add(Leniency.UnknownRecord, place);
        else if (type != 'H' && !HasNumber(record, number))
            _leniencies.Add(Leniency.SequenceNumber, place);
        if (!isInPlace)
            _leniencies.Add(Leniency.OutOfPlace, place);
        if (_isTerminated)
            _leniencies.Add(Leniency.AfterTerminator, place);
    }

    private static bool HasNumber(ReadOnlySpan<byte> record, int number)
    {
        if (record.Length < 3)
            return false;
        var rest = record[2..];
        var end = rest.IndexOf(record[1]);
        rest = (end < 0 ? rest : rest[..end]).Trim((byte)' ');
        return System.Buffers.Text.Utf8Parser.TryParse(rest, out int given, out var read) && read == rest.Length && given == number;
    }
}
