using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.InHouse;

/// <summary>What a clinic tests itself: lots, controls, results (docs/architecture/laboratory.md). Needs the gateway, policies and the clock among the services, and the actor of every request named before.</summary>
public static class InHouseModule
{
    private const string Operation = "in-house";
    private const string UnlockOperation = "in-house-unlock";
    private const string SetupOperation = "interfaces";

    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddInHouse(this IServiceCollection services)
    {
        services.AddSingleton<BenchReader>();
        services.AddSingleton<BenchWriter>();
        services.AddSingleton<StateDoor>();
        services.AddSingleton<SetupDoor>();
        services.AddSingleton<TestDoor>();
        services.AddSingleton<QualificationDoor>();
        services.AddSingleton<LotDoor>();
        services.AddSingleton<RunDoor>();
        services.AddSingleton<ResultDoor>();
        services.AddSingleton<UpkeepDoor>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<LogDoor>();
        return services;
    }

    /// <summary>Maps <c>/in-house</c>.</summary>
    public static IEndpointRouteBuilder MapInHouse(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        services.GetRequiredService<StateDoor>().Map(Behind(routes, StateDoor.Interaction, Operation));
        services.GetRequiredService<SetupDoor>().Map(Behind(routes, SetupDoor.Interaction, SetupOperation));
        services.GetRequiredService<TestDoor>().Map(Behind(routes, TestDoor.Interaction, SetupOperation));
        services.GetRequiredService<QualificationDoor>().Map(Behind(routes, QualificationDoor.Interaction, SetupOperation));
        services.GetRequiredService<LotDoor>().Map(Behind(routes, LotDoor.Interaction, Operation));
        var runs = services.GetRequiredService<RunDoor>();
        runs.Map(Behind(routes, RunDoor.Interaction, Operation));
        runs.MapActions(Behind(routes, RunDoor.ActionInteraction, UnlockOperation));
        services.GetRequiredService<ResultDoor>().Map(Behind(routes, ResultDoor.Interaction, Operation));
        services.GetRequiredService<UpkeepDoor>().Map(Behind(routes, UpkeepDoor.Interaction, Operation));
        services.GetRequiredService<LogDoor>().Map(Behind(routes, LogDoor.Interaction, Operation));
        return routes;
    }

    private static RouteGroupBuilder Behind(IEndpointRouteBuilder routes, string interaction, string operation) => routes.MapGroup("").AddEndpointFilter(new Gate(interaction, operation));
}
