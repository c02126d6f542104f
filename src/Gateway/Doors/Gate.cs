using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Gateway.Doors;

/// <summary>Who a door is for, beside those whom its operation lets in.</summary>
public enum Caller
{
    /// <summary>Everybody whose credential is good.</summary>
    Known,

    /// <summary>People at the app, signed in by its cookie: neither a script's token nor an app's.</summary>
    AtTheApp,

    /// <summary>A patient, about the own record.</summary>
    Patient,

    /// <summary>Everybody but patients, who have a door of their own, and those who act for them.</summary>
    NotPatient,
}

/// <summary>
/// The gate of a door that does not speak FHIR: nothing of a request is read before it is known who makes it and whether the policy gives them the operation; who may not is told why in
/// the codes of the HTTP contract (docs/architecture/http-api.md), and that is on record before it is said. Nothing behind a gate is kept by a browser or a proxy.
/// </summary>
/// <param name="interaction">What a refusal is called in the log: a row of the table of interactions.</param>
/// <param name="operation">The operation that the policy must give; null: whoever <paramref name="caller"/> lets in, and the gateway decides the rest.</param>
/// <param name="caller">Who the door is for.</param>
public sealed class Gate(string interaction, string? operation = null, Caller caller = Caller.Known) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var feature = http.GetActor();
        if (feature.Actor is not { } actor)
            return await Refused.UnknownAsync(http, interaction, feature.Refusal).ConfigureAwait(false);
        if (!IsFor(actor))
            return await Refused.CallerAsync(http, interaction, actor, caller).ConfigureAwait(false);
        var policy = http.RequestServices.GetRequiredService<PolicyShelf>().Current;
        if (operation is not null && !policy.MayOperate(actor, operation))
            return await Refused.ForbiddenAsync(http, interaction, actor, $"policy {policy.Version}, {actor.Role}: no operation {operation}").ConfigureAwait(false);
        return await next(context).ConfigureAwait(false);
    }

    private bool IsFor(Actor actor) => caller switch
    {
        Caller.AtTheApp => actor is { Client: "app", Limit: null, Session: not null },
        Caller.Patient => IsPatient(actor),
        Caller.NotPatient => !IsPatient(actor) && actor.Role != Roles.Proxy,
        _ => true,
    };

    private static bool IsPatient(Actor actor) => actor.Role == Roles.Patient && actor.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true;
}
