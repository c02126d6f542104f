using System.Collections.Concurrent;
using System.Collections.Frozen;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>What came of parsing a policy.</summary>
/// <param name="Policy">The policy; null when any issue is an error: a policy is used whole or not at all.</param>
/// <param name="Issues">All problems, each with its place in the JSON (<c>roles.biller.grants[3].filter</c>).</param>
public sealed record AccessPolicyOutcome(AccessPolicy? Policy, IReadOnlyList<Issue> Issues);

/// <summary>
/// Who may do what with which rows and elements. Deny by default: what no grant names is refused, and so is what cannot be evaluated (an unknown role or type, a placeholder the
/// actor has no value for). Immutable and safe to call from many threads; a decision is two dictionary look-ups.
/// </summary>
public sealed class AccessPolicy
{
    private const int MaxPrincipals = 4096;
    private readonly FrozenDictionary<string, RoleGrants> _roles;
    private readonly PolicyRestriction[] _restrictions;
    private readonly FrozenDictionary<string, PrincipalScope> _scopes;
    private readonly FrozenSet<string> _types;
    private readonly FrozenSet<(string Role, string Type)> _ownTypes;
    private readonly ConcurrentDictionary<Principal, PrincipalTable> _principals = new();

    internal AccessPolicy(PolicyContent content)
    {
        (Version, Explanation, Labelling) = (content.Version, content.Explanation, content.Labelling);
        (Times, BreakGlass, Consent) = (content.Times, content.BreakGlass, content.Consent);
        _restrictions = [.. content.Restrictions];
        _roles = content.Roles.ToFrozenDictionary(role => role.Policy.Name, StringComparer.Ordinal);
        _scopes = content.Roles.ToFrozenDictionary(role => role.Policy.Name, role => PrincipalScope.Of(role, _restrictions), StringComparer.Ordinal);
        _types = content.ResourceTypes.ToFrozenSet(StringComparer.Ordinal);
        _ownTypes = content.Roles.SelectMany(role => role.Grants.Where(pair => pair.Value.Any(grant => grant.IsOwn)).Select(pair => (role.Policy.Name, pair.Key.Type))).ToFrozenSet();
    }

    /// <summary>The screens that a role may have.</summary>
    public static IReadOnlyList<string> KnownAreas { get; } = ["finder", "chart", "schedule", "audit", "users", "exports", "policies", "explain", "reviews", "interfaces", "messages", "in-basket", "in-house"];

    /// <summary>The operations beside FHIR that a role may have.</summary>
    public static IReadOnlyList<string> KnownOperations { get; } =
        ["users", "policies", "emergency", "audit", "explain", "review", "import", "export", "ehi-export", "delete-many", "unlabel", "merge", "erase", "privacy", "privacy-intake", "interfaces", "message-review", "in-basket", "result-sign", "in-house", "in-house-unlock"];

    /// <summary>The policy's own version number.</summary>
    public int Version { get; }

    /// <summary>What the policy says of itself.</summary>
    public string Explanation { get; }

    /// <summary>The labelling rules.</summary>
    public LabellingPolicy Labelling { get; }

    /// <summary>The time windows that grants name.</summary>
    public IReadOnlyList<TimeWindow> Times { get; }

    /// <summary>What holds for everybody who breaks the glass.</summary>
    public GlassRules BreakGlass { get; }

    /// <summary>Whom and what patients' consents do not bind.</summary>
    public ConsentExemptions Consent { get; }

    /// <summary>The types that grants are about.</summary>
    public IReadOnlyCollection<string> Types => _types;

    /// <summary>The roles there are.</summary>
    public IEnumerable<RolePolicy> Roles => _roles.Values.Select(role => role.Policy).OrderBy(role => role.Name, StringComparer.Ordinal);

