using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>Fills a page from candidates that come in the page's order.</summary>
internal static class PageReader
{
    /// <summary>Adds matches until the page is full; returns the key of its last row when there is at least one more candidate that matches by the index, else null.</summary>
    /// <param name="run">The search.</param>
    /// <param name="plan">Its page.</param>
    /// <param name="target">What a row must be.</param>
    /// <param name="candidates">In the page's order.</param>
    /// <param name="rows">Where to.</param>
    /// <param name="patience">Gives up, as at the end, after so many candidates.</param>
    public static IndexKey? Fill(SearchRun run, SearchPlan plan, in MatchTarget target, Candidates candidates, List<StoredVersion> rows, int patience = int.MaxValue)
    {
        IndexKey last = default;
        for (var sequence = candidates.Next(); sequence != 0 && patience-- > 0; sequence = candidates.Next())
        {
            if (run.Match(sequence, target, candidates.Accept) is not { } match)
                continue;
            // One more than the page holds says that there is a next page; it is confirmed when that is asked for.
            if (rows.Count == plan.Count)
                return last;
            if (plan.Confirm is not null && !plan.Confirm(match))
                continue;
            rows.Add(match);
            last = candidates.Key;
        }
        return null;
    }
}
