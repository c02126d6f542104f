using Carewright.Security;

namespace Carewright.Smart.Features;

/// <summary>An app as the administrator sees it.</summary>
internal sealed record AppAnswer(
    string ClientId,
    string Name,
    string Description,
    string Kind,
    string State,
    bool IsBackend,
    bool IsTrusted,
    string Scopes,
    IReadOnlyList<string> RedirectUris,
    string? LaunchUri,
    string? JwksUri,
    string? Account,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    int Grants)
{
    /// <summary>The secret, when one was made just now; it is never shown again.</summary>
    public string? Secret { get; init; }

    /// <summary>Its own certificates, by thumbprint; null when it is known otherwise.</summary>
    public IReadOnlyList<AppCertificate>? Certificates { get; init; }

    /// <summary>The subject of the certificates that its registered issuer gives; null when it is known otherwise.</summary>
    public string? CertificateSubject { get; init; }

    public static AppAnswer Of(RegisteredApp app, AppGrants grants, string? secret = null) => new(
        app.ClientId, app.Name, app.Description, KindOf(app.Kind), StateOf(app.State), app.IsBackend, app.IsTrusted, app.Scopes, app.RedirectUris, app.LaunchUri, app.JwksUri, app.Account,
        app.ProposedBy, app.ProposedAt, app.DecidedBy, app.DecidedAt, grants.Where(grant => grant.ClientId == app.ClientId).Count)
    {
        Secret = secret,
        Certificates = app.Certificates,
        CertificateSubject = app.CertificateSubject,
    };

    private static string KindOf(AppKind kind) => kind switch { AppKind.Public => "public", AppKind.Secret => "secret", AppKind.Key => "key", AppKind.OwnCertificate => "own-certificate", _ => "issued-certificate" };

    private static string StateOf(AppState state) => state switch { AppState.Proposed => "proposed", AppState.Approved => "approved", _ => "suspended" };
}

/// <summary>All apps, and the clinic's choices.</summary>
internal sealed record AppsAnswer(IReadOnlyList<AppAnswer> Apps, AppSettings Settings);

/// <summary>Body of a registration by an administrator.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Kind"><c>public</c>, <c>secret</c>, <c>key</c>, <c>own-certificate</c> or <c>issued-certificate</c>.</param>
/// <param name="Scopes">The most that it may ask for, with spaces between them.</param>
internal sealed record AppRequest(string Name, string Kind, string Scopes)
{
    // Settable, not init-only: the generated reader would set an absent init-only member to null.
    public string Description { get; set; } = "";

    public IReadOnlyList<string> RedirectUris { get; set; } = [];

    public string? LaunchUri { get; set; }

    public bool IsBackend { get; set; }

    public string? Jwks { get; set; }

    public string? JwksUri { get; set; }

    public CertificateRequest? Certificates { get; set; }

    public string IdTokenAlgorithm { get; set; } = "RS256";

    /// <summary>The draft; null when the kind is none.</summary>
    public AppDraft? ToDraft(string proposedBy) => KindOf(Kind) is not { } kind ? null : new AppDraft(Name, kind, Scopes, proposedBy)
    {
        Description = Description,
        RedirectUris = RedirectUris,
        LaunchUri = LaunchUri,
        IsBackend = IsBackend,
        Jwks = Jwks,
        JwksUri = JwksUri,
        Certificates = Certificates?.ToDraft(),
        IdTokenAlgorithm = IdTokenAlgorithm,
    };

    private static AppKind? KindOf(string kind) => kind switch { "public" => AppKind.Public, "secret" => AppKind.Secret, "key" => AppKind.Key, "own-certificate" => AppKind.OwnCertificate, "issued-certificate" => AppKind.IssuedCertificate, _ => null };
}

/// <summary>Body of a change: what is absent stays. A decision and a change of what the app is are two requests: what is approved is what was there to be seen.</summary>
/// <param name="State"><c>approved</c> or <c>suspended</c>.</param>
/// <param name="IsTrusted">Whether the clinic's staff are not asked.</param>
/// <param name="Exception">Of a refusal: id of the information-blocking exception that it rests on (<c>/privacy/exceptions</c>). It stands in the log.</param>
internal sealed record AppChange(string? State = null, bool? IsTrusted = null, string? Exception = null)
{
    /// <inheritdoc cref="AppEdit.Name" />
    public string? Name { get; set; }

    /// <inheritdoc cref="AppEdit.Description" />
    public string? Description { get; set; }

    /// <inheritdoc cref="AppEdit.RedirectUris" />
    public IReadOnlyList<string>? RedirectUris { get; set; }

    /// <inheritdoc cref="AppEdit.LaunchUri" />
    public string? LaunchUri { get; set; }

    /// <inheritdoc cref="AppEdit.Scopes" />
    public string? Scopes { get; set; }

    /// <inheritdoc cref="AppEdit.Jwks" />
    public string? Jwks { get; set; }

    /// <inheritdoc cref="AppEdit.JwksUri" />
    public string? JwksUri { get; set; }

    /// <summary>What changes of the app itself; null when nothing does.</summary>
    public AppEdit? ToEdit()
    {
        var edit = new AppEdit { Name = Name, Description = Description, RedirectUris = RedirectUris, LaunchUri = LaunchUri, Scopes = Scopes, Jwks = Jwks, JwksUri = JwksUri };
        return edit.Members.Count == 0 ? null : edit;
    }
}

/// <summary>By which certificates an app proves itself: either its own, or those of an issuer for a subject.</summary>
/// <param name="Own">PEM, one or two.</param>
/// <param name="Issuer">PEM of the authority.</param>
/// <param name="Subject">Distinguished name.</param>
internal sealed record CertificateRequest(IReadOnlyList<string>? Own = null, string? Issuer = null, string? Subject = null)
{
    public CertificateDraft ToDraft() => new(Own, Issuer, Subject);
}
