using System.Text.Json.Nodes;
using Carewright.Security;

namespace Carewright.Smart.Authorizing;

/// <summary>What an app that is launched gets to know, bound to who launches it (SMART App Launch 2.2, "EHR launch").</summary>
/// <param name="ClientId">Which app.</param>
/// <param name="UserName">Who launches.</param>
/// <param name="Patient"><c>Patient/x</c>, or null.</param>
/// <param name="Encounter"><c>Encounter/x</c>, or null.</param>
/// <param name="Intent">What for, or null.</param>
/// <param name="FhirContext">Further references, or null.</param>
internal sealed record LaunchContext(string ClientId, string UserName, string? Patient, string? Encounter, string? Intent, JsonArray? FhirContext);

/// <summary>A checked authorization request that waits for its user.</summary>
/// <param name="ClientId">Which app asks.</param>
/// <param name="RedirectUri">Where the answer goes; one of the app's own.</param>
/// <param name="State">The app's own mark, given back as it is.</param>
/// <param name="CodeChallenge">SHA-256 of the app's verifier (RFC 7636).</param>
/// <param name="Asked">What it asks for and may ask for.</param>
/// <param name="Refused">What it asks for and may not, or what means nothing here.</param>
/// <param name="Issuer">Who answers (RFC 9207).</param>
/// <param name="BrowserHash">SHA-256 of the cookie that the browser was given, in hex: only it may go on.</param>
internal sealed record PendingAuthorization(
    string ClientId, string RedirectUri, string State, string CodeChallenge, ScopeSet Asked, IReadOnlyList<string> Refused, string Issuer, string BrowserHash)
{
    public string? Nonce { get; init; }

    /// <summary>How long ago the user may have signed in, at most; null: any time.</summary>
    public TimeSpan? MaxAge { get; init; }

    public LaunchContext? Launch { get; init; }
}

/// <summary>A code that was given out (RFC 6749 section 4.1.2).</summary>
/// <param name="Request">The request that it answers.</param>
/// <param name="Grant">What was allowed; it begins when the code is redeemed.</param>
internal sealed record IssuedCode(PendingAuthorization Request, AppGrant Grant);

/// <summary>The id of a grant that a code has become, so that the code's second use can end it.</summary>
/// <param name="ClientId">Whose code it was.</param>
/// <param name="GrantId">The grant.</param>
internal sealed record RedeemedCode(string ClientId, string GrantId);

/// <summary>The assertion of a client that was accepted, so that it is not a second time.</summary>
internal sealed record SeenAssertion;

/// <summary>All that is under way. In memory: a restart asks apps to begin anew, and gives an attacker no second try with what was caught before.</summary>
internal sealed class UnderWay(TimeProvider time)
{
    /// <summary>Authorization requests that wait for their user.</summary>
    public ShortLived<PendingAuthorization> Requests { get; } = new(time, TimeSpan.FromMinutes(10), 2_000);

    /// <summary>Launches that no app has taken up.</summary>
    public ShortLived<LaunchContext> Launches { get; } = new(time, TimeSpan.FromMinutes(5), 5_000);

    /// <summary>Codes that are not redeemed.</summary>
    public ShortLived<IssuedCode> Codes { get; } = new(time, TimeSpan.FromSeconds(60), 5_000);

    /// <summary>Codes that are.</summary>
    public ShortLived<RedeemedCode> Redeemed { get; } = new(time, TimeSpan.FromMinutes(10), 50_000);

    /// <summary>Assertions that were used, until they are too old to be.</summary>
    public ShortLived<SeenAssertion> Assertions { get; } = new(time, TimeSpan.FromMinutes(6), 100_000);
}
