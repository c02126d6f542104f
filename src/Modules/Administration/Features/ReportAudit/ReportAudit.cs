using System.Globalization;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /audit/report</c>: a part of the log as a signed PDF. The export is on record before its first byte leaves.</summary>
internal static class ReportAudit
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/report", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditTrail trail, Recorder recorder, AuditCheckpoints checkpoints, IRecordStore store, TimeProvider time)
    {
        var request = AuditRequest.Read(context.Request.Query);
        if (request.Issues.Count > 0)
            return Problems.Invalid(request.Issues, StatusCodes.Status400BadRequest);
        var entries = trail.All(request.Filter, context.RequestAborted).Take(AuditReport.MostRecords + 1).ToList();
        if (entries.Count > AuditReport.MostRecords)
            return Problems.Invalid([Issue.Error(IssueTypes.TooCostly, "AUDIT-REPORT-SIZE", $"A report holds {AuditReport.MostRecords} records; choose a shorter period.", "from")]);
        var actor = context.GetActor().Actor!;
        var action = new AuditedAction("execute", "audit-export", StatusCodes.Status200OK)
        {
            Query = "format=pdf" + (context.Request.QueryString.Value is { Length: > 1 } asked ? "&" + asked[1..] : ""),
            Patients = request.Filter.Patient is { } patient ? [patient] : [],
        };
        if (!await recorder.RecordAsync(actor, action))
            return Problems.Busy(context);
        var now = time.GetUtcNow();
        var report = new AuditReport(store.Tenant.Value, request.Filter, $"{actor.Display} ({actor.UserName})", now, checkpoints.Last, entries);
        using var certificate = checkpoints.Certificate(now);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(PdfSignature.Sign(report.ToPdf(), certificate), "application/pdf", string.Create(CultureInfo.InvariantCulture, $"audit-{now.UtcDateTime:yyyyMMdd-HHmmss}.pdf"));
    }
}