    /// <summary>Parses and checks a policy: unknown members, types, elements, interactions, search parameters and placeholders are errors.</summary>
    /// <param name="json">UTF-8 JSON, as in docs/architecture/policies.md.</param>
    /// <param name="model">The definitions to check against; null: R4.</param>
    public static AccessPolicyOutcome Parse(ReadOnlyMemory<byte> json, FhirModel? model = null) => new PolicyParser(model ?? FhirModel.R4).Parse(json);

    /// <summary>What the role has beside grants; null when the policy does not know it.</summary>
    public RolePolicy? FindRole(string role) => _roles.TryGetValue(role, out var found) ? found.Policy : null;

    /// <summary>Whether the actor's role has the operation (<c>users</c>, <c>audit</c>, <c>import</c>), and the scopes of its token, if it comes by one, open it.</summary>
    public bool MayOperate(Actor actor, string operation) =>
        FindRole(actor.Role) is { } role && role.Operations.Contains(operation, StringComparer.Ordinal) && actor.Limit?.Opens(operation) != false;

    /// <summary>Which parts of a moment the role's decisions rest on: a caller need not work the others out.</summary>
    public (bool Times, bool Day, bool Proxies) NeedsOf(string role) => _scopes.TryGetValue(role, out var scope) ? (scope.UsesTimes, scope.UsesDay, scope.UsesProxies) : default;

    /// <summary>Decides for a type. Never null, never throws: what is not known is refused.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="interaction">What for.</param>
    /// <param name="resourceType">FHIR resource type.</param>
    /// <param name="moment">What else it rests on; null: an ordinary moment.</param>
    public TypeAccess Decide(Actor actor, AccessInteraction interaction, string resourceType, AccessMoment? moment = null)
    {
        if (!_roles.TryGetValue(actor.Role, out var role) || !_types.Contains(resourceType))
            return Refusal(actor.Role, interaction, resourceType);
        var access = TableOf(role, actor, resourceType, moment).Accesses.GetOrAdd((resourceType, interaction),
            static (key, state) => state.Policy.Build(state.Role, state.Actor, key.Interaction, key.Type, state.Moment),
            (Policy: this, Role: role, Actor: actor, Moment: moment ?? AccessMoment.Ordinary));
        return actor.Limit?.Narrow(access, interaction, resourceType) ?? access;
    }

    /// <summary>Every grant of the role for a type, with how its conditions were decided: what <see cref="Decide"/> is made from. Empty for what no grant names.</summary>
    public IReadOnlyList<ConsideredGrant> Consider(Actor actor, AccessInteraction interaction, string resourceType, AccessMoment? moment = null) =>
        _roles.TryGetValue(actor.Role, out var role) ? Considered(role, actor, interaction, resourceType, moment ?? AccessMoment.Ordinary) : [];

