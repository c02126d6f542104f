using System.Globalization;
using System.Text;
using Carewright.Audit;

namespace Carewright.Administration.Features;

/// <summary>A part of the log as a report for people: what it covers, who asked for it, how the log proves itself, and the records.</summary>
/// <param name="Tenant">Whose log.</param>
/// <param name="Filter">What it covers.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="At">When.</param>
/// <param name="Checkpoint">The newest signed checkpoint; null when none has been signed.</param>
/// <param name="Entries">The records, newest first.</param>
internal sealed record AuditReport(string Tenant, AuditFilter Filter, string By, DateTimeOffset At, AuditCheckpoint? Checkpoint, IReadOnlyList<AuditEntry> Entries)
{
    /// <summary>Records that one report holds at most.</summary>
    public const int MostRecords = 20_000;

    private const int RowWidth = 126;

    /// <summary>The report as an unsigned PDF with room for a signature.</summary>
    public byte[] ToPdf()
    {
        var pdf = new PdfText();
        pdf.Add("Audit report", PdfText.Style.Title);
        pdf.Add(Tenant, PdfText.Style.Heading);
        pdf.Add("");
        AddHead(pdf);
        pdf.Add("");
        pdf.Add("Records, newest first (times in UTC)", PdfText.Style.Heading);
        foreach (var entry in Entries)
            AddRow(pdf, entry.Record);
        return pdf.Build($"Audit report of {Tenant}", At, Tenant);
    }

    private void AddHead(PdfText pdf)
    {
        pdf.Add($"Made {Time(At)} UTC for {By}");
        pdf.Add($"Period: {(Filter.From is { } from ? Time(from) : "from the beginning")} to {(Filter.To is { } to ? Time(to) : Time(At))} UTC");
        pdf.Add($"User: {Filter.User ?? "all"}   Patient: {Filter.Patient ?? "all"}   Action: {Filter.Action ?? "all"}");
        pdf.Add(string.Create(CultureInfo.InvariantCulture, $"Records: {Entries.Count:N0}; refused: {Count(AuditOutcome.Refused):N0}; failed: {Count(AuditOutcome.Failed):N0}"));
        pdf.Add(string.Create(CultureInfo.InvariantCulture, $"Users: {Entries.Select(entry => entry.Record.UserName).Distinct(StringComparer.Ordinal).Count():N0}; patients: {Entries.SelectMany(entry => entry.Record.Patients).Distinct(StringComparer.Ordinal).Count():N0}"));
        pdf.Add(Checkpoint is { } checkpoint
            ? string.Create(CultureInfo.InvariantCulture, $"The log's newest signed checkpoint: record {checkpoint.Sequence}, signed {Time(checkpoint.At)} UTC, chain value")
            : "No checkpoint of the log has been signed yet.");
        if (Checkpoint is { } signed)
            pdf.Add(Convert.ToHexStringLower(signed.Hash), PdfText.Style.Row);
        pdf.AddWrapped("This document is signed. A reader that checks signatures says whether a byte of it was changed; the certificate is the clinic's own.", PdfText.Style.Text, 110);
    }

    private int Count(AuditOutcome outcome) => Entries.Count(entry => entry.Record.Outcome == outcome);

    private static void AddRow(PdfText pdf, AuditRecord record)
    {
        var row = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"{Time(record.At)} {record.UserName} ({record.Role}) {record.Interaction} {record.ResourceType} {AuditRecordJson.OutcomeName(record.Outcome)} {record.Status} from {record.Address}");
        if (record.Patients.Count > 0)
            row.Append(" of ").AppendJoin(' ', record.Patients.Take(10)).Append(record.Patients.Count > 10 ? string.Create(CultureInfo.InvariantCulture, $" and {record.Patients.Count - 10} more") : "");
        if (record.Query is { Length: > 0 } query)
            row.Append(" asked ").Append(query.Length > 200 ? query[..200] + "..." : query);
        if (record.Rule is { } rule)
            row.Append(" [").Append(rule).Append(']');
        pdf.AddWrapped(row.ToString(), PdfText.Style.Row, RowWidth);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
