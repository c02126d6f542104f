using System.Text;

namespace Carewright.Hl7v2.Text;

/// <summary>
/// The character sets of a message as MSH-18 names them (HL7 table 0211): the first for all bytes as they come, the others for what an ISO 2022 escape sequence switches to. Immutable, safe for many threads.
/// </summary>
public sealed class CharacterSet
{
    private const byte Esc = 0x1B;

    // What ISO 2022 switches to is EUC-JP once the high bit of both bytes is set; the supplementary JIS X 0212 of code page 20932 has it in the first alone.
    private static readonly CodeTable[] s_tables =
    [
        new("ASCII", 20127) { Designation = "(B" },
        new("8859/1", 28591), new("8859/2", 28592), new("8859/3", 28593), new("8859/4", 28594), new("8859/5", 28595), new("8859/6", 28596),
        new("8859/7", 28597), new("8859/8", 28598), new("8859/9", 28599), new("8859/15", 28605),
        new("UNICODE UTF-8", 65001), new("UNICODE", 65001), new("UNICODE UTF-16", 65001), new("UNICODE UTF-32", 65001),
        new("ISO IR6", 20127) { Designation = "(B" },
        new("ISO IR14", 20127) { Designation = "(J" },
        new("ISO IR87", 51932, Trail.Switched) { Designation = "$B" },
        new("ISO IR159", 20932, Trail.Switched) { Designation = "$(D" },
        new("GB 18030-2000", 54936, Trail.Gb18030),
        new("BIG-5", 950, Trail.Double),
        new("KS X 1001", 51949),
        new("CNS 11643-1992", 20000, Trail.Double),
    ];

    private readonly CodeTable _primary;
    private readonly CodeTable[] _alternatives;

    private CharacterSet(CodeTable primary, CodeTable[] alternatives)
    {
        _primary = primary;
        _alternatives = alternatives;
        IsPlain = primary.Trail == Trail.None && Array.TrueForAll(alternatives, table => table.Trail == Trail.None);
        Names = [primary.Name, .. alternatives.Select(table => table.Name)];
    }

    /// <summary>ASCII alone.</summary>
    public static CharacterSet Ascii { get; } = new(s_tables[0], []);

    /// <summary>UTF-8.</summary>
    public static CharacterSet Utf8 { get; } = Of("UNICODE UTF-8")!;

    /// <summary>ISO 8859-1.</summary>
    public static CharacterSet Latin1 { get; } = Of("8859/1")!;

    /// <summary>Names as in MSH-18, the first being that of the message.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether every delimiter is one wherever its byte stands; false where a character of several bytes may contain it.</summary>
    public bool IsPlain { get; }

    /// <summary>The character sets of these names; null when one is unknown. An empty first name stands for ASCII.</summary>
    /// <param name="names">The repetitions of MSH-18.</param>
    public static CharacterSet? Of(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var tables = new List<CodeTable>();
        foreach (var name in names)
        {
            var wanted = name.Length == 0 ? "ASCII" : name.Trim();
            if (Array.Find(s_tables, table => string.Equals(table.Name, wanted, StringComparison.OrdinalIgnoreCase)) is not { } table)
                return null;
            tables.Add(table);
        }
        return tables.Count == 0 ? Ascii : new CharacterSet(tables[0], [.. tables.Skip(1)]);
    }

    /// <summary>The text of bytes without escape sequences of HL7. What cannot be read becomes U+FFFD.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (_alternatives.Length == 0 || !bytes.Contains(Esc))
            return _primary.Encoding.GetString(bytes);
        var text = new StringBuilder();
        var table = _primary;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] == Esc && Switch(bytes[1..]) is { } next)
            {
                table = next;
                bytes = bytes[(1 + next.Designation!.Length)..];
                continue;
            }
            var end = bytes[1..].IndexOf(Esc) + 1;
            var run = end == 0 ? bytes : bytes[..end];
            text.Append(Read(table, run));
            bytes = bytes[run.Length..];
        }
        return text.ToString();
    }

    /// <summary>The bytes of a text in the first character set; what that does not have becomes a question mark.</summary>
    public byte[] Encode(string text) => _primary.Encoding.GetBytes(text);

    /// <summary>Whether the first character set has all characters of a text.</summary>
    public bool CanEncode(string text) => string.Equals(_primary.Encoding.GetString(_primary.Encoding.GetBytes(text)), text, StringComparison.Ordinal);

    /// <summary>Place of a delimiter; -1 when it is not there, or is zero. A byte of a character of several bytes is none.</summary>
    internal int IndexOf(ReadOnlySpan<byte> bytes, byte delimiter)
    {
        if (delimiter == 0)
            return -1;
        if (IsPlain)
            return bytes.IndexOf(delimiter);
        var isDouble = false;
        for (var i = 0; i < bytes.Length;)
        {
            var step = Step(bytes[i..], ref isDouble);
            if (step == 1 && bytes[i] == delimiter)
                return i;
            i += step;
        }
        return -1;
    }

    /// <summary>How many bytes the character at the start takes, for those sets whose characters may contain delimiters; 1 for the others.</summary>
    /// <param name="bytes">From the character on; not empty.</param>
    /// <param name="isDouble">Whether an escape sequence has switched to characters of two bytes; changed when one stands here.</param>
    internal int Step(ReadOnlySpan<byte> bytes, ref bool isDouble)
    {
        if (bytes[0] == Esc && Switch(bytes[1..]) is { } next)
        {
            isDouble = next.Trail == Trail.Switched;
            return 1 + next.Designation!.Length;
        }
        var length = isDouble && bytes[0] >= 0x21 ? 2 : _primary.Trail switch
        {
            Trail.Double => bytes[0] > 0x80 ? 2 : 1,
            Trail.Gb18030 => bytes[0] <= 0x80 ? 1 : bytes.Length > 1 && bytes[1] is >= 0x30 and <= 0x39 ? 4 : 2,
            _ => 1,
        };
        // A broken character does not swallow the end of its segment.
        for (var i = 1; i < length; i++)
            if (i == bytes.Length || bytes[i] is (byte)'\r' or (byte)'\n')
                return i;
        return length;
    }

    private CodeTable? Switch(ReadOnlySpan<byte> after)
    {
        foreach (var table in _alternatives)
            if (table.Designation is { } designation && StartsWith(after, designation))
                return table;
        return StartsWith(after, "(B") ? s_tables[0] : StartsWith(after, "(J") ? Array.Find(s_tables, table => table.Designation == "(J") : null;
    }

    private static bool StartsWith(ReadOnlySpan<byte> bytes, string designation)
    {
        if (bytes.Length < designation.Length)
            return false;
        for (var i = 0; i < designation.Length; i++)
            if (bytes[i] != designation[i])
                return false;
        return true;
    }

    private static string Read(CodeTable table, ReadOnlySpan<byte> run)
    {
        if (table.Trail != Trail.Switched)
            return table.Encoding.GetString(run);
        var isSupplement = table.Designation == "$(D";
        var high = new List<byte>(run.Length * 2);
        for (var i = 0; i < run.Length; i++)
        {
            if (run[i] < 0x21)
            {
                high.Add(run[i]);
                continue;
            }
            high.Add((byte)(run[i] | 0x80));
            if (++i < run.Length)
                high.Add((byte)(run[i] | (isSupplement ? 0 : 0x80)));
        }
        return table.Encoding.GetString([.. high]);
    }
}
