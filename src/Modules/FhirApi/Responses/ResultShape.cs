using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Responses;

/// <summary><c>_summary</c> and <c>_elements</c>: how much of a resource the client wants (FHIR R4 search.html#summary, #elements). Cuts what has been released already.</summary>
internal readonly record struct ResultShape(SearchSummary Summary, IReadOnlyList<string> Elements)
{
    internal static ResultShape Whole { get; } = new(SearchSummary.False, []);

    private bool IsWhole => Summary == SearchSummary.False && Elements.Count == 0;

    /// <summary>Reads the shape for a read; the fault when a value is not one of FHIR's.</summary>
    internal static Issue? Of(HttpContext http, out ResultShape shape)
    {
        shape = Whole;
        if (!http.Request.QueryString.HasValue)
            return null;
        foreach (var (name, value) in Routing.FhirQuery.Of(http.Request))
        {
            if (name == "_elements")
                shape = shape with { Elements = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
            else if (name == "_summary" && Enum.TryParse<SearchSummary>(value, true, out var summary) && summary != SearchSummary.Count)
                shape = shape with { Summary = summary };
            else if (name is not ("_format" or "_pretty"))
                return Issue.Error(IssueTypes.NotSupported, "REST-READ-PARAMETER", $"'{name}={value}' is not a parameter of read; _summary, _elements and _format are.", name, "FHIR R4 http.html#read");
        }
        return null;
    }

    internal ReleasedResource Apply(ReleasedResource resource) => IsWhole || resource.IsDeleted ? resource : resource with { Json = Cut(resource.Json) };

    private ResourceEdits Edits() => Summary switch
    {
        _ when Elements.Count > 0 => ResourceEdits.Elements(Elements),
        SearchSummary.True => ResourceEdits.SummaryTrue,
        SearchSummary.Text => ResourceEdits.SummaryText,
        SearchSummary.Data => ResourceEdits.SummaryData,
        _ => ResourceEdits.None,
    };

    private ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> json)
    {
        var document = ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A released resource does not parse.");
        return ResourceEditor.Rewrite(document, Edits());
    }
}
