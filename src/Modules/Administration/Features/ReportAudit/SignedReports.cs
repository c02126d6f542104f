using System.Globalization;
using Carewright.Audit;
using Carewright.Storage;

namespace Carewright.Administration.Features;

/// <summary>Signed reports the way the audit report is made.</summary>
internal sealed class SignedReports(AuditCheckpoints checkpoints, IRecordStore store, TimeProvider time) : ISignedReports
{
    private const int RowWidth = 126;

    public byte[] Make(SignedReport report)
    {
        var now = time.GetUtcNow();
        var pdf = new PdfText();
        pdf.Add(report.Title, PdfText.Style.Title);
        pdf.Add(store.Tenant.Value, PdfText.Style.Heading);
        pdf.Add("");
        pdf.Add($"Made {now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC");
        foreach (var line in report.Head)
            pdf.AddWrapped(line, PdfText.Style.Text, 110);
        pdf.Add("");
        foreach (var row in report.Rows)
            pdf.AddWrapped(row, PdfText.Style.Row, RowWidth);
        using var certificate = checkpoints.Certificate(now);
        return PdfSignature.Sign(pdf.Build($"{report.Title} of {store.Tenant.Value}", now, store.Tenant.Value), certificate);
    }
}
