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
    private readonly FrozenSet<string> _identityRoles;
    private readonly FrozenSet<string> _types;
    private readonly FrozenSet<(string Role, string Type)> _ownTypes;
    private readonly ConcurrentDictionary<Principal, PrincipalTable> _principals = new();

    internal AccessPolicy(PolicyContent content)
    {
        (Version, Explanation, Labelling) = (content.Version, content.Explanation, content.Labelling);
        _restrictions = [.. content.Restrictions];
        _roles = content.Roles.ToFrozenDictionary(role => role.Policy.Name, StringComparer.Ordinal);
        _identityRoles = content.Roles.Where(NeedsIdentity).Select(role => role.Policy.Name).ToFrozenSet(StringComparer.Ordinal);
        _types = content.ResourceTypes.ToFrozenSet(StringComparer.Ordinal);
        _ownTypes = content.Roles.SelectMany(role => role.Grants.Where(pair => pair.Value.Any(grant => grant.IsOwn)).Select(pair => (role.Policy.Name, pair.Key.Type))).ToFrozenSet();
    }

    /// <summary>The policy's own version number.</summary>
    public int Version { get; }

    /// <summary>What the policy says of itself.</summary>
    public string Explanation { get; }

    /// <summary>The labelling rules.</summary>
    public LabellingPolicy Labelling { get; }

    /// <summary>The roles there are.</summary>
    public IEnumerable<RolePolicy> Roles => _roles.Values.Select(role => role.Policy).OrderBy(role => role.Name, StringComparer.Ordinal);

    /// <summary>Parses and checks a policy: unknown members, types, elements, interactions, search parameters and placeholders are errors.</summary>
    /// <param name="json">UTF-8 JSON, as in docs/architecture/gateway.md.</param>
    /// <param name="model">The definitions to check against; null: R4.</param>
    public static AccessPolicyOutcome Parse(ReadOnlyMemory<byte> json, FhirModel? model = null) => new PolicyParser(model ?? FhirModel.R4).Parse(json);

    /// <summary>What the role has beside grants; null when the policy does not know it.</summary>
    public RolePolicy? FindRole(string role) => _roles.TryGetValue(role, out var found) ? found.Policy : null;

    /// <summary>Whether the actor's role has the operation (<c>users</c>, <c>audit</c>, <c>import</c>), and the scopes of its token, if it comes by one, open it.</summary>
    public bool MayOperate(Actor actor, string operation) =>
        FindRole(actor.Role) is { } role && role.Operations.Contains(operation, StringComparer.Ordinal) && actor.Limit?.Opens(operation) != false;

    /// <summary>Decides for a type. Never null, never throws: what is not known is refused.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="interaction">What for.</param>
    /// <param name="resourceType">FHIR resource type.</param>
    public TypeAccess Decide(Actor actor, AccessInteraction interaction, string resourceType)
    {
        if (!_roles.TryGetValue(actor.Role, out var role) || !_types.Contains(resourceType))
            return Refusal(actor.Role, interaction, resourceType);
        var access = TableOf(role, actor, resourceType).Accesses.GetOrAdd((resourceType, interaction), static (key, state) => state.Policy.Build(state.Role, state.Actor, key.Interaction, key.Type),
            (Policy: this, Role: role, Actor: actor));
        return actor.Limit?.Narrow(access, interaction, resourceType) ?? access;
    }

    /// <summary>
    /// What the actor may do, by resource type, in FHIR's words (<c>read vread history search create update delete</c>): the session's <c>may</c>. Types with nothing are absent.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Permissions(Actor actor)
    {
        var permissions = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var type in _types)
        {
            var names = Enum.GetValues<AccessInteraction>().Where(interaction => Decide(actor, interaction, type).IsAllowed).SelectMany(Names).ToArray();
            if (names.Length > 0)
                permissions.Add(type, names);
        }
        return permissions;
    }

    /// <summary>Says in plain sentences what <see cref="Decide"/> answers and by which grants; for the person who asks why.</summary>
    public IReadOnlyList<string> Explain(Actor actor, AccessInteraction interaction, string resourceType)
    {
        var access = Decide(actor, interaction, resourceType);
        if (!access.IsAllowed)
            return [$"Refused: {access.Rule}."];
        var lines = new List<string> { $"Allowed by {access.Rule}." };
        foreach (var grant in access.Grants)
            lines.Add($"{grant.Rule}: {RowsOf(grant)}; {(grant.Hidden.Count == 0 ? "nothing hidden" : "hidden: " + string.Join(", ", grant.Hidden))}.");
        foreach (var restriction in access.Restrictions)
            lines.Add($"Never rows labelled in {restriction.LabelSystem}{(restriction.AllowedCode is { } own ? $", except {own}" : "")} ({restriction.Name}).");
        return lines;
    }

    private static string RowsOf(RowGrant grant) => grant.Owner is { } owner ? $"rows that {owner} owns" : (grant.Filter, grant.CompartmentPatient) switch
    {
        (null, null) => "all rows",
        (null, { } patient) => $"rows of the compartment of {patient}",
        ({ } filter, null) => $"rows with {filter}",
        ({ } filter, { } patient) => $"rows with {filter} in the compartment of {patient}",
    };

    private static IEnumerable<string> Names(AccessInteraction interaction) => interaction switch
    {
        AccessInteraction.Read => ["read", "vread", "history"],
        AccessInteraction.Search => ["search"],
        AccessInteraction.Create => ["create"],
        AccessInteraction.Update => ["update"],
        AccessInteraction.Delete => ["delete"],
        _ => [],
    };

    private static bool NeedsIdentity(RoleGrants role) =>
        role.Grants.Values.SelectMany(grants => grants).Any(grant => grant.InCompartment || grant.Filter?.Contains('{', StringComparison.Ordinal) == true);

    private PrincipalTable TableOf(RoleGrants role, Actor actor, string resourceType)
    {
        var name = role.Policy.Name;
        var key = _identityRoles.Contains(name) ? new Principal(name, actor.FhirUser, actor.Site, actor.Department, null) : new Principal(name, null, null, actor.Department, null);
        // What depends on the account itself is kept apart, so that the rest of a role stays shared by its members.
        if (_ownTypes.Contains((name, resourceType)))
            key = key with { UserName = actor.UserName };
        if (_principals.TryGetValue(key, out var table))
            return table;
        if (_principals.Count >= MaxPrincipals)
            _principals.Clear();
        return _principals.GetOrAdd(key, static _ => new PrincipalTable());
    }

    private TypeAccess Build(RoleGrants role, Actor actor, AccessInteraction interaction, string resourceType)
    {
        var grants = role.Grants.GetValueOrDefault((resourceType, interaction), []).Select(grant => Fill(grant, actor)).OfType<RowGrant>().ToArray();
        if (grants.Length == 0)
            return Refusal(actor.Role, interaction, resourceType);
        var restrictions = _restrictions.Select(restriction => new LabelRestriction(restriction.Name, restriction.LabelSystem, actor.Department)).ToArray();
        return new TypeAccess(true, $"policy {Version}, {actor.Role}, {resourceType}", grants, restrictions);
    }

    private static RowGrant? Fill(TypeGrant grant, Actor actor)
    {
        var filter = grant.Filter is null ? null : Placeholders.Fill(grant.Filter, actor);
        var patient = grant.InCompartment ? Placeholders.PatientOf(actor) : null;
        var isVoid = (grant.Filter is not null && filter is null) || (grant.InCompartment && patient is null);
        return isVoid ? null : new RowGrant(grant.Rule, filter, patient, grant.Hidden) { VisibleExtensions = grant.VisibleExtensions, Owner = grant.IsOwn ? actor.UserName : null };
    }

    private TypeAccess Refusal(string role, AccessInteraction interaction, string resourceType) =>
        new(false, $"policy {Version}, {role}: no grant for {Names(interaction).FirstOrDefault("that")} of {resourceType}", [], []);

    private readonly record struct Principal(string Role, string? FhirUser, string? Site, string? Department, string? UserName);

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
    IReadOnlyList<RoleGrants> Roles);
