using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>A policy in force and where it came from.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="IsStored">True when the clinic's own stored policy is in force, false for the one that ships.</param>
/// <param name="Issues">
/// Why a stored policy was not taken, or nothing. A stored policy that does not check (after an upgrade, say) closes the house: <paramref name="Policy"/> then grants nothing to anybody
/// but the administrator's operations, until it is put right.
/// </param>
public sealed record PolicyInForce(AccessPolicy Policy, bool IsStored, IReadOnlyList<Issue> Issues);

/// <summary>Reads and keeps policies: the one that ships with the program, and a clinic's own in the store, which overrides it.</summary>
public static class PolicyLibrary
{
    private const string Kind = "policy";
    private const string Key = "current";
    private static readonly Lazy<AccessPolicy> s_embedded = new(ReadEmbedded);

    /// <summary>The policy that ships.</summary>
    public static AccessPolicy Embedded => s_embedded.Value;

    /// <summary>The JSON of the policy that ships; a clinic starts from it.</summary>
    public static ReadOnlyMemory<byte> EmbeddedJson()
    {
        using var stream = typeof(PolicyLibrary).Assembly.GetManifestResourceStream("clinic.policy.json")
            ?? throw new InvalidOperationException("The embedded policy is missing from the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>The policy in force: the stored one if there is one, else the embedded one.</summary>
    /// <param name="table">Where it is.</param>
    /// <param name="definitions">What filters may name (<see cref="ISearchParameters.Written"/>); null: the search parameters of R4. Whether a parameter can be answered by is decided when a filter is used: until then its grant denies.</param>
    public static PolicyInForce Load(IPrivateTable table, FhirModel? definitions = null)
    {
        if (table.Get(Kind, Key) is not { } json)
            return new PolicyInForce(Embedded, false, []);
        var outcome = AccessPolicy.Parse(json, definitions);
        return new PolicyInForce(outcome.Policy ?? Closed(), true, outcome.Issues);
    }

    /// <summary>The policy in force in a store, whose filters may name the search parameters that the store has.</summary>
    public static PolicyInForce InForce(IRecordStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Load(store.Private, store.Parameters.Written);
    }

    /// <summary>Checks a policy and makes it the clinic's own, durably. It comes into force when it is next loaded.</summary>
    /// <param name="table">Where it is kept.</param>
    /// <param name="json">The policy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="definitions">As for <see cref="Load"/>.</param>
    /// <returns>The outcome; nothing is stored when it has errors, or when its version is not above that of the one in force.</returns>
    public static async Task<AccessPolicyOutcome> StoreAsync(IPrivateTable table, ReadOnlyMemory<byte> json, CancellationToken cancellationToken, FhirModel? definitions = null)
    {
        var outcome = AccessPolicy.Parse(json, definitions);
        if (outcome.Policy is not { } policy)
            return outcome;
        var current = Load(table, definitions).Policy.Version;
        if (policy.Version <= current)
        {
            var issue = Issue.Error(IssueTypes.Conflict, "POLICY-VERSION", $"The version must be above {current}, that of the policy in force.", "version");
            return new AccessPolicyOutcome(null, [.. outcome.Issues, issue]);
        }
        await table.PutAsync(Kind, $"version-{policy.Version}", json.ToArray(), cancellationToken);
        await table.PutAsync(Kind, Key, json.ToArray(), cancellationToken);
        return outcome;
    }

    private static AccessPolicy ReadEmbedded()
    {
        var outcome = AccessPolicy.Parse(EmbeddedJson());
        return outcome.Policy ?? throw new InvalidOperationException("The embedded policy does not check: " + string.Join("; ", outcome.Issues.Select(issue => $"{issue.Location}: {issue.Message}")));
    }

    // Falling back to the embedded policy could open what the clinic had closed.
    private static AccessPolicy Closed()
    {
        var administrator = new RoleGrants(new RolePolicy(Roles.Administrator, "The stored policy does not check.", "HSYSADMIN", ["users"], ["users"]),
            new Dictionary<(string, AccessInteraction), IReadOnlyList<TypeGrant>>());
        return new AccessPolicy(new PolicyContent(0, "The stored policy does not check; nothing is granted.", [], [], new LabellingPolicy([], []), [administrator]));
    }
}
