using Carewright.Audit;
using Carewright.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights.Features;

/// <summary><c>/my-record/amendments</c> and <c>/my-record/disclosures</c>: a patient's own.</summary>
internal static class OwnRights
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/amendments", ListAsync);
        routes.MapPost("/amendments", Amendments.AskAsync);
        Amendments.Step(routes, "disagreement", (room, http, id, body) => room.DisagreeAsync(http.Actor(), id, body.Words, http.RequestAborted));
        routes.MapGet("/disclosures", AccountAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RecordGateway gateway) =>
        (await gateway.Rights.Amendments.ListAsync(http.Actor(), null, http.RequestAborted).ConfigureAwait(false)).Send(RightsJson.Default.AmendmentList);

    private static Task<IResult> AccountAsync(HttpContext http, RecordGateway gateway, ISignedReports reports) =>
        Disclosures.GiveAsync(http, gateway, reports, http.Actor().FhirUser!["Patient/".Length..], true);
}
