using System.Globalization;
using System.Text;

namespace Carewright.InHouse.Features;

/// <summary>A log as a CSV file (RFC 4180), UTF-8 with a mark so that spreadsheets read its letters.</summary>
internal static class CsvText
{
    /// <summary>The file.</summary>
    internal static byte[] Write(LogTable table)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var row in table.Rows.Prepend(table.Columns))
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Cell(string value)
    {
        // What begins like a formula would be run by a spreadsheet; a number is none.
        var said = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? "'" + value : value;
        return said.AsSpan().IndexOfAny(',', '"', '\n') < 0 && !said.Contains('\r', StringComparison.Ordinal) ? said : $"\"{said.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
