using Carewright.Storage.Indexing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>Makes streams of rows out of the conditions that name values: posting lists, unions of them, and leaps between several.</summary>
internal sealed class StreamBuilder(SearchRun run, int type)
{
    /// <summary>From this many posting lists on, their rows are collected beforehand.</summary>
    private const int MostCursors = 12;

    /// <summary>Rows collected beforehand at most.</summary>
    private const int MostCollected = 100_000;

    /// <summary>A posting list with fewer rows than this is walked alone.</summary>
    private const int FewRows = 64;

    private const int MostIntersected = 3;

    /// <summary>A stream of all rows that can satisfy the conditions (it may have others); null when none of them names values, or they name too many.</summary>
    public RowStream? Build(IReadOnlyList<Predicate> conditions)
    {
        var lists = conditions.Select(Postings).OfType<List<IndexKey>>().ToList();
        if (lists.Count == 0)
            return null;
        if (lists.Find(list => list.Count == 0) is not null)
            return new ArrayStream([]);
        if (lists.Count == 1)
            return Union(lists[0]);
        var counted = lists.Select(list => (List: list, Rows: CountUpTo(list, FewRows))).OrderBy(item => item.Rows).ThenBy(item => item.List.Count).ToList();
        if (counted[0].Rows < FewRows)
            return Union(counted[0].List);
        var parts = counted.Where(item => item.List.Count <= MostCursors).Take(MostIntersected).Select(item => Union(item.List)!).ToList();
        return parts.Count switch
        {
            0 => counted.Select(item => Union(item.List)).FirstOrDefault(stream => stream is not null),
            1 => parts[0],
            _ => new IntersectStream(parts),
        };
    }

    /// <summary>Rows that the most selective condition has, counted up to a cap; null when no condition names values.</summary>
    public int? Fewest(IReadOnlyList<Predicate> conditions, int cap)
    {
        int? fewest = null;
        foreach (var list in conditions.Select(Postings).OfType<List<IndexKey>>())
            fewest = CountUpTo(list, fewest ?? cap);
        return fewest;
    }

    /// <summary>The posting lists (parameter, value, second) whose union holds all rows for which a condition holds; null when it names no values.</summary>
    private List<IndexKey>? Postings(Predicate condition)
    {
        switch (condition)
        {
            case HasValue { Parameter: BuiltInParameter.Compartment } has:
                return [.. has.Values.Distinct().Select(value => new IndexKey(has.Parameter, value, type, 0))];
            case HasValue has:
                return has.Values.Count > MostCollected ? null : [.. has.Values.Distinct().SelectMany(value => Seconds(has.Parameter, value))];
            case InRange range when range.LowAtLeast == range.LowAtMost && range.HighAtLeast == range.HighAtMost:
                return [new IndexKey(range.Parameter, range.LowAtLeast, range.HighAtLeast, 0)];
            case AnyOf any:
                var parts = any.Parts.Select(Postings).ToList();
                return parts.TrueForAll(part => part is not null) ? [.. parts.SelectMany(part => part!).Distinct()] : null;
            case AllOf all:
                return all.Parts.Select(Postings).FirstOrDefault(part => part is not null);
            default:
                return null;
        }
    }

    /// <summary>The posting lists of a value: one per second value (the systems of a code).</summary>
    private List<IndexKey> Seconds(int parameter, long value)
    {
        var lists = new List<IndexKey>(1);
        using var cursor = new MergedCursor(run.Reader, backward: false);
        var last = IndexKey.Last(parameter, value);
        cursor.Seek(IndexKey.First(parameter, value), last);
        while (cursor.Next())
        {
            run.Examine();
            lists.Add(cursor.Current with { Row = 0 });
            // An identity has one row, and its second value is always 0.
            if (parameter == BuiltInParameter.Identity || cursor.Current.Second == long.MaxValue)
                break;
            cursor.Seek(new IndexKey(parameter, value, cursor.Current.Second + 1, long.MinValue), last);
        }
        return lists;
    }

    private RowStream? Union(List<IndexKey> lists)
    {
        if (lists.Count == 1)
            return Posting(lists[0]);
        if (lists.Count <= MostCursors)
            return new UnionStream([.. lists.Select(Posting)]);
        var rows = new List<long>();
        foreach (var list in lists)
            if (!Collect(list, rows))
                return null;
        return new ArrayStream([.. rows.Distinct().OrderDescending()]);
    }

    private bool Collect(IndexKey list, List<long> rows)
    {
        using var cursor = new MergedCursor(run.Reader, backward: false);
        cursor.Seek(list with { Row = long.MinValue }, list with { Row = long.MaxValue });
        while (cursor.Next())
        {
            if (rows.Count == MostCollected)
                return false;
            rows.Add(cursor.Current.Row);
        }
        return true;
    }

    private int CountUpTo(List<IndexKey> lists, int cap)
    {
        var count = 0;
        foreach (var list in lists)
        {
            using var cursor = new MergedCursor(run.Reader, backward: false);
            cursor.Seek(list with { Row = long.MinValue }, list with { Row = long.MaxValue });
            while (count < cap && cursor.Next())
                count++;
            if (count >= cap)
                break;
        }
        return count;
    }

    private PostingStream Posting(IndexKey list) => new(run.Reader, list.Parameter, list.Value, list.Second);
}