    /// <summary>
    /// What the actor may do, by resource type, in FHIR's words (<c>read vread history search create update delete</c>): the session's <c>may</c>. Types with nothing are absent.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Permissions(Actor actor, AccessMoment? moment = null)
    {
        var permissions = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var type in _types)
        {
            var names = Enum.GetValues<AccessInteraction>().Where(interaction => Decide(actor, interaction, type, moment).IsAllowed).SelectMany(Names).ToArray();
            if (names.Length > 0)
                permissions.Add(type, names);
        }
        return permissions;
    }

    internal IEnumerable<string> RoleNames => _roles.Keys;

    internal IReadOnlyDictionary<string, string> RestrictionWords => PolicyDiff.Numbered(_restrictions.Select(restriction => (restriction.Name, Security.GrantWords.Of(restriction))));

    internal IReadOnlyDictionary<(string Type, AccessInteraction Interaction), string> GrantWords(string role) =>
        _roles.TryGetValue(role, out var found) ? found.Grants.ToDictionary(pair => pair.Key, pair => Security.GrantWords.Of(pair.Value)) : [];

    private static IEnumerable<string> Names(AccessInteraction interaction) => interaction switch
    {
        AccessInteraction.Read => ["read", "vread", "history"],
        AccessInteraction.Search => ["search"],
        AccessInteraction.Create => ["create"],
        AccessInteraction.Update => ["update"],
        AccessInteraction.Delete => ["delete"],
        _ => [],
    };

    private PrincipalTable TableOf(RoleGrants role, Actor actor, string resourceType, AccessMoment? moment)
    {
        var name = role.Policy.Name;
        var key = _scopes[name].KeyOf(actor, moment);
        // What depends on the account itself is kept apart, so that the rest of a role stays shared by its members.
        if (_ownTypes.Contains((name, resourceType)))
            key = key with { UserName = actor.UserName };
        if (_principals.TryGetValue(key, out var table))
            return table;
        if (_principals.Count >= MaxPrincipals)
            _principals.Clear();
        return _principals.GetOrAdd(key, static _ => new PrincipalTable());
    }

    private TypeAccess Build(RoleGrants role, Actor actor, AccessInteraction interaction, string resourceType, AccessMoment moment)
    {
        var grants = Considered(role, actor, interaction, resourceType, moment).Select(one => one.Grant).OfType<RowGrant>().ToArray();
        if (grants.Length == 0)
            return Refusal(actor.Role, interaction, resourceType);
        var restrictions = _restrictions.Select(restriction => restriction.For(actor, moment)).OfType<LabelRestriction>().ToArray();
        return new TypeAccess(true, $"policy {Version}, {actor.Role}, {resourceType}", grants, restrictions) { OpenedPatients = role.Policy.BreaksGlass ? moment.Opened : [] };
    }

    private static ConsideredGrant[] Considered(RoleGrants role, Actor actor, AccessInteraction interaction, string resourceType, AccessMoment moment) =>
        [.. role.Grants.GetValueOrDefault((resourceType, interaction), []).SelectMany(grant => GrantTerms.Consider(grant, actor, moment))];

    private TypeAccess Refusal(string role, AccessInteraction interaction, string resourceType) =>
        new(false, $"policy {Version}, {role}: no grant for {Names(interaction).FirstOrDefault("that")} of {resourceType}", [], []);

    private sealed class PrincipalTable
    {
        public ConcurrentDictionary<(string Type, AccessInteraction Interaction), TypeAccess> Accesses { get; } = new();
    }
}

/// <summary>The checked content of a policy.</summary>
internal sealed record PolicyContent(
    int Version,
    string Explanation,
    IReadOnlyList<string> ResourceTypes,
    IReadOnlyList<PolicyRestriction> Restrictions,
    LabellingPolicy Labelling,
    IReadOnlyList<RoleGrants> Roles)
{
    internal IReadOnlyList<TimeWindow> Times { get; init; } = [];

    internal GlassRules BreakGlass { get; init; } = GlassRules.Default;

    internal ConsentExemptions Consent { get; init; } = ConsentExemptions.None;
}

/// <summary>What holds for everybody who breaks the glass.</summary>
/// <param name="Minutes">How long a record stays open, 1 to 1440.</param>
/// <param name="ReviewHours">How soon it has to be reviewed, 1 to 8760.</param>
/// <param name="Reasons">The reasons there are to choose from.</param>
public sealed record GlassRules(int Minutes, int ReviewHours, IReadOnlyList<string> Reasons)
{
    /// <summary>An hour, reviewed within three days.</summary>
    public static GlassRules Default { get; } = new(60, 72, ["emergency-care", "covering-colleague", "patient-asks", "public-health", "other"]);
}

/// <summary>Whom and what patients' consents do not bind: else a patient who permits nothing could not be found, booked, or asked again.</summary>
/// <param name="Types">Resource types.</param>
/// <param name="Roles">Roles.</param>
public sealed record ConsentExemptions(IReadOnlyList<string> Types, IReadOnlyList<string> Roles)
{
    /// <summary>Consents bind everybody.</summary>
    public static ConsentExemptions None { get; } = new([], []);
}
