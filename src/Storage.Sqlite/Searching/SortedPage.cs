using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>Pages of matches that are collected and sorted in memory, up to a cap.</summary>
internal static class SortedPage
{
    /// <summary>Sorts by the index entries of a parameter.</summary>
    public static PageMark? ByIndex(SearchRun run, SearchPlan plan, in MatchTarget target, WalkOrder order, Candidates candidates, PageMark? mark, List<StoredVersion> rows)
    {
        var type = target.Type;
        var found = Collect(run, target, candidates, match => Place(match, type, order));
        var direction = order.Descending ? -1 : 1;
        found.Sort((left, right) => left.Mark.IsMissing != right.Mark.IsMissing
            ? left.Mark.IsMissing.CompareTo(right.Mark.IsMissing) : direction * left.Mark.Key.CompareTo(right.Mark.Key));
        return Cut(plan, found, rows, item => mark is not { } at
            || (item.IsMissing != at.IsMissing ? item.IsMissing : direction * item.Key.CompareTo(at.Key) > 0));
    }

    /// <summary>Sorts by the plan's own key of the opened rows.</summary>
    public static PageMark? ByText(SearchRun run, SearchPlan plan, in MatchTarget target, Candidates candidates, PageMark? mark, List<StoredVersion> rows)
    {
        var direction = plan.Order.Descending ? -1 : 1;
        var found = Collect(run, target, candidates, match =>
        {
            run.Examine(SearchRun.MostExamined / Executor.MostSorted / 2);
            return new PageMark(WalkMode.Ordered, -1, false, new IndexKey(0, 0, 0, match.RowId), plan.Order.InMemoryKey!(match));
        });
        found.Sort((left, right) => direction * Compare(left.Mark, right.Mark));
        return Cut(plan, found, rows, item => mark is not { } at || direction * Compare(item, at) > 0);
    }

    private static int Compare(in PageMark left, in PageMark right) =>
        string.CompareOrdinal(left.Text, right.Text) is var order && order != 0 ? order : left.Key.Row.CompareTo(right.Key.Row);

    private static PageMark Place(SealedVersion match, int type, WalkOrder order)
    {
        var facts = new RowFacts(type, match.Identity, match.LastUpdatedMicroseconds, match.Entries.Bytes.Span);
        var isMissing = !order.TryGetPlace(facts, out var value, out var second);
        if (isMissing || order.Parameter == type)
            return new PageMark(WalkMode.Ordered, -1, isMissing, new IndexKey(type, match.LastUpdatedMicroseconds, match.Sequence, match.RowId), null);
        return new PageMark(WalkMode.Ordered, -1, false, new IndexKey(order.Parameter, value, second, match.RowId), null);
    }

    private static List<(PageMark Mark, SealedVersion Row)> Collect(SearchRun run, in MatchTarget target, Candidates candidates, Func<SealedVersion, PageMark> place)
    {
        var found = new List<(PageMark, SealedVersion)>();
        using (candidates)
            for (var sequence = candidates.Next(); sequence != 0; sequence = candidates.Next())
            {
                if (run.Match(sequence, target, candidates.Accept) is not { } match)
                    continue;
                if (found.Count == Executor.MostSorted)
                    throw new SearchTooCostlyException($"More than {Executor.MostSorted} rows match; that is too many to sort by this. Narrow the search, or sort by a date or by _lastUpdated.");
                found.Add((place(match), match));
            }
        return found;
    }

    private static PageMark? Cut(SearchPlan plan, List<(PageMark Mark, SealedVersion Row)> found, List<StoredVersion> rows, Func<PageMark, bool> isAfter)
    {
        PageMark? last = null;
        foreach (var (mark, row) in found)
        {
            if (!isAfter(mark) || (plan.Confirm is not null && !plan.Confirm(row)))
                continue;
            if (rows.Count == plan.Count)
                return last;
            rows.Add(row);
            last = mark;
        }
        return null;
    }
}
