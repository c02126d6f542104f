using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Access;

/// <summary>
/// What one actor may do with one resource type, ready to run: a predicate for searches, the same predicate for single rows, and what is hidden in each row.
/// Immutable; shared between requests of actors with the same role, site, department and person.
/// </summary>
internal sealed class CompiledAccess
{
    private readonly IRecordStore? _store;
    private readonly IReadOnlyList<CompiledGrant> _grants;
    private readonly Predicate? _restrictions;

    private CompiledAccess(bool isAllowed, string rule, IRecordStore? store, IReadOnlyList<CompiledGrant> grants, IReadOnlyList<RowCondition> restrictions)
    {
        _store = store;
        IsAllowed = isAllowed;
        Rule = rule;
        _grants = grants;
        Restrictions = restrictions;
        _restrictions = restrictions.Count switch { 0 => null, 1 => restrictions[0].Where, _ => new AllOf([.. restrictions.Select(one => one.Where)]) };
        HidesNothing = grants.All(grant => grant.Hidden.IsEmpty);
        AlwaysHidden = grants.Count == 0 ? HiddenSet.Nothing : grants.Select(grant => grant.Hidden).Aggregate((one, other) => one.IntersectWith(other));
        Where = WherePredicate();
        Verify = grants.Any(grant => !grant.IsExact) ? Allows : null;
    }

    /// <summary>True when the actor may do it with at least some rows.</summary>
    internal bool IsAllowed { get; }

    /// <summary>The policy rule that decided.</summary>
    internal string Rule { get; }

    /// <summary>The grants, or-ed.</summary>
    internal IReadOnlyList<CompiledGrant> Grants => _grants;

    /// <summary>What restrictions and consents ask of every row, and-ed. Each is decided on index entries alone.</summary>
    internal IReadOnlyList<RowCondition> Restrictions { get; }

    /// <summary>True when no grant hides anything.</summary>
    internal bool HidesNothing { get; }

    /// <summary>What is hidden in every row.</summary>
    internal HiddenSet AlwaysHidden { get; }

    /// <summary>To be and-ed into every search of the type.</summary>
    internal Predicate Where { get; }

    /// <summary>What a search adds to decide an opened row exactly; null when the predicate alone decides.</summary>
    internal Func<StoredVersion, bool>? Verify { get; }

    internal static CompiledAccess Denied(string rule) => new(false, rule, null, [], []);

    internal static CompiledAccess Allowed(string rule, IRecordStore store, IReadOnlyList<CompiledGrant> grants, IReadOnlyList<RowCondition> restrictions) =>
        new(true, rule, store, grants, restrictions);

    /// <summary>True when the element is hidden in some row.</summary>
    internal bool MayHide(string element) => _grants.Any(grant => !grant.Hidden.Shows(element));

    /// <summary>True when every row that the actor may have satisfies the criterion anyway, because each grant asks for it: it then tells nothing, whatever it reads.</summary>
    internal bool Implies(SearchCriterion criterion) => _grants.All(grant => IsOwnPatient(grant, criterion) || Asks(grant, criterion) || _grants.Any(twin => twin.Rule == grant.Rule && Asks(twin, criterion)));

    // A rule that is there once for each represented patient: a row satisfies the criterion exactly when it is granted as that patient's.
    private static bool Asks(CompiledGrant grant, SearchCriterion criterion) => grant.Criteria.Any(one => AreSame(one, criterion));

    // Whoever sees nothing but one patient's compartment learns nothing by naming that patient.
    private static bool IsOwnPatient(CompiledGrant grant, SearchCriterion criterion) =>
        grant.CompartmentPatient is { } own && criterion is { Chain: null, Modifier: SearchModifier.None, Alternatives.Count: 1 }
        && criterion.Alternatives[0].Value is { Kind: SearchKind.Reference } value && value.Text == own;

    private static bool AreSame(SearchCriterion one, SearchCriterion other) =>
        one is { Chain: null, Modifier: SearchModifier.None, Alternatives.Count: 1 } && other is { Chain: null, Modifier: SearchModifier.None, Alternatives.Count: 1 }
        && one.Parameter == other.Parameter && one.Alternatives[0].Prefix == other.Alternatives[0].Prefix && one.Alternatives[0].Value == other.Alternatives[0].Value;

    /// <summary>True when this row may leave. Decided on the packed entries, then verified on the opened row where a grant asks for it.</summary>
    internal bool Allows(StoredVersion row)
    {
        if (_store is null || (_restrictions is not null && !_store.Matches(row, _restrictions)))
            return false;
        foreach (var grant in _grants)
        {
            if (grant.Covers(_store, row))
                return true;
        }
        return false;
    }

    /// <summary>
    /// True when the actor may learn that this row is there: one that may leave, or a deletion of one that could. That something was deleted tells that it was there.
    /// </summary>
    internal bool Shows(StoredVersion row) =>
        row.IsDeleted ? _store?.ReadVersion(row.ResourceType, row.Id, row.VersionId - 1) is { } before && Allows(before) : Allows(row);

    /// <summary>The elements to be cut from this row: what every grant that covers it hides.</summary>
    internal HiddenSet HiddenIn(StoredVersion row)
    {
        if (HidesNothing)
            return HiddenSet.Nothing;
        HiddenSet? hidden = null;
        foreach (var grant in _grants)
        {
            if (grant.Covers(_store!, row))
                hidden = hidden is null ? grant.Hidden : hidden.IntersectWith(grant.Hidden);
        }
        return hidden ?? AlwaysHidden;
    }

    /// <summary>Why the actor may not write this content, or null: some grant must cover the row as it will be.</summary>
    internal Refusal? RefusesContent(ResourceDocument document)
    {
        foreach (var grant in _grants)
        {
            if (grant.CoversContent(_store!, document))
                return null;
        }
        return Refusal.Of(403, IssueTypes.Forbidden, "GATE-CONTENT", $"Your role may not write this {document.ResourceType} as it is ({Rule}).", document.ResourceType);
    }

    private Predicate WherePredicate()
    {
        if (!IsAllowed)
            return Predicate.False;
        var parts = new List<Predicate>();
        if (_grants.All(grant => grant.Where is not null))
            parts.Add(_grants.Count == 1 ? _grants[0].Where! : new AnyOf([.. _grants.Select(grant => grant.Where!)]));
        if (_restrictions is not null)
            parts.Add(_restrictions);
        return parts.Count switch { 0 => Predicate.True, 1 => parts[0], _ => new AllOf(parts) };
    }
}
