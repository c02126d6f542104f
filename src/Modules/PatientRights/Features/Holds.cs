using Carewright.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights.Features;

/// <summary><c>/privacy/holds</c>: legal holds.</summary>
internal static class Holds
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/holds", ListAsync);
        routes.MapPost("/holds", PlaceAsync);
        routes.MapPost("/holds/{id}/release", ReleaseAsync);
    }

    // ?patient=ID, or all.
    private static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway) =>
        (await gateway.Rights.Holds.ListAsync(http.Actor(), http.Request.Query.Value("patient"), http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.LegalHoldList);

    private static async Task<IResult> PlaceAsync(HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.HoldBody).ConfigureAwait(false);
        var answer = await gateway.Rights.Holds.PlaceAsync(http.Actor(), body.Patient, body.Reason, http.RequestAborted).ConfigureAwait(false);
        return answer.Send(RightsJson.Default.LegalHold, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ReleaseAsync(string id, HttpContext http, RecordGateway gateway)
    {
        var body = await Http.ReadAsync(http, RightsJson.Default.ReasonBody).ConfigureAwait(false);
        return (await gateway.Rights.Holds.ReleaseAsync(http.Actor(), id, body.Reason, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.LegalHold);
    }
}
