using Carewright.Gateway.Doors;
using Carewright.PatientRights.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.PatientRights;

/// <summary>
/// Legal holds, information-blocking exceptions, amendments and accountings of disclosures over HTTP (docs/architecture/patient-rights.md). Needs the gateway among the services, and the actor of
/// every request named before.
/// </summary>
public static class PatientRightsModule
{
    /// <summary>Maps <c>/privacy</c> for staff and <c>/my-record</c> for a patient.</summary>
    public static IEndpointRouteBuilder MapPatientRights(this IEndpointRouteBuilder routes)
    {
        var privacy = routes.MapGroup("/privacy").AddEndpointFilter(new Gate("privacy", caller: Caller.NotPatient));
        Holds.Map(privacy);
        Exceptions.Map(privacy);
        Amendments.Map(privacy);
        Disclosures.Map(privacy);
        OwnRights.Map(routes.MapGroup("/my-record").AddEndpointFilter(new Gate("own-rights", caller: Caller.Patient)));
        return routes;
    }
}
