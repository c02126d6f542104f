using System.Text.Json.Serialization;

namespace Carewright.Security;

/// <summary>How an app proves itself at the token endpoint (SMART App Launch 2.2, client-confidential-*.html).</summary>
public enum AppKind
{
    /// <summary>It keeps no secret; PKCE stands alone.</summary>
    Public,

    /// <summary>A secret that both sides know.</summary>
    Secret,

    /// <summary>A key of its own (<c>private_key_jwt</c>).</summary>
    Key,

    /// <summary>Certificates of its own, registered one by one (<c>self_signed_tls_client_auth</c>, RFC 8705 section 2.2).</summary>
    OwnCertificate,

    /// <summary>A certificate that a registered authority has given to its name (<c>tls_client_auth</c>, RFC 8705 section 2.1).</summary>
    IssuedCertificate,
}

/// <summary>Where an app stands.</summary>
public enum AppState
{
    /// <summary>An administrator has to look at it; it can do nothing.</summary>
    Proposed,

    /// <summary>In use.</summary>
    Approved,

    /// <summary>Stopped; none of its tokens work.</summary>
    Suspended,
}

/// <summary>An app that somebody has registered. Kept sealed in the store's private table; a change is a new record.</summary>
/// <param name="ClientId">Its id, random.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Kind">How it proves itself.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ProposedBy">User name, or <c>registration</c> for one that registered itself.</param>
/// <param name="ProposedAt">UTC.</param>
public sealed record RegisteredApp(string ClientId, string Name, AppKind Kind, AppState State, string ProposedBy, DateTimeOffset ProposedAt)
{
    /// <summary>What it is for, in words, for the gallery and the consent page.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where codes may be sent: compared character by character.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Where it is launched from the gallery or a chart; null: it is not.</summary>
    public string? LaunchUri { get; init; }

    /// <summary>The most that it may ask for.</summary>
    public string Scopes { get; init; } = "";

    /// <summary>True: it works without a user, by <c>client_credentials</c>, as <see cref="Account"/>.</summary>
    public bool IsBackend { get; init; }

    /// <summary>True: the clinic's staff are not asked; patients are.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>User name of a backend's own account, made when it is approved.</summary>
    public string? Account { get; init; }

    /// <summary>SHA-256 of its secret, in hex; the secret itself, 256 random bits, is shown once and kept nowhere.</summary>
    public string? SecretHash { get; init; }

    /// <summary>Its public keys (RFC 7517), or null.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where its public keys are fetched from, or null.</summary>
    public string? JwksUri { get; init; }

    /// <summary>Its own certificates, or null.</summary>
    public IReadOnlyList<AppCertificate>? Certificates { get; init; }

    /// <summary>The authority whose certificates prove it, PEM, or null.</summary>
    public string? CertificateIssuer { get; init; }

    /// <summary>The subject that they carry (RFC 4514), or null.</summary>
    public string? CertificateSubject { get; init; }

    /// <summary>True: it proves itself by a certificate, and its tokens are bound to that.</summary>
    [JsonIgnore]
    public bool HasCertificate => Kind is AppKind.OwnCertificate or AppKind.IssuedCertificate;

    /// <summary>How its id tokens are signed: <c>RS256</c> (OpenID Connect's own default), <c>RS384</c> or <c>ES384</c>.</summary>
    public string IdTokenAlgorithm { get; init; } = "RS256";

    /// <summary>Who approved or suspended it last.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>What it takes to register an app.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Kind">How it proves itself.</param>
/// <param name="Scopes">The most that it may ask for.</param>
/// <param name="ProposedBy">Who registers it.</param>
public sealed record AppDraft(string Name, AppKind Kind, string Scopes, string ProposedBy)
{
    /// <inheritdoc cref="RegisteredApp.Description" />
    public string Description { get; init; } = "";

    /// <inheritdoc cref="RegisteredApp.RedirectUris" />
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <inheritdoc cref="RegisteredApp.LaunchUri" />
    public string? LaunchUri { get; init; }

    /// <inheritdoc cref="RegisteredApp.IsBackend" />
    public bool IsBackend { get; init; }

    /// <inheritdoc cref="RegisteredApp.Jwks" />
    public string? Jwks { get; init; }

    /// <inheritdoc cref="RegisteredApp.JwksUri" />
    public string? JwksUri { get; init; }

    /// <summary>By which certificates it proves itself, or null.</summary>
    public CertificateDraft? Certificates { get; init; }

    /// <inheritdoc cref="RegisteredApp.IdTokenAlgorithm" />
    public string IdTokenAlgorithm { get; init; } = "RS256";
}

/// <summary>The clinic's choices about apps.</summary>
/// <param name="MayRegister">Whether apps may register themselves (RFC 7591); they are proposed then.</param>
/// <param name="PublicAddress">The origin by which apps know the server (<c>https://ehr.clinic.example</c>); null: the one that each request was sent to.</param>
/// <param name="PartnerAddress">The origin of the partners' listener; null: the public host, or the one that the request was sent to, with the listener's port.</param>
public sealed record AppSettings(bool MayRegister, string? PublicAddress, string? PartnerAddress = null);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(RegisteredApp))]
[JsonSerializable(typeof(AppGrant))]
[JsonSerializable(typeof(AppSettings))]
internal sealed partial class AppJson : JsonSerializerContext;
