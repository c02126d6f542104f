using Carewright.Gateway.Doors;
using Carewright.PatientRights.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.PatientRights;

/// <summary>
/// Legal holds, information-blocking exceptions, amendments, accountings of disclosures and proxies over HTTP (docs/architecture/patient-rights.md). Needs the gateway among the services, and the actor of
/// every request named before.
/// </summary>
public static class PatientRightsModule
{
    /// <summary>Adds what the doors keep between requests.</summary>
    public static IServiceCollection AddPatientRights(this IServiceCollection services) => services.AddSingleton<JoinLimit>();

    /// <summary>Maps <c>/privacy</c> for staff, <c>/my-record</c> for a patient and <c>/proxies</c> for whoever was handed a code.</summary>
    public static IEndpointRouteBuilder MapPatientRights(this IEndpointRouteBuilder routes)
    {
        var privacy = routes.MapGroup("/privacy").AddEndpointFilter(new Gate("privacy", caller: Caller.NotPatient));
        Holds.Map(privacy);
        Exceptions.Map(privacy);
        Amendments.Map(privacy);
        Disclosures.Map(privacy);
        Proxies.MapStaff(privacy);
        var own = routes.MapGroup("/my-record").AddEndpointFilter(new Gate("own-rights", caller: Caller.Patient));
        OwnRights.Map(own);
        Proxies.MapOwn(own);
        Proxies.MapJoin(routes.MapGroup("").AddEndpointFilter(JoinLimit.FilterAsync));
        return routes;
    }
}
