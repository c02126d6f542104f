using System.Buffers;
using System.Text;

namespace Carewright.Audit;

/// <summary>
/// Tables as CSV (RFC 4180): CRLF line ends, every field quoted. A field that a spreadsheet would take for a formula is led by an apostrophe: names, queries and words come from outside, and the
/// compliance officer opens these files in a spreadsheet.
/// </summary>
public static class CsvTable
{
    /// <summary>The rows as a UTF-8 file, the header among them.</summary>
    public static byte[] Write(IEnumerable<string?[]> rows)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
            WriteLine(output, row);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes one line; null is an empty field.</summary>
    public static void WriteLine(IBufferWriter<byte> output, string?[] fields)
    {
        var line = new StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            line.Append(i == 0 ? "\"" : ",\"");
            Append(line, fields[i] ?? "");
            line.Append('"');
        }
        line.Append("\r\n");
        Encoding.UTF8.GetBytes(line.ToString(), output);
    }

    private static void Append(StringBuilder line, string field)
    {
        if (IsFormula(field))
            line.Append('\'');
        foreach (var character in field)
        {
            if (character == '"')
                line.Append('"');
            line.Append(character);
        }
    }

    // The signs that start a formula in the common spreadsheets, full-width forms included, and the white space that some of them skip before looking.
    private static bool IsFormula(string field)
    {
        if (field.Length > 0 && field[0] is ('\t' or '\r' or '\n'))
            return true;
        var start = field.AsSpan().TrimStart();
        return start.Length > 0 && start[0] is ('=' or '+' or '-' or '@' or '|' or '%' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20');
    }
}
