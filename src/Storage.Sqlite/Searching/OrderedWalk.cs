using Carewright.Storage.Indexing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>
/// Pages in the order of a parameter or of the last update. With few candidates they are collected and sorted; else the index is walked in that order. Both give the same order, so that one page may
/// be made one way and the next the other: rows with a value by (value, second, row), then rows without one by last update.
/// </summary>
internal sealed class OrderedWalk(SearchRun run, SearchPlan plan, MatchTarget target, IReadOnlyList<Predicate> conditions)
{
    private const int Patience = 4;
    private readonly WalkOrder _order = OrderOf(plan, target.Type, conditions);

    public PageMark? Page(PageMark? mark, List<StoredVersion> rows, Func<Candidates> natural)
    {
        if (plan.Pair is { } pair && pair.DateParameter == _order.Parameter)
            return PairPage(pair, mark, rows);
        if (plan.Pair is not null || IsSorted(mark, rows, out var walked))
            return SortedPage.ByIndex(run, plan, target, _order, natural(), mark, rows);
        if (walked is { } key)
            return new PageMark(WalkMode.Ordered, -1, false, key, null);
        if (mark is not { IsMissing: true })
        {
            var next = Fill(RangeCandidates(run, target.Type, _order, mark?.Key), rows, false);
            if (next is not null || _order.Parameter == target.Type)
                return next;
        }
        return WithoutValue(mark is { IsMissing: true } ? mark : null, rows);
    }

    /// <summary>
    /// Whether the candidates are few enough to collect and sort. Where they are many, one in so many rows of the type, a page is looked for along the order first: it is done after about
    /// count x rows / candidates rows. If the matches lie elsewhere in the order, sorting them is what is left.
    /// </summary>
    private bool IsSorted(PageMark? mark, List<StoredVersion> rows, out IndexKey? walked)
    {
        walked = null;
        var builder = new StreamBuilder(run, target.Type);
        var total = run.Reader.Snapshot.Coverage.Counts.GetValueOrDefault(target.Type);
        var worth = (int)Math.Clamp(Math.Sqrt(plan.Count * (double)total), 64, Executor.MostSorted);
        if (builder.Fewest(conditions, worth) is not { } fewest)
            return false;
        if (fewest < worth)
            return true;
        if (mark is not { IsMissing: true })
        {
            using var candidates = RangeCandidates(run, target.Type, _order, mark?.Key);
            walked = PageReader.Fill(run, plan, target, candidates, rows, worth * Patience);
            if (walked is not null)
                return false;
            rows.Clear();
        }
        return builder.Fewest(conditions, Executor.MostSorted) < Executor.MostSorted;
    }

    public static Candidates PairCandidates(SearchRun run, PairWalk pair, int type, bool descending, IndexKey? after)
    {
        var ranges = pair.Values.Select(value => new KeyRange(
            new IndexKey(pair.Parameter, value, pair.DateAtLeast, long.MinValue), new IndexKey(pair.Parameter, value, pair.DateAtMost, long.MaxValue))).ToList();
        var order = new WalkOrder(pair.DateParameter, pair.DateAtLeast, pair.DateAtMost, descending);
        return new KeyCandidates(run, new KeyWalk(run.Reader, ranges, descending), type, order, isPair: true, after);
    }

    public static Candidates RangeCandidates(SearchRun run, int type, WalkOrder order, IndexKey? after)
    {
        var range = new KeyRange(IndexKey.First(order.Parameter, order.AtLeast), IndexKey.Last(order.Parameter, order.AtMost));
        return new KeyCandidates(run, new KeyWalk(run.Reader, [range], order.Descending), type, order, isPair: false, after);
    }

    /// <summary>The bounds that the conditions put on the low bound of a parameter's entries.</summary>
    public static (long AtLeast, long AtMost) Bounds(IReadOnlyList<Predicate> conditions, int parameter)
    {
        var (least, most) = (long.MinValue, long.MaxValue);
        foreach (var range in conditions.OfType<InRange>().Where(range => range.Parameter == parameter))
        {
            // The last update is a point: its high bound is its low bound.
            least = Math.Max(least, range.LowAtLeast);
            most = Math.Min(most, range.LowAtMost);
        }
        return (least, most);
    }

    private static WalkOrder OrderOf(SearchPlan plan, int type, IReadOnlyList<Predicate> conditions)
    {
        var parameter = plan.Order.Parameter == SearchOrder.ByLastUpdate ? type : plan.Order.Parameter;
        // Entries outside the bounds of different conditions may belong to one row: only a single condition narrows the walk.
        var narrowing = conditions.OfType<InRange>().Where(range => range.Parameter == parameter && (range.LowAtLeast != long.MinValue || range.LowAtMost != long.MaxValue)).Take(2).ToList();
        var (least, most) = narrowing.Count == 1 || parameter == type ? Bounds(conditions, parameter) : (long.MinValue, long.MaxValue);
        return new WalkOrder(parameter, least, most, plan.Order.Descending);
    }

    /// <summary>Descending, the rows without a date end the walk by themselves; ascending, they come in a second walk.</summary>
    private PageMark? PairPage(PairWalk pair, PageMark? mark, List<StoredVersion> rows)
    {
        if (_order.Descending)
            return Fill(PairCandidates(run, pair, target.Type, descending: true, mark?.Key), rows, false);
        var dated = pair with { DateAtLeast = Math.Max(pair.DateAtLeast, IndexExpansion.NoDate + 1) };
        if (mark is not { IsMissing: true } && Fill(PairCandidates(run, dated, target.Type, descending: false, mark?.Key), rows, false) is { } next)
            return next;
        if (pair.DateAtLeast != IndexExpansion.NoDate)
            return null;
        var undated = pair with { DateAtMost = IndexExpansion.NoDate };
        return Fill(PairCandidates(run, undated, target.Type, descending: false, mark is { IsMissing: true } ? mark.Value.Key : null), rows, true);
    }

    private PageMark? WithoutValue(PageMark? mark, List<StoredVersion> rows)
    {
        var order = new WalkOrder(target.Type, long.MinValue, long.MaxValue, _order.Descending);
        var missing = target with { Where = new AllOf([target.Where, new Not(new HasAny(_order.Parameter))]) };
        if (_order.AtLeast != long.MinValue || _order.AtMost != long.MaxValue)
            return null;
        using var candidates = RangeCandidates(run, target.Type, order, mark?.Key);
        return PageReader.Fill(run, plan, missing, candidates, rows) is { } key ? new PageMark(WalkMode.Ordered, -1, true, key, null)
            : null;
    }

    private PageMark? Fill(Candidates candidates, List<StoredVersion> rows, bool isMissing)
    {
        using (candidates)
            return PageReader.Fill(run, plan, target, candidates, rows) is { } key ? new PageMark(WalkMode.Ordered, -1, isMissing, key, null) : null;
    }
}
