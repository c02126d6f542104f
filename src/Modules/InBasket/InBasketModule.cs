using Carewright.Gateway.Doors;
using Carewright.InBasket.Escalating;
using Carewright.InBasket.Features;
using Carewright.InBasket.Reviewing;
using Carewright.InBasket.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.InBasket;

/// <summary>Results that somebody must look at and sign, and critical values that somebody must open in time (docs/architecture/in-basket.md). Needs the gateway, accounts, policies, staff standings and the private table among the services.</summary>
public static class InBasketModule
{
    /// <summary>Adds the module. What it does by itself starts with the server and ends with it.</summary>
    public static IServiceCollection AddInBasket(this IServiceCollection services)
    {
        services.AddSingleton<SettingsShelf>();
        services.AddSingleton<Owners>();
        services.AddSingleton<ServerHands>();
        services.AddSingleton<ReportReader>();
        services.AddSingleton<ReviewWriter>();
        services.AddSingleton<ReviewFollower>();
        services.AddSingleton<EscalationWatch>();
        services.AddSingleton<BasketReader>();
        services.AddSingleton<ReviewActs>();
        services.AddSingleton<CountCache>();
        services.AddSingleton<ListDoor>();
        services.AddSingleton<ActDoor>();
        services.AddSingleton<SettingsDoor>();
        services.AddHostedService(provider => provider.GetRequiredService<EscalationWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<ReviewFollower>());
        return services;
    }

    /// <summary>Maps <c>/in-basket</c>.</summary>
    public static IEndpointRouteBuilder MapInBasket(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var basket = routes.MapGroup("").AddEndpointFilter(new Gate("in-basket", "in-basket"));
        services.GetRequiredService<ListDoor>().Map(basket);
        services.GetRequiredService<ActDoor>().Map(basket);
        services.GetRequiredService<SettingsDoor>().Map(routes.MapGroup("").AddEndpointFilter(new Gate("in-basket-settings", "users")));
        return routes;
    }
}
