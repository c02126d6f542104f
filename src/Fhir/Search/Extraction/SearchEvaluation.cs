using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

internal static class SearchEvaluation
{
    public static void Run(SearchPathless evaluated, Element resource, SearchWalk walk)
    {
    }
}
