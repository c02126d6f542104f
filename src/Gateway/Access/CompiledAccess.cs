using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Access;

/// <summary>
/// What one actor may do with one resource type, ready to run: a predicate for searches, the same predicate for single rows, and what is hidden in each row.
/// Immutable; shared between requests of actors with the same role, site, department and person.
/// </summary>
internal sealed class CompiledAccess
{
    private readonly IReadOnlyList<CompiledGrant> _grants;
    private readonly Predicate? _restrictions;

    private CompiledAccess(bool isAllowed, string rule, IReadOnlyList<CompiledGrant> grants, Predicate? restrictions)
    {
        IsAllowed = isAllowed;
        Rule = rule;
        _grants = grants;
        _restrictions = restrictions;
        IsUnfiltered = restrictions is null && grants.Any(grant => grant.Where is null);
        HidesNothing = grants.All(grant => grant.Hidden.Count == 0);
        AlwaysHidden = isAllowed ? grants.Select(grant => grant.Hidden).Aggregate((one, other) => one.Intersect(other).ToHashSet(StringComparer.Ordinal)) : [];
        Where = WherePredicate();
    }

    /// <summary>True when the actor may do it with at least some rows.</summary>
    internal bool IsAllowed { get; }

    /// <summary>The policy rule that decided.</summary>
    internal string Rule { get; }

    /// <summary>True when every row is allowed.</summary>
    internal bool IsUnfiltered { get; }

    /// <summary>True when no grant hides anything.</summary>
    internal bool HidesNothing { get; }

    /// <summary>Elements hidden in every row: search parameters that read one of them are refused.</summary>
    internal IReadOnlySet<string> AlwaysHidden { get; }

    /// <summary>Elements hidden in some row.</summary>
    internal bool MayHide(string element) => _grants.Any(grant => grant.Hidden.Contains(element));

    /// <summary>To be and-ed into every search of the type.</summary>
    internal Predicate Where { get; }

    internal static CompiledAccess Denied(string rule) => new(false, rule, [], null);

    internal static CompiledAccess Allowed(string rule, IReadOnlyList<CompiledGrant> grants, Predicate? restrictions) => new(true, rule, grants, restrictions);

    /// <summary>True when this row may leave. Decided on the packed entries, then verified on the opened row where a grant asks for it.</summary>
    internal bool Allows(StoredVersion row) =>
        IsAllowed && (IsUnfiltered || (PassesRestrictions(row) && _grants.Any(grant => grant.Covers(row))));

    /// <summary>The elements to be cut from this row: what every grant that covers it hides.</summary>
    internal IReadOnlySet<string> HiddenIn(StoredVersion row)
    {
        if (HidesNothing)
            return CompiledGrant.NothingHidden;
        HashSet<string>? hidden = null;
        foreach (var grant in _grants)
        {
            if (!grant.Covers(row))
                continue;
            if (hidden is null)
                hidden = [.. grant.Hidden];
            else
                hidden.IntersectWith(grant.Hidden);
        }
        return hidden ?? AlwaysHidden;
    }

    /// <summary>The verification a search adds when a grant's predicate rests on hashes; null when predicates alone decide.</summary>
    internal Func<StoredVersion, bool>? Verify => _grants.Any(grant => grant.Verify is not null) ? Allows : null;

    private bool PassesRestrictions(StoredVersion row) => _restrictions is null || PredicateEvaluator.Holds(_restrictions, row.Entries);

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

/// <summary>One grant of a type, ready to run.</summary>
/// <param name="Where">Which rows; null: all of them.</param>
/// <param name="Verify">Decides an opened row exactly; null when nothing rests on hashes.</param>
/// <param name="Hidden">Top-level elements that this grant does not show.</param>
internal sealed record CompiledGrant(Predicate? Where, Func<StoredVersion, bool>? Verify, IReadOnlySet<string> Hidden)
{
    internal static IReadOnlySet<string> NothingHidden { get; } = new HashSet<string>();

    internal bool Covers(StoredVersion row) => Where is null || (PredicateEvaluator.Holds(Where, row.Entries) && (Verify is null || Verify(row)));
}
