using System.Globalization;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /audit/export</c>. The export is on record before its first byte leaves.</summary>
internal static class ExportAudit
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/export", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditTrail trail, Recorder recorder, IRecordStore store, TimeProvider time)
    {
        var request = AuditRequest.Read(context.Request.Query, "format");
        AuditExportFormat? format = AuditRequest.Value(context.Request.Query, "format") switch { "csv" => AuditExportFormat.Csv, "ndjson" => AuditExportFormat.Ndjson, _ => null };
        if (request.Issues.Count > 0 || format is null)
            return Problems.Invalid([.. request.Issues, .. format is null ? [AuditRequest.Wrong("format", "Must be csv or ndjson.")] : Array.Empty<Kernel.Issue>()], StatusCodes.Status400BadRequest);
        var action = new AuditedAction("execute", "export", StatusCodes.Status200OK)
        {
            Query = context.Request.QueryString.Value![1..],
            Patients = request.Filter.Patient is { } patient ? [patient] : [],
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        var events = new AuditEventJson(store.Tenant.Value, context.Request.Host.Host is { Length: > 0 } host ? host : "local");
        return new ExportResult(new AuditExport(trail, events), request.Filter, format.Value, time.GetUtcNow());
    }

    private sealed class ExportResult(AuditExport export, AuditFilter filter, AuditExportFormat format, DateTimeOffset now) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var isCsv = format == AuditExportFormat.Csv;
            var response = httpContext.Response;
            response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : "application/fhir+ndjson";
            var stamp = now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            response.Headers.ContentDisposition = $"attachment; filename=\"audit-{stamp}.{(isCsv ? "csv" : "ndjson")}\"";
            response.Headers.XContentTypeOptions = "nosniff";
            await export.WriteAsync(filter, format, response.BodyWriter, httpContext.RequestAborted);
        }
    }
}
