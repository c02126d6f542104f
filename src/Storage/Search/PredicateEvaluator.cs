using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>What predicates are decided on: the packed entries of a version and what its header says.</summary>
public readonly ref struct RowFacts
{
    /// <summary>Facts of a row that is still in its provider's memory.</summary>
    /// <param name="typeNumber">Number of the resource type.</param>
    /// <param name="identity">Identity hash.</param>
    /// <param name="lastUpdated">Microseconds since 1970 UTC.</param>
    /// <param name="entries">Packed entries.</param>
    public RowFacts(int typeNumber, long identity, long lastUpdated, ReadOnlySpan<byte> entries)
    {
        TypeNumber = typeNumber;
        Identity = identity;
        LastUpdated = lastUpdated;
        Entries = entries;
    }

    /// <summary>Number of the resource type; as a parameter number it stands for the last update.</summary>
    public int TypeNumber { get; }

    /// <summary>Identity hash.</summary>
    public long Identity { get; }

    /// <summary>Microseconds since 1970 UTC.</summary>
    public long LastUpdated { get; }

    /// <summary>Packed entries.</summary>
    public ReadOnlySpan<byte> Entries { get; }
}

/// <summary>Decides the predicates that leave the row: chains. A provider implements it over its index.</summary>
public interface IPredicateJoins
{
    /// <summary>Decides a chain for a row.</summary>
    bool Holds(PointsTo chain, RowFacts row);

    /// <summary>Decides a reverse chain for a row.</summary>
    bool Holds(PointedToBy chain, RowFacts row);
}

/// <summary>Decides predicates directly on packed entries, without allocating. The one place that does: searches, counts and authorisation filters all come here.</summary>
public static class PredicateEvaluator
{
    /// <summary>
    /// Whether a predicate that asks only for index entries holds. Chains, <c>_id</c> and <c>_lastUpdated</c> need more than entries: <see cref="IsLocal"/> tells, and <see cref="IRecordStore.Matches"/> decides them.
    /// </summary>
    /// <exception cref="ArgumentException">The predicate is not local: it must not be taken for one that fails.</exception>
    public static bool Holds(Predicate predicate, PackedEntries entries) =>
        IsLocal(predicate)
            ? Holds(predicate, new RowFacts(-1, 0, 0, entries.Bytes.Span), NoJoins.Instance)
            : throw new ArgumentException("The predicate asks for more than index entries.", nameof(predicate));

    /// <summary>Whether a predicate can be decided on index entries alone.</summary>
    public static bool IsLocal(Predicate predicate)
    {
        switch (predicate)
        {
            case AllOf all:
                return AreLocal(all.Parts);
            case AnyOf any:
                return AreLocal(any.Parts);
            case Not not:
                return IsLocal(not.Part);
            case HasValue has:
                return has.Parameter != BuiltInParameter.Identity;
            case InRange range:
                return !range.IsLastUpdate;
            default:
                return predicate is Search.HasOther or Search.HasAny;
        }
    }

    private static bool AreLocal(IReadOnlyList<Predicate> parts)
    {
        for (var i = 0; i < parts.Count; i++)
            if (!IsLocal(parts[i]))
                return false;
        return true;
    }

    private sealed class NoJoins : IPredicateJoins
    {
        public static NoJoins Instance { get; } = new();

        public bool Holds(PointsTo chain, RowFacts row) => throw new InvalidOperationException("A chain is not local.");

        public bool Holds(PointedToBy chain, RowFacts row) => throw new InvalidOperationException("A chain is not local.");
    }

    /// <summary>Whether a predicate holds for a row.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="row">The row.</param>
    /// <param name="joins">Decides chains.</param>
    public static bool Holds(Predicate predicate, RowFacts row, IPredicateJoins joins) => predicate switch
    {
        AllOf all => All(all.Parts, row, joins),
        AnyOf any => Any(any.Parts, row, joins),
        Not not => !Holds(not.Part, row, joins),
        HasValue has => HasValue(has, row),
        InRange range => InRange(range, row),
        HasOther other => HasOther(other, row),
        HasAny any => HasAny(any.Parameter, row),
        PointsTo chain => joins.Holds(chain, row),
        PointedToBy chain => joins.Holds(chain, row),
        _ => throw new InvalidOperationException($"No rule for the predicate {predicate.GetType().Name}."),
    };

    private static bool All(IReadOnlyList<Predicate> parts, RowFacts row, IPredicateJoins joins)
    {
        for (var i = 0; i < parts.Count; i++)
            if (!Holds(parts[i], row, joins))
                return false;
        return true;
    }

    private static bool Any(IReadOnlyList<Predicate> parts, RowFacts row, IPredicateJoins joins)
    {
        for (var i = 0; i < parts.Count; i++)
            if (Holds(parts[i], row, joins))
                return true;
        return false;
    }

    private static bool HasValue(HasValue has, RowFacts row)
    {
        if (has.Parameter == BuiltInParameter.Identity)
            return has.Contains(row.Identity);
        if (has.Parameter == row.TypeNumber)
            return has.Contains(row.LastUpdated);
        var reader = new PackedReader(row.Entries);
        if (!reader.Seek(has.Parameter))
            return false;
        while (reader.NextOf())
            if (has.Contains(reader.Current.Value))
                return true;
        return false;
    }

    private static bool InRange(InRange range, RowFacts row)
    {
        if (range.Parameter == row.TypeNumber)
            return range.Contains(row.LastUpdated, row.LastUpdated);
        var reader = new PackedReader(row.Entries);
        if (!reader.Seek(range.Parameter))
            return false;
        while (reader.NextOf())
            if (range.Contains(reader.Current.Value, reader.Current.Second))
                return true;
        return false;
    }

    private static bool HasOther(HasOther other, RowFacts row)
    {
        var reader = new PackedReader(row.Entries);
        if (!reader.Seek(other.Parameter))
            return false;
        while (reader.NextOf())
            if (reader.Current.Second == other.Second && !other.Except.Contains(reader.Current.Value))
                return true;
        return false;
    }

    private static bool HasAny(int parameter, RowFacts row) =>
        parameter == row.TypeNumber || parameter == BuiltInParameter.Identity || new PackedReader(row.Entries).Seek(parameter);
}
