using Carewright.Security;
using Carewright.Smart.Clients;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary>What came of a token request.</summary>
/// <param name="Answer">The tokens; null when refused.</param>
/// <param name="Error">What the client is told.</param>
/// <param name="Reason">Why, for the audit log alone.</param>
/// <param name="Grant">The grant, when one is known.</param>
internal sealed record TokenResult(TokenAnswer? Answer, OAuthError? Error, string? Reason, AppGrant? Grant)
{
    public static TokenResult Refused(OAuthError error, string reason, AppGrant? grant = null) => new(null, error, reason, grant);

    public static TokenResult Given(TokenAnswer answer, AppGrant grant) => new(answer, null, null, grant);
}

/// <summary><c>POST /auth/token</c> (RFC 6749 section 3.2): codes, refresh tokens and client credentials for access tokens.</summary>
internal static class TokenDoor
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/token", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, ClientAuthentication clients, CodeExchange codes, Refreshing refreshing, BackendTokens backend, Callers callers, Trail trail)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await FormValues.ReadAsync(context) is not { HasRepeats: false } form)
            return OAuthError.InvalidRequest("The body is a form in which each parameter comes once.").Answer(context);
        var client = await clients.FindAsync(context, form);
        var result = client.App is not { } app ? TokenResult.Refused(OAuthError.InvalidClient, client.Reason ?? "client") : form["grant_type"] switch
        {
            "authorization_code" when !app.IsBackend => await codes.RunAsync(context, app, form),
            "refresh_token" when !app.IsBackend => await refreshing.RunAsync(context, app, form),
            "client_credentials" when app.IsBackend => await backend.RunAsync(context, app, form),
            "authorization_code" or "refresh_token" or "client_credentials" => TokenResult.Refused(new OAuthError("unauthorized_client", "The client was not registered for this."), "grant type"),
            _ => TokenResult.Refused(new OAuthError("unsupported_grant_type", "Codes, refresh tokens and client credentials are taken."), "grant type"),
        };
        var status = result.Error?.Status ?? StatusCodes.Status200OK;
        var about = $"client={client.Named ?? "unknown"}&grant={result.Grant?.Id ?? "none"}{(context.CertificateThumbprint() is { } certificate ? $"&certificate={certificate}" : "")}{(result.Reason is null ? "" : $"&reason={result.Reason}")}";
        if (!await trail.RecordAsync(context, callers.Of(context, result.Grant), "token", status, about))
            return Problems.Busy(context);
        return result.Answer is { } answer ? TypedResults.Json(answer, TokenJson.Default.TokenAnswer) : result.Error!.Answer(context);
    }
}

/// <summary>Who an app acts for, in the audit log.</summary>
internal sealed class Callers(AccountRegister accounts)
{
    public Actor? Of(HttpContext context, AppGrant? grant) =>
        grant is not null && accounts.Find(grant.UserName) is { } account ? account.ToActor(grant.ClientId, context.AddressText(), "", grant.Id) : null;
}
