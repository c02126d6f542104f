using System.Buffers;
using Carewright.Hl7v2.Text;
using Carewright.Kernel;

namespace Carewright.Hl7v2.Reading;

/// <summary>Reads one message: finds its beginning, its delimiters, its segments and fields. Used once.</summary>
internal sealed class MessageReader(ReadOnlyMemory<byte> bytes, ReadLimits limits)
{
    private const int MostLeadingBytes = 256;
    private readonly LeniencyCounter _leniencies = new();
    private ReadOnlyMemory<byte> _bytes = bytes;

    public ReadResult Read()
    {
        if (_bytes.Length > limits.Bytes)
            return Fault(Issue.Error(IssueTypes.TooLong, "V2-TOO-LONG", $"A message has at most {limits.Bytes} bytes; this one has {_bytes.Length}."));
        if (Utf16Text.Convert(_bytes.Span) is { } converted)
        {
            _leniencies.Add(Leniency.Utf16);
            _bytes = converted;
        }
        var start = Start(_bytes.Span);
        if (start < 0)
            return Fault(Issue.Error(IssueTypes.Structure, "V2-NO-HEADER", "A message begins with MSH.", "byte 0", "HL7 v2.8 ch. 2.14.9"));
        if (!TryReadDelimiters(start, out var delimiters))
            return Fault(Issue.Error(IssueTypes.Structure, "V2-FIELD-SEPARATOR", "MSH-1, the byte after MSH, must be a delimiter.", "MSH-1", "HL7 v2.8 ch. 2.14.9.1"));
        return Read(start, delimiters);
    }

    private static ReadResult Fault(Issue issue) => new(null, issue);

    private ReadResult Read(int start, Delimiters delimiters)
    {
        // The header alone says which character set it is, and that says whether delimiters can be found by their bytes.
        var header = Header(start, delimiters);
        var characterSet = DeclaredCharacterSet(header);
        var positions = ArrayPool<int>.Shared.Rent(1024);
        var finder = new SegmentFinder(_bytes, delimiters.Field, _leniencies, limits);
        try
        {
            finder.Begin(start);
            if (characterSet.IsPlain)
            {
                var scan = new SeparatorScan(_bytes.Span[start..], delimiters.Field);
                for (var count = scan.Next(positions); count > 0; count = scan.Next(positions))
                    finder.Take(positions.AsSpan(0, count), start);
            }
            else
            {
                var scan = new CharacterScan(_bytes.Span[start..], delimiters.Field, characterSet);
                for (var count = scan.Next(positions); count > 0; count = scan.Next(positions))
                    finder.Take(positions.AsSpan(0, count), start);
            }
            if (!finder.TryEnd(out var segments, out var separators))
                return Fault(Issue.Error(IssueTypes.TooLong, "V2-TOO-MANY", $"A message has at most {limits.Segments} segments and {limits.Fields} fields."));
            return new ReadResult(new Hl7Message(_bytes, delimiters, segments, separators, Effective(characterSet, start), _leniencies.Uses()), null);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(positions);
        }
    }

    /// <summary>Where MSH stands; -1 when something else comes first.</summary>
    private int Start(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        if (bytes.StartsWith("\uFEFF"u8))
        {
            _leniencies.Add(Leniency.ByteOrderMark);
            start = 3;
        }
        var skipped = start;
        while (start < bytes.Length && start < MostLeadingBytes && bytes[start] <= 0x20)
            start++;
        if (start > skipped)
            _leniencies.Add(Leniency.LeadingBytes);
        return System.Text.Ascii.EqualsIgnoreCase(bytes[start..Math.Min(bytes.Length, start + 3)], "MSH"u8) ? start : -1;
    }

    private bool TryReadDelimiters(int start, out Delimiters delimiters)
    {
        delimiters = default;
        var bytes = _bytes.Span;
        if (bytes.Length < start + 4 || !Delimiters.CanDelimit(bytes[start + 3]))
            return false;
        var field = bytes[start + 3];
        var rest = bytes[(start + 4)..];
        var end = rest.IndexOfAny(field, (byte)'\r', (byte)'\n');
        var declared = end < 0 ? rest : rest[..end];
        if (Delimiters.Declared(field, declared) is { } taken)
        {
            if (declared.Length < 4)
                _leniencies.Add(Leniency.FewEncodingCharacters);
            delimiters = taken;
            return true;
        }
        _leniencies.Add(Leniency.WrongEncodingCharacters);
        delimiters = Delimiters.Standard with { Field = field };
        // A field separator that the standard uses for something else takes that away.
        if (field == delimiters.Component || field == delimiters.Repetition || field == delimiters.Escape || field == delimiters.Subcomponent)
            delimiters = new Delimiters(field, Free(field, '^'), Free(field, '~'), Free(field, '\\'), Free(field, '&'), 0);
        return true;
    }

    private static byte Free(byte field, char suggested) => field == suggested ? (byte)0 : (byte)suggested;

    /// <summary>MSH by itself, for MSH-18: what is in it is ASCII up to there (HL7 v2.8 ch. 2.14.9.18).</summary>
    private Hl7Message Header(int start, Delimiters delimiters)
    {
        var header = _bytes[start..];
        var end = header.Span.IndexOfAny((byte)'\r', (byte)'\n');
        header = end < 0 ? header : header[..end];
        var separators = new List<int>();
        for (var i = 0; i < header.Length; i++)
            if (header.Span[i] == delimiters.Field)
                separators.Add(i);
        return new Hl7Message(header, delimiters, [new SegmentPlace(0, header.Length, header.Length, 0, separators.Count)], [.. separators], CharacterSet.Ascii, []);
    }

    private CharacterSet DeclaredCharacterSet(Hl7Message header)
    {
        var declared = header[0][18];
        if (!declared.HasValue)
            return CharacterSet.Ascii;
        var names = Enumerable.Range(1, declared.Repetitions).Select(number => declared.Repetition(number).Component(1).Text).ToList();
        if (CharacterSet.Of(names) is { } known)
            return known;
        _leniencies.Add(Leniency.UnknownCharacterSet);
        return CharacterSet.Ascii;
    }

    private CharacterSet Effective(CharacterSet declared, int start)
    {
        if (!ReferenceEquals(declared, CharacterSet.Ascii) || System.Text.Ascii.IsValid(_bytes.Span[start..]))
            return declared;
        _leniencies.Add(Leniency.UndeclaredCharacterSet);
        return System.Text.Unicode.Utf8.IsValid(_bytes.Span[start..]) ? CharacterSet.Utf8 : CharacterSet.Latin1;
    }
}
