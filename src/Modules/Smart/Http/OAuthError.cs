using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>An error of the token endpoint and its like (RFC 6749 section 5.2).</summary>
/// <param name="Error">The code: <c>invalid_grant</c>.</param>
/// <param name="ErrorDescription">In words for the app's developer; the same for everything that an attacker would like to tell apart.</param>
internal sealed record OAuthError(string Error, string ErrorDescription)
{
    public static OAuthError InvalidClient { get; } = new("invalid_client", "The client is not known, not approved, or has not proved itself as it was registered.");

    public static OAuthError InvalidGrant { get; } = new("invalid_grant", "The code or token is not valid, no longer valid, or not this client's.");

    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    public int Status => Error == "invalid_client" ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;

    public IResult Answer(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status401Unauthorized && context.Request.Headers.Authorization.Count > 0)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"token\"";
        return TypedResults.Json(this, TokenJson.Default.OAuthError, statusCode: Status);
    }
}
