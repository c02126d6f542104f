using System.Buffers;
using System.Globalization;
using System.Text;

namespace Carewright.Audit;

/// <summary>
/// The log as CSV (RFC 4180): a header, CRLF line ends, every field quoted. A field that a spreadsheet would take for a formula is led by an apostrophe: user names, queries and
/// addresses come from outside, and the compliance officer opens this file in a spreadsheet.
/// </summary>
public static class AuditCsv
{
    private static readonly string[] s_header =
    [
        "sequence", "id", "at", "userName", "display", "role", "site", "department", "client", "address", "purpose", "action", "interaction", "outcome", "status",
        "resourceType", "query", "rule", "resources", "patients",
    ];

    /// <summary>Writes the header line.</summary>
    public static void WriteHeader(IBufferWriter<byte> output) => WriteLine(output, s_header);

    /// <summary>Writes one record as one line; lists are separated by spaces.</summary>
    public static void WriteRecord(IBufferWriter<byte> output, AuditEntry entry)
    {
        var record = entry.Record;
        WriteLine(output,
        [
            entry.Sequence.ToString(CultureInfo.InvariantCulture), record.Id, AuditRecordJson.TimeText(record.At), record.UserName, record.Display, record.Role, record.Site,
            record.Department, record.Client, record.Address, record.Purpose, record.Action, record.Interaction, AuditRecordJson.OutcomeName(record.Outcome),
            record.Status.ToString(CultureInfo.InvariantCulture), record.ResourceType, record.Query, record.Rule, string.Join(' ', record.Resources), string.Join(' ', record.Patients),
        ]);
    }

    private static void WriteLine(IBufferWriter<byte> output, string?[] fields)
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
