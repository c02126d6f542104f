using System.Globalization;
using System.Text.RegularExpressions;
using Carewright.Security;
using Carewright.Smart.Authorizing;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Features;

/// <summary>What came of reading an authorization request.</summary>
/// <param name="Request">The request; null when it is refused.</param>
/// <param name="Error">The error of RFC 6749 section 4.1.2.1, or null.</param>
/// <param name="RedirectUri">Where the error may be sent; null when client or address are in doubt: then it is told to the user and to nobody else (section 10.15, open redirects).</param>
/// <param name="State">The app's mark, if it sent one.</param>
/// <param name="App">The app, if it is known.</param>
internal sealed record AuthorizationReading(PendingAuthorization? Request, string? Error, string? RedirectUri, string? State, RegisteredApp? App);

/// <summary>Reads and checks an authorization request (SMART App Launch 2.2 app-launch.html; RFC 6749, 7636, 9700).</summary>
internal sealed partial class AuthorizationReader(AppRegister apps, Addresses addresses, UnderWay underWay)
{
    private const int MaxState = 2000;

    public AuthorizationReading Read(HttpContext context, FormValues values, string browserHash)
    {
        var app = values["client_id"] is { } id ? apps.FindApproved(id) : null;
        var redirect = values["redirect_uri"];
        // Client and address first: until both are certain nothing is sent anywhere.
        if (values.HasRepeats || app is not { IsBackend: false } || redirect is null || !app.RedirectUris.Contains(redirect, StringComparer.Ordinal))
            return new AuthorizationReading(null, "invalid_client_or_redirect", null, null, app);
        var state = values["state"];
        var error = Fault(context, values, state);
        var asked = ScopeParser.Parse(values["scope"]);
        var allowed = ScopeParser.Parse(app.Scopes).Allow(asked);
        if (error is null && allowed.IsEmpty)
            error = "invalid_scope";
        var launch = error is null ? TakeLaunch(values, app, allowed, ref error) : null;
        if (error is not null)
            return new AuthorizationReading(null, error, redirect, state, app);
        IReadOnlyList<string> refused = [.. asked.Texts.Except(allowed.Texts), .. asked.Unknown];
        var request = new PendingAuthorization(app.ClientId, redirect, state!, values["code_challenge"]!, allowed, refused, addresses.Issuer(context), browserHash)
        {
            Nonce = values["nonce"],
            MaxAge = values["max_age"] is { } age ? TimeSpan.FromSeconds(int.Parse(age, NumberStyles.None, CultureInfo.InvariantCulture)) : null,
            Launch = launch,
        };
        return new AuthorizationReading(request, null, redirect, state, app);
    }

    /// <summary>Who answers.</summary>
    public string IssuerOf(HttpContext context) => addresses.Issuer(context);

    private string? Fault(HttpContext context, FormValues values, string? state)
    {
        if (values["request"] is not null)
            return "request_not_supported";
        if (values["request_uri"] is not null)
            return "request_uri_not_supported";
        if (values["response_type"] != "code")
            return "unsupported_response_type";
        if (values["prompt"]?.Split(' ').Contains("none") == true)
            return "interaction_required";
        return state is not { Length: <= MaxState } || !IsForThisServer(context, values["aud"]) || !HasChallenge(values) || values["response_mode"] is not (null or "query")
            || values["nonce"] is { Length: > 500 } || (values["max_age"] is { } age && !Seconds().IsMatch(age)) ? "invalid_request" : null;
    }

    // A token for this server must not be had by a page that believes to talk to another (app-launch.html, "aud").
    private bool IsForThisServer(HttpContext context, string? audience) => audience?.TrimEnd('/') == addresses.Fhir(context);

    private static bool HasChallenge(FormValues values) => values["code_challenge_method"] == "S256" && values["code_challenge"] is { } challenge && Challenge().IsMatch(challenge);

    private LaunchContext? TakeLaunch(FormValues values, RegisteredApp app, ScopeSet allowed, ref string? error)
    {
        if (!allowed.Has(ScopeSet.Launch))
        {
            error = values["launch"] is null ? null : "invalid_scope";
            return null;
        }
        var launch = values["launch"] is { } key ? underWay.Launches.Take(key) : null;
        if (launch?.ClientId == app.ClientId)
            return launch;
        error = "invalid_request";
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9\-_]{43}\z")]
    private static partial Regex Challenge();

    [GeneratedRegex(@"^[0-9]{1,8}\z")]
    private static partial Regex Seconds();
}
