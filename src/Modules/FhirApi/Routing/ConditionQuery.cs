using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Features;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Criteria that name a resource to write, always read strictly: a condition that is not understood must not find more (FHIR R4 http.html#cond-update).</summary>
internal static class ConditionQuery
{
    /// <summary>The condition in the address of a conditional update, patch or delete.</summary>
    internal static (SearchRequest? Condition, IReadOnlyList<Issue> Issues) Of(HttpRequest request, string type, FhirModel definitions) =>
        Parse(request, type, definitions, FhirQuery.Of(request).Where(pair => pair.Key is not ("_format" or "_pretty")));

    /// <summary>The condition of a conditional create (<c>If-None-Exist</c>).</summary>
    internal static (SearchRequest? Condition, IReadOnlyList<Issue> Issues) Of(HttpRequest request, string type, string criteria, FhirModel definitions) =>
        Parse(request, type, definitions, QueryText.Pairs(criteria));

    private static (SearchRequest? Condition, IReadOnlyList<Issue> Issues) Parse(HttpRequest request, string type, FhirModel definitions, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var parsed = SearchRequest.Parse(type, pairs, definitions, SearchHandling.Strict);
        return parsed.Request is { } condition ? (OwnReferences.MakeRelative(condition, BaseUrl.Of(request)), parsed.Issues) : (null, parsed.Issues);
    }
}
