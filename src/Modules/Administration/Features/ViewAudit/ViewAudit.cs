using System.Globalization;
using System.Text.Json;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /audit/events</c>. Looking at the log is itself in the log.</summary>
internal static class ViewAudit
{
    private const int DefaultCount = 50;
    private const int MaxCount = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/events", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditTrail trail, Recorder recorder)
    {
        var query = context.Request.Query;
        var request = AuditRequest.Read(query, "count", "cursor");
        var issues = request.Issues.ToList();
        var count = CountOf(query, issues);
        var before = AuditRequest.SequenceOf(query, issues);
        if (issues.Count > 0)
            return Problems.Invalid(issues, StatusCodes.Status400BadRequest);
        var page = trail.Query(request.Filter, before, count, context.RequestAborted);
        var action = new AuditedAction("read", "audit-view", StatusCodes.Status200OK)
        {
            Query = context.Request.QueryString.Value is { Length: > 1 } text ? text[1..] : null,
            Patients = request.Filter.Patient is { } patient ? [patient] : [],
        };
        return await recorder.RecordAsync(context.GetActor().Actor!, action) ? new AuditPageResult(page) : Problems.Busy(context);
    }

    private static int CountOf(IQueryCollection query, List<Issue> issues)
    {
        if (AuditRequest.Value(query, "count") is not { } text)
            return DefaultCount;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MaxCount)
            return count;
        issues.Add(AuditRequest.Wrong("count", $"Must be 1 to {MaxCount}."));
        return DefaultCount;
    }

    private sealed class AuditPageResult(AuditPage page) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter);
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (var entry in page.Entries)
                AuditRecordJson.Write(json, entry.Record);
            json.WriteEndArray();
            if (page.Next is { } next)
                json.WriteString("next", AuditRequest.CursorOf(next));
            else
                json.WriteNull("next");
            json.WriteEndObject();
            await json.FlushAsync(httpContext.RequestAborted);
        }
    }
}
