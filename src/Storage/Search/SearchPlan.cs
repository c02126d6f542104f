namespace Carewright.Storage.Search;

/// <summary>
/// A compiled search over one resource type: index predicates (values already hashed), order, page. Produced by <c>SearchCompiler</c>, run by a provider.
/// </summary>
/// <param name="ResourceType">The type whose current versions are searched.</param>
/// <param name="Where">What must hold; authorisation predicates are and-ed in.</param>
/// <param name="Order">The order of rows.</param>
/// <param name="Count">Rows per page, 1 to 1000.</param>
/// <param name="Cursor">Token of the page, or null for the first.</param>
/// <param name="Verify">Decides a candidate on its opened body where hashes alone are not enough; null when not needed.</param>
public sealed record SearchPlan(
    string ResourceType,
    Predicate Where,
    SearchOrder Order,
    int Count,
    string? Cursor,
    Func<StoredVersion, bool>? Verify);

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

/// <summary>The resource has an entry of the parameter with one of the values.</summary>
public sealed record HasValue(int Parameter, IReadOnlyList<long> Values) : Predicate;

/// <summary>The resource has an entry of the parameter whose interval [v, s] satisfies all given bounds (inclusive).</summary>
public sealed record InRange(int Parameter, long LowAtLeast, long LowAtMost, long HighAtLeast, long HighAtMost) : Predicate;

/// <summary>The resource has any entry of the parameter (<c>:missing=false</c>).</summary>
public sealed record HasAny(int Parameter) : Predicate;

/// <summary>An entry of the reference parameter points to a resource of the target type for which the inner predicate holds (chain).</summary>
public sealed record PointsTo(int Parameter, string TargetType, Predicate Target, Func<StoredVersion, bool>? Verify) : Predicate;

/// <summary>A resource of the source type for which the inner predicate holds points here through its reference parameter (<c>_has</c>).</summary>
public sealed record PointedToBy(string SourceType, int SourceParameter, Predicate Source, Func<StoredVersion, bool>? Verify) : Predicate;

/// <summary>The order of a search's rows.</summary>
/// <param name="Parameter">Parameter whose v (ascending) or s (descending) orders; 0: by last update.</param>
/// <param name="Descending">Direction.</param>
/// <param name="InMemoryKey">For what the index cannot order (strings, several keys): the key of an opened row; matches are then collected up to a cap and sorted.</param>
public sealed record SearchOrder(int Parameter, bool Descending, Func<StoredVersion, string>? InMemoryKey = null)
{
    /// <summary>Newest change first.</summary>
    public static SearchOrder LastUpdatedDescending { get; } = new(0, true);
}

/// <summary>The plan would cost too much; the message says how to narrow it.</summary>
public sealed class SearchTooCostlyException(string message) : Exception(message);
