namespace Carewright.Storage.Search;

/// <summary>
/// A compiled search over one resource type: index predicates (values already hashed), order, page. Produced by <c>SearchCompiler</c>, run by a provider.
/// </summary>
/// <param name="ResourceType">The type whose current versions are searched.</param>
/// <param name="Where">What must hold; authorisation predicates are and-ed in.</param>
/// <param name="Order">The order of rows.</param>
/// <param name="Count">Rows per page, 1 to 1000.</param>
/// <param name="Cursor">Token of the page, or null for the first.</param>
/// <param name="Verify">Decides a candidate on its opened body where the index is not exact (long prefixes, trigrams, birth dates, numbers, tuples); null when it is.</param>
public sealed record SearchPlan(
    string ResourceType,
    Predicate Where,
    SearchOrder Order,
    int Count,
    string? Cursor,
    Func<StoredVersion, bool>? Verify)
{
    /// <summary>
    /// A cheap last check of a row that is about to leave, on its opened body: that it is no collision of two 64-bit hashes. Not asked for counts. Null when there is nothing to check.
    /// </summary>
    public Func<StoredVersion, bool>? Confirm { get; init; }

    /// <summary>A pair that <see cref="Where"/> implies and that is worth walking; null when there is none.</summary>
    public PairWalk? Pair { get; init; }
}

/// <summary>A walk over a pair of the index: all rows with one of the values, ordered by a date.</summary>
/// <param name="Parameter">Number of the pair.</param>
/// <param name="Values">The mixed hashes: one for each wanted combination.</param>
/// <param name="DateAtLeast">Least low bound of the date.</param>
/// <param name="DateAtMost">Greatest low bound of the date.</param>
/// <param name="DateParameter">Number of the date parameter whose low bound the walk is ordered by.</param>
public sealed record PairWalk(int Parameter, IReadOnlyList<long> Values, long DateAtLeast, long DateAtMost, int DateParameter);

/// <summary>A predicate over the index entries of one resource.</summary>
public abstract record Predicate
{
    /// <summary>Always holds.</summary>
    public static Predicate True { get; } = new AllOf([]);

    /// <summary>Never holds.</summary>
    public static Predicate False { get; } = new AnyOf([]);
}

/// <summary>All hold; empty: true.</summary>
public sealed record AllOf(IReadOnlyList<Predicate> Parts) : Predicate;

/// <summary>At least one holds; empty: false.</summary>
public sealed record AnyOf(IReadOnlyList<Predicate> Parts) : Predicate;

/// <summary>Does not hold.</summary>
public sealed record Not(Predicate Part) : Predicate;

/// <summary>The resource has an entry of the parameter with one of the values, whatever its second value (a token of any system).</summary>
public sealed record HasValue(int Parameter, IReadOnlyList<long> Values) : Predicate
{
    private readonly HashSet<long>? _set = Values.Count > 16 ? [.. Values] : null;

    internal bool Contains(long value)
    {
        if (_set is not null)
            return _set.Contains(value);
        for (var i = 0; i < Values.Count; i++)
            if (Values[i] == value)
                return true;
        return false;
    }
}

/// <summary>The resource has an entry of the parameter whose interval [v, s] satisfies all given bounds (inclusive).</summary>
public sealed record InRange(int Parameter, long LowAtLeast, long LowAtMost, long HighAtLeast, long HighAtMost) : Predicate
{
    /// <summary>True when the parameter stands for the last update, which is not among the packed entries.</summary>
    public bool IsLastUpdate { get; init; }

    internal bool Contains(long low, long high) => low >= LowAtLeast && low <= LowAtMost && high >= HighAtLeast && high <= HighAtMost;
}

/// <summary>
/// The resource has an entry of the parameter whose second value is <paramref name="Second"/> and whose value is none of <paramref name="Except"/>:
/// a label of a system other than the ones an actor may see.
/// </summary>
public sealed record HasOther(int Parameter, long Second, IReadOnlyList<long> Except) : Predicate;

/// <summary>The resource has any entry of the parameter (<c>:missing=false</c>).</summary>
public sealed record HasAny(int Parameter) : Predicate;

/// <summary>An entry of the reference parameter points to a resource of the target type for which the inner predicate holds (chain).</summary>
public sealed record PointsTo(int Parameter, string TargetType, Predicate Target, Func<StoredVersion, bool>? Verify) : Predicate;

/// <summary>A resource of the source type for which the inner predicate holds points here through its reference parameter (<c>_has</c>).</summary>
public sealed record PointedToBy(string SourceType, int SourceParameter, Predicate Source, Func<StoredVersion, bool>? Verify) : Predicate;

/// <summary>The order of a search's rows. Ties are broken by row id in the same direction, so the order is total and a page token stays valid while others write.</summary>
/// <param name="Parameter">
/// A parameter number: rows are ordered by the low bound of its entries, the least of each row when ascending, the greatest when descending; rows without an entry come last.
/// <see cref="ByLastUpdate"/>: by last update. <see cref="Any"/>: whatever order is cheapest, newest first where that is free.
/// </param>
/// <param name="Descending">Direction.</param>
/// <param name="InMemoryKey">For what the index cannot order (strings, several keys): the key of an opened row; matches are then collected up to a cap and sorted by it, ordinally.</param>
public sealed record SearchOrder(int Parameter, bool Descending, Func<StoredVersion, string>? InMemoryKey = null)
{
    /// <summary>Value of <see cref="Parameter"/>: by last update.</summary>
    public const int ByLastUpdate = 0;

    /// <summary>Value of <see cref="Parameter"/>: any stable order.</summary>
    public const int Any = -1;

    /// <summary>Newest change first.</summary>
    public static SearchOrder LastUpdatedDescending { get; } = new(ByLastUpdate, true);

    /// <summary>Any stable order, for a search that asked for none.</summary>
    public static SearchOrder Unordered { get; } = new(Any, true);
}

/// <summary>A page token is not one of this store, or was made for another search. HTTP 400.</summary>
public sealed class PageTokenException(string message) : Exception(message);

/// <summary>The plan would cost too much; the message says how to narrow it.</summary>
public sealed class SearchTooCostlyException(string message) : Exception(message);
