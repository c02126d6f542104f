using Carewright.Kernel;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Security;

/// <summary>What a registration may look like (RFC 7591, RFC 8252, RFC 9700, SMART App Launch 2.2).</summary>
internal static class AppRules
{
    private const int MaxRedirects = 10;
    private const int MaxAddress = 500;
    private const int MaxJwks = 10_000;
    private const int LeastRsaBits = 2048;

    internal static IEnumerable<Issue> Check(AppDraft draft) => CheckWords(draft).Concat(CheckAddresses(draft)).Concat(CheckScopes(draft)).Concat(CheckKeys(draft));

    /// <summary>Whether keys are public ones that can sign by ES384 or RS384.</summary>
    internal static bool IsUsable(string jwks)
    {
        try
        {
            return jwks.Length <= MaxJwks && new JsonWebKeySet(jwks).Keys is { Count: > 0 and <= 20 } keys && keys.All(IsPublic) && keys.Any(IsUsable);
        }
        catch (Exception problem) when (problem is ArgumentException or System.Text.Json.JsonException)
        {
            return false;
        }
    }

    internal static bool IsUsable(JsonWebKey key) => (key.Use is null or "" or "sig") && key.Kty switch
    {
        "EC" => key.Crv == "P-384",
        "RSA" => key.KeySize >= LeastRsaBits,
        _ => false,
    };

    private static bool IsPublic(JsonWebKey key) => !key.HasPrivateKey && string.IsNullOrEmpty(key.K);

    private static IEnumerable<Issue> CheckWords(AppDraft draft)
    {
        if (draft.Name.Trim().Length is 0 or > 80 || draft.Name.Any(char.IsControl))
            yield return Problem("APP-NAME", "A name is 1 to 80 characters.", "name");
        if (draft.Description.Length > 600 || draft.Description.Any(char.IsControl))
            yield return Problem("APP-DESCRIPTION", "A description is at most 600 characters on one line.", "description");
        if (draft.IdTokenAlgorithm is not (SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSha384 or SecurityAlgorithms.EcdsaSha384))
            yield return Problem("APP-ID-TOKEN", "Id tokens are signed with RS256, RS384 or ES384.", "idTokenAlgorithm");
    }

    private static IEnumerable<Issue> CheckAddresses(AppDraft draft)
    {
        if (draft.IsBackend ? draft.RedirectUris.Count > 0 : draft.RedirectUris.Count is 0 or > MaxRedirects)
            yield return Problem("APP-REDIRECTS", $"An app that people use has 1 to {MaxRedirects} redirect addresses; one that works by itself has none.", "redirectUris");
        foreach (var address in draft.RedirectUris.Where(address => !IsRedirect(address, draft.Kind)))
            yield return Problem("APP-REDIRECT", "A redirect address is https, http on this machine (localhost, 127.0.0.1), or an app's own scheme with a dot in it; without a fragment, user name or wildcard.", "redirectUris");
        if (draft.LaunchUri is { } launch && (draft.IsBackend || !IsWeb(launch)))
            yield return Problem("APP-LAUNCH", "A launch address is https, or http on this machine; an app that works by itself has none.", "launchUri");
    }

    private static IEnumerable<Issue> CheckScopes(AppDraft draft)
    {
        var scopes = ScopeParser.Parse(draft.Scopes);
        if (scopes.IsEmpty || scopes.Unknown.Count > 0 || draft.Scopes.Length > ScopeParser.MaxLength)
            yield return Problem("APP-SCOPES", scopes.Unknown.Count > 0 ? $"Not a scope that is known here: {string.Join(' ', scopes.Unknown.Take(5))}." : "An app asks for something.", "scopes");
        if (scopes.Fhir.Any(scope => (scope.Subject == ScopeSubject.System) != draft.IsBackend))
            yield return Problem("APP-SCOPE-KIND", "System scopes are for apps that work by themselves, and those have no others.", "scopes");
        if (draft is { IsBackend: true, Kind: AppKind.Public or AppKind.Secret })
            yield return Problem("APP-BACKEND-KEY", "An app that works by itself proves itself with a key or a certificate of its own.", "kind");
    }

    private static IEnumerable<Issue> CheckKeys(AppDraft draft)
    {
        if (draft.Kind != AppKind.Key)
        {
            if (draft.Jwks is not null || draft.JwksUri is not null)
                yield return Problem("APP-KEYS-UNUSED", "Only an app that proves itself with a key has keys.", "jwks");
            yield break;
        }
        if (draft.Jwks is null == draft.JwksUri is null)
            yield return Problem("APP-KEYS", "Either the keys themselves or the address that they are fetched from.", "jwks");
        if (draft.Jwks is { } jwks && !IsUsable(jwks))
            yield return Problem("APP-JWKS", "The keys are a JSON Web Key Set of public keys, with one at least for ES384 (P-384) or RS384 (RSA of 2048 bits or more).", "jwks");
        if (draft.JwksUri is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri is { UserInfo.Length: 0, Fragment.Length: 0 } && address.Length <= MaxAddress))
            yield return Problem("APP-JWKS-URI", "Keys are fetched from an https address.", "jwksUri");
    }

    // RFC 8252 section 7.1: a scheme of an app's own is its domain turned round, so it has a dot; "javascript" and its like have none.
    private static bool IsRedirect(string address, AppKind kind) => IsWeb(address)
        || (kind == AppKind.Public && Parsed(address) is { } uri && uri.Scheme.Contains('.', StringComparison.Ordinal));

    private static bool IsWeb(string address) => Parsed(address) is { Host.Length: > 0 } uri && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));

    private static Uri? Parsed(string address) =>
        address.Length <= MaxAddress && address.All(character => character is > ' ' and < (char)127 and not ('*' or '\\' or '#' or '"' or '<' or '>'))
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 ? uri : null;

    internal static Issue Problem(string code, string message, string member) => Issue.Error(IssueTypes.Value, code, message, member);
}
