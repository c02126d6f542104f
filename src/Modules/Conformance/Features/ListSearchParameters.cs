using Microsoft.AspNetCore.Http;

namespace Carewright.Conformance.Features;

/// <summary><c>GET /conformance/search-parameters</c>: the search parameters beyond those of R4 and how far their index is.</summary>
internal static class ListSearchParameters
{
    public static IResult Run(ConformanceLibrary library) =>
        Results.Json(new SearchParameterListing([.. library.SearchParameters()], [.. library.UnusedSearchParameters()]), ConformanceJson.Default.SearchParameterListing);
}

/// <summary>The search parameters.</summary>
internal sealed record SearchParameterListing(SearchParameterLine[] Parameters, UnusedSearchParameter[] Unused);
