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

    /// <summary>The least or greatest (v, s) of a parameter's entries: what a row is ordered by. False when it has none.</summary>
    internal static bool TryGetExtreme(RowFacts row, int parameter, bool greatest, out long value, out long second)
    {
        if (parameter == row.TypeNumber)
        {
            (value, second) = (row.LastUpdated, 0);
            return true;
        }
        (value, second) = (0, 0);
        var reader = new PackedReader(row.Entries);
        if (!reader.Seek(parameter) || !reader.NextOf())
            return false;
        // Entries are sorted: the first is the least, the last the greatest.
        (value, second) = (reader.Current.Value, reader.Current.Second);
        while (greatest && reader.NextOf())
            (value, second) = (reader.Current.Value, reader.Current.Second);
        return true;
    }

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
