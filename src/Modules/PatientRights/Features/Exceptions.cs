using System.Globalization;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Gateway.Rights;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights.Features;

/// <summary><c>/privacy/exceptions</c>: the register of information-blocking exceptions.</summary>
internal static class Exceptions
{
    private static readonly string[] s_header =
        ["id", "exception", "name", "practice", "matter", "subject", "patient", "requester", "reason", "by", "display", "role", "at", "until", "answerBy", "endedBy", "endedAt", "endReason"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/exceptions", ListAsync);
        routes.MapGet("/exceptions/export", ExportAsync);
        routes.MapPost("/exceptions", RecordAsync);
        routes.MapPost("/exceptions/{id}/end", EndAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway) =>
        FilterOf(http.Request.Query) is not { } filter ? Http.BadDay()
            : (await gateway.Rights.Exceptions.ListAsync(http.Actor(), filter, false, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.ExceptionList);

    private static async Task<IResult> ExportAsync(HttpContext http, RecordGateway gateway)
    {
        if (FilterOf(http.Request.Query) is not { } filter)
            return Http.BadDay();
        var answer = await gateway.Rights.Exceptions.ListAsync(http.Actor(), filter, true, http.RequestAborted).ConfigureAwait(false);
        if (answer.IsRefused)
            return Http.Refused(answer.Refusal);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(CsvTable.Write([s_header, .. answer.Value.Uses.Select(Row)]), "text/csv; charset=utf-8", "exceptions.csv");
    }

    private static async Task<IResult> RecordAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.ExceptionBody).ConfigureAwait(false);
        var draft = new ExceptionDraft(body.Exception, body.Practice, body.Matter, body.Subject, body.Patient, body.Requester, body.Reason, body.Until);
        return (await gateway.Rights.Exceptions.RecordAsync(http.Actor(), draft, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.ExceptionUse, StatusCodes.Status201Created);
    }

    private static async Task<IResult> EndAsync(string id, HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.ReasonBody).ConfigureAwait(false);
        return (await gateway.Rights.Exceptions.EndAsync(http.Actor(), id, body.Reason, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.ExceptionUse);
    }

    // ?patient=ID&exception=171.201&from=DAY&to=DAY, the last day included.
    private static ExceptionFilter? FilterOf(IQueryCollection query) =>
        query.TryDay("from", out var from) && query.TryDay("to", out var to)
            ? new ExceptionFilter(query.Value("patient"), query.Value("exception"), Start(from), Start(to?.AddDays(1)))
            : null;

    private static DateTimeOffset? Start(DateOnly? day) => day is { } one ? new DateTimeOffset(one, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static string?[] Row(ExceptionUse use) =>
    [
        use.Id, use.Exception, BlockingGround.All.First(one => one.Code == use.Exception).Name, use.Practice, use.Matter, use.Subject, use.Patient, use.Requester, use.Reason, use.By, use.Display, use.Role,
        AuditRecordJson.TimeText(use.At), use.Until is { } until ? AuditRecordJson.TimeText(until) : null, use.AnswerBy?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        use.Ended?.By, use.Ended is { } ended ? AuditRecordJson.TimeText(ended.At) : null, use.Ended?.Reason,
    ];
}
