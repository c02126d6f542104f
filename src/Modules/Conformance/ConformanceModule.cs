using Carewright.Conformance.Features;
using Carewright.Fhir.Packages;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Conformance;

/// <summary>Packages and the choice of profiles over HTTP (docs/architecture/http-api.md), and the rules that writes are held to.</summary>
public static class ConformanceModule
{
    /// <summary>Adds the module over a library that the host has opened, and keeps until after the server has stopped.</summary>
    public static IServiceCollection AddConformance(this IServiceCollection services, ConformanceLibrary library)
    {
        services.AddSingleton(library);
        services.AddSingleton<IContentRules>(library);
        services.AddSingleton<IDefinitionSource>(library);
        return services;
    }

    /// <summary>Maps <c>/conformance</c>. The actor of every request must be known before.</summary>
    public static IEndpointRouteBuilder MapConformance(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/conformance").AddEndpointFilter(new Gate("conformance", "users"));
        group.MapGet("/packages", ListPackages.Run);
        group.MapGet("/profiles", ListProfiles.Run);
        group.MapGet("/search-parameters", ListSearchParameters.Run);
        group.MapPut("/profiles", ChooseProfile.RunAsync);
        return routes;
    }
}
