using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>
/// The policies of a tenant: drafts, immutable versions, and the one in force, kept in the private table. Whoever decides asks <see cref="Current"/> anew each time and keeps no copy: an
/// activation holds from the next decision on, in every door. One in a process for each open store; safe to call from many threads.
/// </summary>
public sealed class PolicyShelf : IDisposable
{
    private const string VersionKind = "policy-version";
    private const string DraftKind = "policy-draft";
    private const string ActivationKind = "policy-activation";
    private readonly IPrivateTable _table;
    private readonly Func<FhirModel> _definitions;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile AccessPolicy _current;

    /// <summary>Opens the shelf. A version in force that does not check any more does not stop it: the last good one is taken, and <see cref="Issues"/> says so.</summary>
    /// <param name="table">Where it is kept.</param>
    /// <param name="definitions">What filters may name at this moment (<see cref="ISearchParameters.Written"/>).</param>
    /// <param name="time">The clock.</param>
    public PolicyShelf(IPrivateTable table, Func<FhirModel> definitions, TimeProvider time)
    {
        (_table, _definitions, _time) = (table, definitions, time);
        (_current, Issues) = LastGood();
    }

    /// <summary>The shelf of a store.</summary>
    public static PolicyShelf Of(IRecordStore store, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new PolicyShelf(store.Private, () => store.Parameters.Written, time);
    }

    /// <summary>The policy in force.</summary>
    public AccessPolicy Current => _current;

    /// <summary>Why the version that was activated last is not the one in force; empty when it is.</summary>
    public IReadOnlyList<Issue> Issues { get; private set; }

    /// <summary>All versions, newest first; the one that ships is the last.</summary>
    public IReadOnlyList<PolicyVersion> Versions() => [.. Stored().OrderByDescending(version => version.Number), PolicyLibrary.Shipped];

    /// <summary>One version; null when there is none of the number.</summary>
    public PolicyVersion? FindVersion(int number) =>
        number == PolicyLibrary.Shipped.Number ? PolicyLibrary.Shipped : Read(_table.Get(VersionKind, KeyOf(number)), PolicyRecordsJson.Default.PolicyVersion);

    /// <summary>What came into force, newest first; empty while the shipped policy has always been.</summary>
    public IReadOnlyList<PolicyActivation> Activations() =>
        [.. _table.List(ActivationKind).Select(pair => Read(pair.Value, PolicyRecordsJson.Default.PolicyActivation)!).OrderByDescending(one => one.Order)];

    /// <summary>All drafts, last changed first.</summary>
    public IReadOnlyList<PolicyDraft> Drafts() => [.. _table.List(DraftKind).Select(pair => Read(pair.Value, PolicyRecordsJson.Default.PolicyDraft)!).OrderByDescending(draft => draft.At)];

    /// <summary>One draft; null when there is none of the id.</summary>
    public PolicyDraft? FindDraft(string id) => Read(_table.Get(DraftKind, id), PolicyRecordsJson.Default.PolicyDraft);

    /// <summary>Parses and checks a policy as this store would have it.</summary>
    public AccessPolicyOutcome Check(ReadOnlyMemory<byte> json) => AccessPolicy.Parse(json, _definitions());

