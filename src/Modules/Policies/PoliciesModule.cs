using Carewright.Gateway.Doors;
using Carewright.Policies.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Policies;

/// <summary>
/// Policies, explanations, simulations, the broken glass and emergency mode over HTTP (docs/architecture/policies.md). Needs <see cref="Carewright.Security.PolicyShelf"/>,
/// <see cref="Carewright.Security.AccountRegister"/> and the gateway among the services, and the actor of every request named before.
/// </summary>
public static class PoliciesModule
{
    /// <summary>Adds what labels the record when the labelling rules change.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services) => services.AddHostedService<RelabelService>();

    /// <summary>Maps <c>/policies</c>, <c>/break-glass</c> and <c>/emergency</c>.</summary>
    public static IEndpointRouteBuilder MapPolicies(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/policies").AddEndpointFilter(new Gate("policies"));
        open.MapGet("/explain", ExplainAccess.RunAsync);
        var policies = routes.MapGroup("/policies").AddEndpointFilter(new Gate("policies", "policies"));
        policies.MapGet("", ListPolicies.RunAsync);
        policies.MapGet("/words", ListWords.Run);
        policies.MapGet("/diff", ComparePolicies.RunAsync);
        policies.MapGet("/versions/{number:int}", TakeVersion.RunAsync);
        policies.MapPost("/versions/{number:int}/activate", ActivatePolicy.VersionAsync);
        policies.MapPost("/check", CheckPolicy.RunAsync);
        policies.MapPost("/drafts", EditDraft.CreateAsync);
        policies.MapGet("/drafts/{id}", EditDraft.ShowAsync);
        policies.MapPut("/drafts/{id}", EditDraft.ChangeAsync);
        policies.MapDelete("/drafts/{id}", EditDraft.DeleteAsync);
        policies.MapPost("/drafts/{id}/simulate", SimulatePolicy.RunAsync);
        policies.MapPost("/drafts/{id}/activate", ActivatePolicy.DraftAsync);
        MapEmergencies(routes);
        return routes;
    }

    private static void MapEmergencies(IEndpointRouteBuilder routes)
    {
        var glass = routes.MapGroup("/break-glass").AddEndpointFilter(new Gate("break-glass"));
        glass.MapGet("", BreakTheGlass.Show);
        glass.MapPost("", BreakTheGlass.OpenAsync);
        glass.MapPost("/{id}/end", BreakTheGlass.EndAsync);
        glass.MapGet("/reviews", ReviewGlass.ListAsync);
        glass.MapPost("/reviews/{id}", ReviewGlass.SignAsync);
        var emergency = routes.MapGroup("/emergency").AddEndpointFilter(new Gate("emergency-mode"));
        emergency.MapGet("", RunEmergency.ListAsync);
        emergency.MapPost("", RunEmergency.StartAsync);
        emergency.MapPost("/end", RunEmergency.EndAsync);
        emergency.MapPost("/reviews/{id}", RunEmergency.SignAsync);
    }
}
