using Carewright.Fhir.Search;

namespace Carewright.Gateway.Searching;

/// <summary>How much one page of any search holds, and how far totals are counted.</summary>
internal static class PageLimits
{
    /// <summary>A total is counted up to here.</summary>
    internal const long MostCounted = 1_000_000;

    private const int DefaultCount = 20;
    private const int MaximumCount = 1000;

    /// <summary>Matches of a page: what is asked for by <c>_count</c>, 1 to 1,000; 20 when nothing is.</summary>
    internal static int CountOf(SearchRequest request) => Math.Clamp(request.Count ?? DefaultCount, 1, MaximumCount);
}