    /// <summary>Keeps a draft. It need not check, but it must be JSON of at most 1 MiB. Conflicts when somebody else changed it since <paramref name="revision"/>.</summary>
    /// <param name="id">The draft; null begins a new one.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="json">What it says.</param>
    /// <param name="revision">The revision that was edited; 0 for a new one.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    public Task<PolicyOutcome<PolicyDraft>> SaveDraftAsync(string? id, string name, byte[] json, int revision, string by, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        var before = id is null ? null : FindDraft(id);
        if (id is not null && before?.Revision != revision)
            return Refused<PolicyDraft>(IssueTypes.Conflict, "POLICY-DRAFT-CHANGED", "Somebody else has changed or deleted this draft. Load it again.", "revision");
        if (DraftText.FaultOf(name, json) is { } fault)
            return new PolicyOutcome<PolicyDraft>(null, [fault]);
        var draft = new PolicyDraft(id ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"), name.Trim(), before?.BasedOn ?? Current.Version, _time.GetUtcNow(), by, revision + 1, json);
        await _table.PutAsync(DraftKind, draft.Id, JsonSerializer.SerializeToUtf8Bytes(draft, PolicyRecordsJson.Default.PolicyDraft), cancellationToken).ConfigureAwait(false);
        return new PolicyOutcome<PolicyDraft>(draft, []);
    }, cancellationToken);

    /// <summary>Throws a draft away.</summary>
    public Task DeleteDraftAsync(string id, CancellationToken cancellationToken) => _table.PutAsync(DraftKind, id, null, cancellationToken);

    /// <summary>What keeps a policy from coming into force: what does not check, and that nobody could manage users and policies any more.</summary>
    /// <param name="json">The policy.</param>
    /// <param name="accounts">Everybody who may sign in.</param>
    public IReadOnlyList<Issue> Obstacles(ReadOnlyMemory<byte> json, IReadOnlyList<Account> accounts)
    {
        var outcome = Check(json);
        var errors = outcome.Issues.Where(issue => issue.IsError).ToList();
        if (outcome.Policy is not { } policy)
            return errors;
        foreach (var operation in new[] { "users", "policies" })
            if (!accounts.Any(account => !account.IsDisabled && policy.FindRole(account.Role)?.Operations.Contains(operation) == true))
                errors.Add(Issue.Error(IssueTypes.BusinessRule, "POLICY-NOBODY-MANAGES", $"No enabled user's role would have the operation '{operation}'; nobody could change that again.", "roles"));
        foreach (var role in accounts.Where(account => !account.IsDisabled).Select(account => account.Role).Distinct(StringComparer.Ordinal).Where(role => policy.FindRole(role) is null))
            errors.Add(Issue.Error(IssueTypes.BusinessRule, "POLICY-ROLE-IN-USE", $"Users have the role '{role}', which would be gone.", $"roles.{role}"));
        return errors;
    }

    /// <summary>Makes a draft the next version and puts it in force. Refused by <see cref="Obstacles"/>; nothing is then changed.</summary>
    public Task<PolicyOutcome<PolicyVersion>> ActivateDraftAsync(string id, string reason, string by, IReadOnlyList<Account> accounts, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        if (FindDraft(id) is not { } draft)
            return Refused<PolicyVersion>(IssueTypes.NotFound, "POLICY-NO-DRAFT", "There is no such draft.", "draft");
        var number = Math.Max(PolicyLibrary.Shipped.Number, Versions().Max(version => version.Number)) + 1;
        var json = DraftText.Numbered(draft.Json, number);
        var version = new PolicyVersion(number, _time.GetUtcNow(), by, reason, PolicyVersion.HashOf(json), json);
        var outcome = await ActivateAsync(version, reason, by, accounts, isNew: true, cancellationToken).ConfigureAwait(false);
        if (outcome.Value is not null)
            await DeleteDraftAsync(id, cancellationToken).ConfigureAwait(false);
        return outcome;
    }, cancellationToken);

    /// <summary>Puts an earlier version in force again. Refused by <see cref="Obstacles"/>.</summary>
    public Task<PolicyOutcome<PolicyVersion>> ActivateVersionAsync(int number, string reason, string by, IReadOnlyList<Account> accounts, CancellationToken cancellationToken) => AloneAsync(() =>
        FindVersion(number) is { } version ? ActivateAsync(version, reason, by, accounts, isNew: false, cancellationToken)
            : Task.FromResult(Refused<PolicyVersion>(IssueTypes.NotFound, "POLICY-NO-VERSION", "There is no such version.", "version")), cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private async Task<PolicyOutcome<PolicyVersion>> ActivateAsync(PolicyVersion version, string reason, string by, IReadOnlyList<Account> accounts, bool isNew, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return Refused<PolicyVersion>(IssueTypes.Required, "POLICY-REASON", "Say why.", "reason");
        if (Obstacles(version.Json, accounts) is { Count: > 0 } obstacles)
            return new PolicyOutcome<PolicyVersion>(null, obstacles);
        if (isNew)
            await _table.PutAsync(VersionKind, KeyOf(version.Number), JsonSerializer.SerializeToUtf8Bytes(version, PolicyRecordsJson.Default.PolicyVersion), cancellationToken).ConfigureAwait(false);
        var activation = new PolicyActivation(_table.List(ActivationKind).Count + 1, version.Number, _time.GetUtcNow(), by, reason);
        await _table.PutAsync(ActivationKind, KeyOf(activation.Order), JsonSerializer.SerializeToUtf8Bytes(activation, PolicyRecordsJson.Default.PolicyActivation), cancellationToken).ConfigureAwait(false);
        (_current, Issues) = (Check(version.Json).Policy!, []);
        return new PolicyOutcome<PolicyVersion>(version, []);
    }

    // Nothing is taken that the clinic never had in force itself: the shipped policy could open what the clinic had closed.
    private (AccessPolicy Policy, IReadOnlyList<Issue> Issues) LastGood()
    {
        var issues = new List<Issue>();
        var activations = Activations();
        foreach (var number in activations.Select(activation => activation.Number))
        {
            if (FindVersion(number) is not { IsIntact: true } version)
                issues.Add(Issue.Error(IssueTypes.NotFound, "POLICY-VERSION-LOST", $"Version {number} of the policy is gone or was changed.", $"version {number}"));
            else if (Check(version.Json) is { Policy: { } policy })
                return (policy, issues);
            else
                issues.AddRange(Check(version.Json).Issues.Where(issue => issue.IsError).Select(issue => issue with { Location = $"version {number}: {issue.Location}" }));
        }
        return activations.Count == 0 ? (PolicyLibrary.Embedded, []) : (PolicyLibrary.Closed(), issues);
    }

    private IEnumerable<PolicyVersion> Stored() => _table.List(VersionKind).Select(pair => Read(pair.Value, PolicyRecordsJson.Default.PolicyVersion)!);

    private async Task<T> AloneAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static string KeyOf(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static T? Read<T>(byte[]? json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => json is null ? null : JsonSerializer.Deserialize(json, type);

    private static PolicyOutcome<T> Refused<T>(string type, string code, string message, string place)
        where T : class => new(null, [Issue.Error(type, code, message, place)]);
}

/// <summary>The text of a draft.</summary>
internal static class DraftText
{
    private const int MostBytes = 1024 * 1024;
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    internal static Issue? FaultOf(string name, byte[] json)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 120)
            return Issue.Error(IssueTypes.Required, "POLICY-DRAFT-NAME", "A draft has a name of at most 120 characters.", "name");
        if (json.Length > MostBytes)
            return Issue.Error(IssueTypes.TooLong, "POLICY-TOO-LARGE", "A policy has at most 1 MiB.", "policy");
        return IsObject(json) ? null : Issue.Error(IssueTypes.Structure, "POLICY-NOT-JSON", "The policy is not a JSON object, or names a member twice.", "policy");
    }

    internal static byte[] Numbered(byte[] json, int number)
    {
        var policy = JsonNode.Parse(json)!.AsObject();
        policy["version"] = number;
        return Encoding.UTF8.GetBytes(policy.ToJsonString(s_indented));
    }

    private static bool IsObject(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            return document.RootElement.ValueKind == JsonValueKind.Object && SoundJson.IsSound(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
