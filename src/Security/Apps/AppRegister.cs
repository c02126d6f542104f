using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>An app that was registered or changed, or what is wrong with the input.</summary>
/// <param name="App">The app as it now is; null when nothing was changed.</param>
/// <param name="Secret">The secret that was made, shown this once; null when none was.</param>
/// <param name="Issues">All problems, each located by member name.</param>
public sealed record AppOutcome(RegisteredApp? App, string? Secret, IReadOnlyList<Issue> Issues);

/// <summary>
/// All apps of a tenant: in memory, so that every token can be checked against its app's present state, and durable in the private table before a change takes effect. Safe to call from
/// many threads.
/// </summary>
public sealed class AppRegister : IDisposable
{
    private const string Kind = "app";
    private const string SettingsKind = "app-settings";
    private const int MaxProposed = 100;
    private readonly IPrivateTable _table;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, RegisteredApp> _apps = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Opens the apps of a store.</summary>
    public AppRegister(IPrivateTable table, TimeProvider time)
    {
        (_table, _time) = (table, time);
        foreach (var (id, json) in table.List(Kind))
            _apps[id] = JsonSerializer.Deserialize(json, AppJson.Default.RegisteredApp) ?? throw new InvalidDataException("An app in the store is empty.");
        Settings = table.Get(SettingsKind, "-") is { } kept ? JsonSerializer.Deserialize(kept, AppJson.Default.AppSettings)! : new AppSettings(false, null);
    }

    /// <summary>All apps, by name.</summary>
    public IReadOnlyList<RegisteredApp> All => [.. _apps.Values.OrderBy(app => app.Name, StringComparer.OrdinalIgnoreCase).ThenBy(app => app.ClientId, StringComparer.Ordinal)];

    /// <summary>The clinic's choices.</summary>
    public AppSettings Settings { get; private set; }

    /// <summary>The app of an id, whatever its state; null when there is none.</summary>
    public RegisteredApp? Find(string clientId) => _apps.GetValueOrDefault(clientId);

    /// <summary>The app of an id if it may be used.</summary>
    public RegisteredApp? FindApproved(string clientId) => Find(clientId) is { State: AppState.Approved } app ? app : null;

    /// <summary>Registers an app, as proposed. Its secret, when its kind has one, is made here and given back once.</summary>
    public async Task<AppOutcome> RegisterAsync(AppDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        List<Issue> issues = [.. AppRules.Check(draft), .. CertificateRules.Check(draft.Kind, draft.Certificates, _time.GetUtcNow())];
        if (_apps.Values.Count(app => app.State == AppState.Proposed) >= MaxProposed)
            issues.Add(Issue.Error(IssueTypes.Throttled, "APP-TOO-MANY", "Too many apps wait for approval.", "name"));
        if (issues.Count > 0)
            return new AppOutcome(null, null, issues);
        var secret = draft.Kind == AppKind.Secret ? NewSecret() : null;
        var app = new RegisteredApp(Guid.NewGuid().ToString("D"), draft.Name.Trim(), draft.Kind, AppState.Proposed, draft.ProposedBy, _time.GetUtcNow())
        {
            Description = draft.Description.Trim(),
            RedirectUris = [.. draft.RedirectUris.Distinct(StringComparer.Ordinal)],
            LaunchUri = draft.LaunchUri,
            Scopes = ScopeParser.Parse(draft.Scopes).ToString(),
            IsBackend = draft.IsBackend,
            SecretHash = secret is null ? null : HashOf(secret),
            Jwks = draft.Jwks,
            JwksUri = draft.JwksUri,
            IdTokenAlgorithm = draft.IdTokenAlgorithm,
        };
        app = With(app, draft.Certificates);
        await KeepAsync(app, cancellationToken);
        return new AppOutcome(app, secret, []);
    }

