using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /users/notices</c>, <c>POST /users/notices/{id}/done</c>: what administrators are to know of accounts that follow the staff in the record.</summary>
internal static class StaffNoticePages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notices", ListAsync);
        routes.MapPost("/notices/{id}/done", CloseAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, StaffNotices notices, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "staff-notices", StatusCodes.Status200OK))
            ? TypedResults.Json(new StaffNoticesAnswer(notices.Open), AdministrationJson.Default.StaffNoticesAnswer)
            : Problems.Busy(context);

    private static async Task<IResult> CloseAsync(string id, HttpContext context, StaffNotices notices, Recorder recorder)
    {
        var isClosed = await notices.CloseAsync(id, CancellationToken.None);
        var status = isClosed ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
        if (!await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("update", "staff-notice-done", status, isClosed ? AuditOutcome.Success : AuditOutcome.Failed) { Query = isClosed ? $"notice={id}" : null }))
            return Problems.Busy(context);
        return isClosed ? TypedResults.NoContent() : Problems.Of(status, "not-found", "There is no such notice");
    }
}

/// <summary>Open notices.</summary>
internal sealed record StaffNoticesAnswer(IReadOnlyList<StaffNotice> Notices);
