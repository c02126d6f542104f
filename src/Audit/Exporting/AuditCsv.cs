using System.Buffers;
using System.Globalization;

namespace Carewright.Audit;

/// <summary>
/// The log as CSV (<see cref="CsvTable"/>).
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

    private static void WriteLine(IBufferWriter<byte> output, string?[] fields) => CsvTable.WriteLine(output, fields);
}
