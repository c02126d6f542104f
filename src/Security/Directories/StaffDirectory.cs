using System.Text.Json.Serialization;

namespace Carewright.Security;

/// <summary>
/// A directory of the clinic that says who somebody is: an OpenID provider (OpenID Connect Core 1.0). What it may decide is here, as data; what an account may do is the policy's.
/// </summary>
/// <param name="Id">Names it in addresses: lower-case letters, digits and hyphens.</param>
/// <param name="Name">Name for people: "Sign in with NAME".</param>
/// <param name="Issuer">Its <c>iss</c>, exactly (OpenID Connect Discovery 1.0, section 3).</param>
/// <param name="ClientId">How it knows this server.</param>
/// <param name="Authentication">How this server proves itself: a value of <see cref="DirectoryAuthentication"/>.</param>
/// <param name="Scopes">Scopes that are asked for; <c>openid</c> among them.</param>
/// <param name="IsEnabled">Whether anybody can sign in by it.</param>
public sealed record StaffDirectory(string Id, string Name, string Issuer, string ClientId, string Authentication, IReadOnlyList<string> Scopes, bool IsEnabled)
{
    /// <summary>The claim of the id token that lists groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>Which group has which role; the first that fits counts. With any, whoever is in none of the groups is not let in.</summary>
    public IReadOnlyList<GroupRole> Roles { get; init; } = [];

    /// <summary>The claim that is compared with the names of accounts, and names new ones. Never an e-mail address: whoever may choose theirs would choose an account.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>What the claim's value ends with beside the name, such as <c>@clinic.example</c>; a value without it fits nobody. Empty: nothing.</summary>
    public string NameSuffix { get; init; } = "";

    /// <summary>Whether an account without a link is linked to the identity whose name it has, at its first sign-in. False: an administrator links it.</summary>
    public bool LinksByName { get; init; }

    /// <summary>Whether an account is made for who comes without one and has a role by group.</summary>
    public bool MakesAccounts { get; init; }

    /// <summary>Values of <c>amr</c> or <c>acr</c> that count as a second factor; empty: what the directory says of factors is not relied on.</summary>
    public IReadOnlyList<string> TrustedFactors { get; init; } = [];

    /// <summary>Whether the other is spoken to alike, so that what a test has found of the one is true of the other.</summary>
    public bool IsSpokenToAs(StaffDirectory other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Issuer, ClientId, Authentication) == (other.Issuer, other.ClientId, other.Authentication);
    }
}

/// <summary>A group of a directory and the role that comes with it.</summary>
/// <param name="Group">As the directory writes it.</param>
/// <param name="Role">A role of the policy.</param>
public sealed record GroupRole(string Group, string Role);

/// <summary>How this server proves itself to a directory (OpenID Connect Core 1.0, section 9).</summary>
public static class DirectoryAuthentication
{
    /// <summary>A secret in the header.</summary>
    public const string Basic = "client_secret_basic";

    /// <summary>A secret in the form.</summary>
    public const string Post = "client_secret_post";

    /// <summary>A signature by a key that is made here and never leaves.</summary>
    public const string PrivateKey = "private_key_jwt";
}

/// <summary>What a session has of the directory's.</summary>
/// <param name="DirectoryId">Which directory.</param>
/// <param name="Issuer">Its issuer at that time.</param>
/// <param name="Subject">The <c>sub</c> of the id token.</param>
/// <param name="SessionId">The <c>sid</c> of the id token, by which the directory ends it (OpenID Connect Back-Channel Logout 1.0, section 2.1); null when it has none.</param>
public sealed record DirectorySession(string DirectoryId, string Issuer, string Subject, string? SessionId);

/// <summary>A directory as it is kept: with what proves this server to it.</summary>
/// <param name="Directory">What it is and may.</param>
/// <param name="Secret">The client's secret, or null.</param>
/// <param name="Key">The private key, PKCS#8, or null.</param>
internal sealed record KeptDirectory(StaffDirectory Directory, string? Secret, byte[]? Key)
{
    /// <summary>Whether a test has found, since it was last spoken to otherwise, that it works.</summary>
    public bool IsTested { get; init; }
}

[JsonSerializable(typeof(KeptDirectory))]
[JsonSerializable(typeof(DirectoryLink))]
internal sealed partial class DirectoryJson : JsonSerializerContext;
