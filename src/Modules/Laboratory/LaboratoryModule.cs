using Carewright.Gateway.Doors;
using Carewright.Laboratory.Catalogue;
using Carewright.Laboratory.Features;
using Carewright.Laboratory.Standing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Laboratory;

/// <summary>Catalogues of laboratories, and the paper of orders (docs/architecture/laboratory.md). Needs the gateway and policies among the services, and the actor of every request named before.</summary>
public static class LaboratoryModule
{
    /// <summary>Adds the module. Its catalogue is read when the server starts.</summary>
    public static IServiceCollection AddLaboratory(this IServiceCollection services)
    {
        services.AddSingleton<CatalogueLoader>();
        services.AddSingleton<CatalogueShelf>();
        services.AddSingleton<CatalogueDoor>();
        services.AddSingleton<PaperDoor>();
        services.AddHostedService(provider => provider.GetRequiredService<CatalogueShelf>());
        services.AddHostedService<StandingWatch>();
        return services;
    }

    /// <summary>Maps <c>/laboratory</c>.</summary>
    public static IEndpointRouteBuilder MapLaboratory(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var catalogue = routes.ServiceProvider.GetRequiredService<CatalogueDoor>();
        catalogue.MapLoad(routes.MapGroup("").AddEndpointFilter(new Gate(CatalogueDoor.LoadInteraction, "interfaces")));
        catalogue.MapSearch(routes.MapGroup("").AddEndpointFilter(new Gate(CatalogueDoor.SearchInteraction)));
        routes.ServiceProvider.GetRequiredService<PaperDoor>().Map(routes.MapGroup("").AddEndpointFilter(new Gate(PaperDoor.Interaction)));
        return routes;
    }
}
