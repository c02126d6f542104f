using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>POST /auth/register</c> (RFC 7591), where the clinic allows it. The app is proposed; until an administrator has looked at it, it can do nothing.</summary>
internal static class Registration
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/register", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AppRegister apps, Trail trail)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!apps.Settings.MayRegister)
            return await trail.RecordAsync(context, null, "app-register", StatusCodes.Status403Forbidden, "registration=closed")
                ? Problems.Of(StatusCodes.Status403Forbidden, "registration-closed", "Apps are registered by the clinic's administrator")
                : Problems.Busy(context);
        if (await Body.ReadAsync(context, TokenJson.Default.RegistrationRequest) is not { } request || request.ToDraft() is not { } draft)
            return new OAuthError("invalid_client_metadata", "The body is not the JSON of RFC 7591 that is expected here.").Answer(context);
        var outcome = await apps.RegisterAsync(draft, context.RequestAborted);
        var status = outcome.App is null ? StatusCodes.Status400BadRequest : StatusCodes.Status201Created;
        if (!await trail.RecordAsync(context, null, "app-register", status, $"client={outcome.App?.ClientId ?? "none"}"))
            return Problems.Busy(context);
        if (outcome.App is not { } app)
            return new OAuthError(outcome.Issues.Any(issue => issue.Location == "redirectUris") ? "invalid_redirect_uri" : "invalid_client_metadata", outcome.Issues[0].Message).Answer(context);
        return TypedResults.Json(new RegistrationAnswer(app.ClientId, app.ProposedAt.ToUnixTimeSeconds(), request.ClientName!, request.TokenEndpointAuthMethod, app.Scopes, app.RedirectUris)
        {
            ClientSecret = outcome.Secret,
            ClientSecretExpiresAt = outcome.Secret is null ? null : 0,
        }, TokenJson.Default.RegistrationAnswer, statusCode: status);
    }
}

/// <summary>What an app says of itself (RFC 7591 section 2). Members that are not read here are ignored, as the specification asks.</summary>
internal sealed record RegistrationRequest
{
    public string? ClientName { get; set; }

    public IReadOnlyList<string> RedirectUris { get; set; } = [];

    public IReadOnlyList<string> GrantTypes { get; set; } = ["authorization_code"];

    public string TokenEndpointAuthMethod { get; set; } = "client_secret_basic";

    public string? Scope { get; set; }

    public JsonElement? Jwks { get; set; }

    public string? JwksUri { get; set; }

    public string? InitiateLoginUri { get; set; }

    public string? IdTokenSignedResponseAlg { get; set; }

    /// <summary>The draft; null when a member means nothing here.</summary>
    public AppDraft? ToDraft() => KindOf(TokenEndpointAuthMethod) is not { } kind || ClientName is null || Scope is null ? null : new AppDraft(ClientName, kind, Scope, "registration")
    {
        RedirectUris = RedirectUris,
        LaunchUri = InitiateLoginUri,
        IsBackend = GrantTypes.Contains("client_credentials"),
        Jwks = Jwks?.GetRawText(),
        JwksUri = JwksUri,
        IdTokenAlgorithm = IdTokenSignedResponseAlg ?? "RS256",
    };

    private static AppKind? KindOf(string method) => method switch
    {
        "none" => AppKind.Public,
        "client_secret_basic" or "client_secret_post" => AppKind.Secret,
        "private_key_jwt" => AppKind.Key,
        _ => null,
    };
}

/// <summary>What an app is told (RFC 7591 section 3.2.1).</summary>
internal sealed record RegistrationAnswer(
    string ClientId, long ClientIdIssuedAt, string ClientName, string TokenEndpointAuthMethod, string Scope, IReadOnlyList<string> RedirectUris)
{
    public string? ClientSecret { get; init; }

    /// <summary>0: it does not expire.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ClientSecretExpiresAt { get; init; }
}