    /// <summary>Changes where an app stands. Null when there is none of the id.</summary>
    /// <param name="clientId">Which.</param>
    /// <param name="change">Makes the new record of the present one.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public async Task<RegisteredApp?> ChangeAsync(string clientId, Func<RegisteredApp, RegisteredApp> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Find(clientId) is { } app ? await KeepAsync(change(app), cancellationToken) : null;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Changes what an app is, by the rules of its registration. An approved app that is changed in more than its words is proposed again.</summary>
    /// <param name="clientId">Which.</param>
    /// <param name="edit">What changes.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public async Task<AppOutcome> EditAsync(string clientId, AppEdit edit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (Find(clientId) is not { } app)
                return new AppOutcome(null, null, []);
            var draft = edit.DraftOf(app);
            List<Issue> issues = [.. AppRules.Check(draft)];
            return issues.Count > 0 ? new AppOutcome(null, null, issues) : new AppOutcome(await KeepAsync(AppEdit.Apply(app, draft), cancellationToken), null, []);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Gives an app a new secret; the old one is void. Null when the app has none.</summary>
    public async Task<string?> RenewSecretAsync(string clientId, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        return Find(clientId) is { Kind: AppKind.Secret } && await ChangeAsync(clientId, app => app with { SecretHash = HashOf(secret) }, cancellationToken) is not null ? secret : null;
    }

    /// <summary>Replaces the certificates that an app proves itself with. While one takes another's place both are named.</summary>
    public async Task<AppOutcome> SetCertificatesAsync(string clientId, CertificateDraft draft, CancellationToken cancellationToken)
    {
        if (Find(clientId) is not { } app)
            return new AppOutcome(null, null, []);
        var issues = CertificateRules.Check(app.Kind, draft, _time.GetUtcNow());
        return issues.Count > 0 ? new AppOutcome(null, null, issues) : new AppOutcome(await ChangeAsync(clientId, one => With(one, draft), cancellationToken), null, []);
    }

    /// <summary>Removes an app.</summary>
    public async Task RemoveAsync(string clientId, CancellationToken cancellationToken)
    {
        if (_apps.TryRemove(clientId, out _))
            await _table.PutAsync(Kind, clientId, null, cancellationToken);
    }

    /// <summary>Replaces the clinic's choices, durably. An issue when the address is not an origin.</summary>
    public async Task<Issue?> SetAsync(AppSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!IsOrigin(settings.PublicAddress))
            return AppRules.Problem("APP-PUBLIC-ADDRESS", "The public address is an origin such as https://ehr.clinic.example, in lower case and without a path.", "publicAddress");
        if (!IsOrigin(settings.PartnerAddress))
            return AppRules.Problem("APP-PARTNER-ADDRESS", "The partners' address is an origin such as https://partners.clinic.example:8444, in lower case and without a path.", "partnerAddress");
        await _table.PutAsync(SettingsKind, "-", JsonSerializer.SerializeToUtf8Bytes(settings, AppJson.Default.AppSettings), cancellationToken);
        Settings = settings;
        return null;
    }

    /// <summary>Whether the secret is the app's; takes the same time whichever character is wrong.</summary>
    public static bool IsSecretOf(RegisteredApp app, string secret)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app is { Kind: AppKind.Secret, SecretHash: { } hash } && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(HashOf(secret)));
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private static bool IsOrigin(string? address) =>
        address is null || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.GetLeftPart(UriPartial.Authority) == address);

    private static RegisteredApp With(RegisteredApp app, CertificateDraft? draft) => app with
    {
        Certificates = draft?.Certificates is { } own ? [.. own.Select(OwnOf)] : null,
        CertificateIssuer = draft?.Issuer,
        CertificateSubject = draft?.Subject,
    };

    private static AppCertificate OwnOf(string pem)
    {
        using var certificate = CertificateRules.Read(pem)!;
        return AppCertificate.Of(certificate);
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private async Task<RegisteredApp> KeepAsync(RegisteredApp app, CancellationToken cancellationToken)
    {
        await _table.PutAsync(Kind, app.ClientId, JsonSerializer.SerializeToUtf8Bytes(app, AppJson.Default.RegisteredApp), cancellationToken);
        return _apps[app.ClientId] = app;
    }
}
