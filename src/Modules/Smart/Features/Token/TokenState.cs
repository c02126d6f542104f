using System.Text.Json.Serialization;
using Carewright.Security;
using Carewright.Smart.Clients;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>POST /auth/introspect</c> (RFC 7662) and <c>POST /auth/revoke</c> (RFC 7009): for the client whose token it is, and for no other.</summary>
internal static class TokenState
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/auth/introspect", IntrospectAsync);
        routes.MapPost("/auth/revoke", RevokeAsync);
    }

    private static async Task<IResult> IntrospectAsync(HttpContext context, ClientAuthentication clients, AccessTokens tokens, IdTokens ids, Callers callers, Trail trail)
    {
        var (client, form, problem) = await CallerAsync(context, clients, trail, "introspect");
        if (problem is not null)
            return problem;
        var accepted = await tokens.InspectAsync(form!["token"]!);
        var grant = (accepted?.Grant ?? tokens.Grants.FindByRefresh(form["token"]!)) is { } found && found.ClientId == client!.ClientId && tokens.IsGood(found) ? found : null;
        if (!await trail.RecordAsync(context, callers.Of(context, grant), "introspect", StatusCodes.Status200OK, $"client={client!.ClientId}&active={grant is not null}"))
            return Problems.Busy(context);
        return TypedResults.Json(grant is null ? new IntrospectionAnswer(false) : Answer(context, grant, accepted, tokens, ids), TokenJson.Default.IntrospectionAnswer);
    }

    private static IntrospectionAnswer Answer(HttpContext context, AppGrant grant, AcceptedToken? accepted, AccessTokens tokens, IdTokens ids)
    {
        var scopes = accepted?.Limit?.Scopes ?? ScopeParser.Parse(grant.Scopes);
        return new IntrospectionAnswer(true)
        {
            Scope = scopes.ToString(),
            ClientId = grant.ClientId,
            Sub = tokens.Subjects.Of(grant.UserName, grant.ClientId),
            Exp = (accepted?.ExpiresAt ?? grant.EndsAt).ToUnixTimeSeconds(),
            TokenType = accepted is null ? null : "Bearer",
            Iss = tokens.Issuer,
            Aud = tokens.Issuer,
            Cnf = accepted?.Certificate is { } certificate ? new Confirmation(certificate) : null,
            Patient = grant.Patient?["Patient/".Length..],
            Encounter = grant.Encounter?["Encounter/".Length..],
            FhirUser = scopes.Has(ScopeSet.FhirUser) ? ids.PersonOf(context, grant) : null,
        };
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, ClientAuthentication clients, AccessTokens tokens, Callers callers, Trail trail)
    {
        var (client, form, problem) = await CallerAsync(context, clients, trail, "token-revoke");
        if (problem is not null)
            return problem;
        var grant = (await tokens.InspectAsync(form!["token"]!))?.Grant ?? tokens.Grants.FindByRefresh(form["token"]!);
        var isOwn = grant?.ClientId == client!.ClientId;
        // Either token ends the whole grant: whoever gives one back has no use for the other.
        if (isOwn)
            await tokens.Grants.EndAsync(one => one.Id == grant!.Id);
        return await trail.RecordAsync(context, isOwn ? callers.Of(context, grant) : null, "token-revoke", StatusCodes.Status200OK, $"client={client.ClientId}&grant={(isOwn ? grant!.Id : "none")}")
            ? TypedResults.Ok()
            : Problems.Busy(context);
    }

    private static async Task<(RegisteredApp? Client, FormValues? Form, IResult? Problem)> CallerAsync(HttpContext context, ClientAuthentication clients, Trail trail, string interaction)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await FormValues.ReadAsync(context) is not { HasRepeats: false } form || form["token"] is null)
            return (null, null, OAuthError.InvalidRequest("The body is a form with a token.").Answer(context));
        var client = await clients.FindAsync(context, form);
        if (client.App is { } app)
            return (app, form, null);
        return (null, null, await trail.RecordAsync(context, null, interaction, StatusCodes.Status401Unauthorized, $"client={client.Named ?? "unknown"}&reason={client.Reason}") ? OAuthError.InvalidClient.Answer(context) : Problems.Busy(context));
    }
}

/// <summary>What a token is (RFC 7662 section 2.2; SMART App Launch 2.2 token-introspection.html).</summary>
internal sealed record IntrospectionAnswer(bool Active)
{
    public string? Scope { get; init; }

    public string? ClientId { get; init; }

    public string? Sub { get; init; }

    public long? Exp { get; init; }

    public string? TokenType { get; init; }

    public string? Iss { get; init; }

    public string? Aud { get; init; }

    /// <summary>What a bound token must come with (RFC 8705 section 3.2).</summary>
    public Confirmation? Cnf { get; init; }

    public string? Patient { get; init; }

    public string? Encounter { get; init; }

    [JsonPropertyName("fhirUser")]
    public string? FhirUser { get; init; }
}

/// <summary>The certificate that a token is bound to.</summary>
/// <param name="Thumbprint">SHA-256, base64url.</param>
internal sealed record Confirmation([property: JsonPropertyName("x5t#S256")] string Thumbprint);
