using System.Text.Json.Serialization;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>GET</c> and <c>POST /auth/userinfo</c> (OpenID Connect Core 1.0 section 5.3): the user, for a token with <c>openid</c>.</summary>
internal static class UserInfo
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/auth/userinfo", ["GET", "POST"], HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AccessTokens tokens, IdTokens ids, Trail trail)
    {
        context.Response.Headers.CacheControl = "no-store";
        var actor = context.GetActor().Actor;
        var limit = actor?.Limit;
        // The gate has judged the token; it is looked at again for its grant.
        var grant = limit?.Scopes.Has(ScopeSet.OpenId) == true && context.Request.Headers.Authorization.ToString() is { Length: > 7 } header ? (await tokens.ValidateAsync(header[7..].Trim(), context.CertificateThumbprint()))?.Grant : null;
        var status = grant is not null ? StatusCodes.Status200OK : actor is null ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        if (!await trail.RecordAsync(context, actor, "userinfo", status, $"client={actor?.Client ?? "unknown"}"))
            return Problems.Busy(context);
        if (grant is null)
        {
            context.Response.Headers.WWWAuthenticate = actor is null ? "Bearer error=\"invalid_token\"" : "Bearer error=\"insufficient_scope\", scope=\"openid\"";
            return TypedResults.StatusCode(status);
        }
        var person = ids.PersonOf(context, grant);
        return TypedResults.Json(new UserInfoAnswer(tokens.Subjects.Of(grant.UserName, grant.ClientId))
        {
            Name = limit!.Scopes.Has(ScopeSet.Profile) ? actor!.Display : null,
            FhirUser = limit.Scopes.Has(ScopeSet.FhirUser) ? person : null,
            Profile = limit.Scopes.Has(ScopeSet.Profile) ? person : null,
        }, TokenJson.Default.UserInfoAnswer);
    }
}

/// <summary>The user.</summary>
internal sealed record UserInfoAnswer(string Sub)
{
    public string? Name { get; init; }

    [JsonPropertyName("fhirUser")]
    public string? FhirUser { get; init; }

    public string? Profile { get; init; }
}
