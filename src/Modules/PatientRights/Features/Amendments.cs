using Carewright.Gateway;
using Carewright.Gateway.Rights;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights.Features;

/// <summary><c>/privacy/amendments</c>: requests for amendment and what becomes of them.</summary>
internal static class Amendments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/amendments", ListAsync);
        routes.MapPost("/amendments", AskAsync);
        Step(routes, "extension", (room, http, id, body) => room.ExtendAsync(http.Actor(), id, body.Days, body.Words, http.RequestAborted));
        Step(routes, "acceptance", (room, http, id, body) => room.AcceptAsync(http.Actor(), id, body.Correction, body.Words, http.RequestAborted));
        Step(routes, "denial", (room, http, id, body) => room.DenyAsync(http.Actor(), id, body.Ground, body.Words, http.RequestAborted));
        Step(routes, "disagreement", (room, http, id, body) => room.DisagreeAsync(http.Actor(), id, body.Words, http.RequestAborted));
        Step(routes, "rebuttal", (room, http, id, body) => room.RebutAsync(http.Actor(), id, body.Words, http.RequestAborted));
    }

    /// <summary><c>POST amendments/{id}/STEP</c>.</summary>
    internal static void Step(IEndpointRouteBuilder routes, string step, Func<AmendmentRoom, HttpContext, string, StepBody, ValueTask<Answer<AmendmentView>>> take) =>
        routes.MapPost($"/amendments/{{id}}/{step}", async (string id, HttpContext http, RecordGateway gateway) =>
        {
            var body = await Http.ReadAsync(http, RightsJson.Default.StepBody).ConfigureAwait(false);
            return (await take(gateway.Rights.Amendments, http, id, body).ConfigureAwait(false)).Send(RightsJson.Default.AmendmentView);
        });

    internal static async Task<IResult> AskAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.AmendmentBody).ConfigureAwait(false);
        var answer = await gateway.Rights.Amendments.AskAsync(http.Actor(), body.Record, body.Words, http.RequestAborted).ConfigureAwait(false);
        return answer.Send(RightsJson.Default.AmendmentView, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway) =>
        (await gateway.Rights.Amendments.ListAsync(http.Actor(), http.Request.Query.Value("patient"), http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.AmendmentList);
}
