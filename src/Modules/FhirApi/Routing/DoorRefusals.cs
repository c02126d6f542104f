using Carewright.Fhir.Definitions;
using Carewright.FhirApi.Responses;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Refusals that the door makes by itself, before the gateway sees the request: they are on record like any other before they leave.</summary>
internal sealed class DoorRefusals(RecordGateway gateway)
{
    /// <summary>Refuses a request whose actor is known.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="interaction">What it would have been.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="issues">What is wrong.</param>
    internal Task RefuseAsync(FhirExchange exchange, string interaction, int status, params IReadOnlyList<Issue> issues) =>
        RefuseAsync(exchange.Http, exchange.Actor, new(interaction, exchange.Address.Type), status, issues);

    /// <summary>Refuses a request that no handler has seen; without an actor it is recorded as <c>anonymous</c>.</summary>
    internal async Task RefuseAsync(HttpContext http, Actor? actor, Attempt attempt, int status, params IReadOnlyList<Issue> issues)
    {
        // Nothing of a foreign path gets into the log: a type is recorded only when FHIR knows it.
        var type = attempt.Type is { } named && FhirModel.R4.FindType(named) is { Kind: TypeKind.Resource } ? named : null;
        var unrecorded = await gateway.RecordAsync(actor ?? http.Nobody(), attempt.Interaction, type, status, http.RequestAborted).ConfigureAwait(false);
        await (unrecorded is null ? OutcomeResponse.WriteAsync(http, status, issues) : OutcomeResponse.WriteAsync(http, unrecorded)).ConfigureAwait(false);
    }

    /// <summary>Refuses a request without a valid credential: 401, or 403 when it carries the app's cookie without the app's header.</summary>
    internal Task RefuseUnknownAsync(HttpContext http, Attempt attempt)
    {
        if (http.Features.Get<IActorFeature>()?.Refusal == ActorRefusal.NotFromApp)
            return RefuseAsync(http, null, attempt, 403, Issue.Error(IssueTypes.Forbidden, "REST-NOT-FROM-APP", "The request carries the app's cookie but lacks its header X-Carewright-App."));
        if (http.Features.Get<IActorFeature>() is { Refusal: ActorRefusal.PurposeNotAllowed } feature)
            return RefuseAsync(http, feature.Claimant, attempt, 403, Issue.Error(IssueTypes.Forbidden, "REST-PURPOSE", "The role may not act for the purpose of use that X-Carewright-Purpose claims."));
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return RefuseAsync(http, null, attempt, 401, Issue.Error(IssueTypes.Login, "REST-SIGN-IN", "Sign in, or send a bearer token."));
    }
}

/// <summary>What a request that is refused at the door was about.</summary>
/// <param name="Interaction">Interaction, operation, or <c>request</c>.</param>
/// <param name="Type">Type in the address, or null.</param>
internal readonly record struct Attempt(string Interaction, string? Type);
