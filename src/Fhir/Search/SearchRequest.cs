using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Fhir.Search;

/// <summary>A parsed search (FHIR R4 search.html). Immutable.</summary>
/// <param name="ResourceType">The type searched; null for the whole system.</param>
/// <param name="Criteria">All must hold.</param>
/// <param name="Includes"><c>_include</c> and <c>_revinclude</c>, in order.</param>
/// <param name="Sorts">Keys of <c>_sort</c>, in order.</param>
/// <param name="Count"><c>_count</c>: page size asked for, zero or more; null when not asked.</param>
/// <param name="Total"><c>_total</c>; null when not asked.</param>
/// <param name="Summary"><c>_summary</c>.</param>
/// <param name="Elements"><c>_elements</c>: top-level element names, known to the type; empty when not asked.</param>
/// <param name="Cursor"><c>_cursor</c>: this product's own paging mark, opaque here.</param>
public sealed record SearchRequest(
    string? ResourceType,
    IReadOnlyList<SearchCriterion> Criteria,
    IReadOnlyList<SearchInclude> Includes,
    IReadOnlyList<SearchSort> Sorts,
    int? Count,
    SearchTotal? Total,
    SearchSummary Summary,
    IReadOnlyList<string> Elements,
    string? Cursor)
{
    /// <summary>Every <c>_filter</c>; all must hold, beside <see cref="Criteria"/>.</summary>
    public IReadOnlyList<FilterExpression> Filters { get; init; } = [];

    /// <summary>The texts of <see cref="Filters"/> as the client sent them, for links.</summary>
    public IReadOnlyList<string> FilterTexts { get; init; } = [];

    /// <summary>The id of the Patient in whose compartment the search stays (<c>Patient/[id]/[type]</c>, FHIR R4 compartmentdefinition.html); null: the whole record.</summary>
    public string? CompartmentPatient { get; init; }

    /// <summary>The compartment that the search stays in, when it is not a patient's; null: the whole record.</summary>
    public SearchCompartment? Compartment { get; init; }

    /// <summary><c>_contained</c>.</summary>
    public SearchContained Contained { get; init; }

    /// <summary><c>_containedType=contained</c>: the contained resources themselves come back, and not those that contain them.</summary>
    public bool ReturnsContained { get; init; }

    /// <summary>The functional lists that were asked for (<c>$current-problems</c>), whose meaning is among <see cref="Filters"/>; for links.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>The request for one type, with the conditions of <see cref="Compartment"/> among its filters.</summary>
    public SearchRequest ForType(FhirModel model, string type) => Compartment is null ? this with { ResourceType = type }
        : this with { ResourceType = type, Compartment = null, Filters = [.. Filters, Compartment.Links(model, type)] };

    /// <summary>Every condition of the request, those inside filters included.</summary>
    public IEnumerable<SearchCriterion> AllCriteria => Criteria.Concat(Filters.SelectMany(filter => filter.Leaves));

    /// <summary><c>_type</c> of a search of the whole system; empty for all types.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Parses the decoded query parameters of a search. Never throws on bad input; every problem is an issue.</summary>
    /// <param name="resourceType">The type searched; null or empty for the whole system.</param>
    /// <param name="query">Names and values, already percent-decoded, in order.</param>
    /// <param name="model">The definitions.</param>
    /// <param name="handling">What to do with what cannot be honoured.</param>
    /// <param name="clock">The time that <c>ap</c> measures its tolerance of dates from; the system's when null.</param>
    public static SearchRequestOutcome Parse(
        string? resourceType, IEnumerable<KeyValuePair<string, string>> query, FhirModel model, SearchHandling handling, TimeProvider? clock = null) =>
        new SearchRequestParser(resourceType, model, handling, clock ?? TimeProvider.System).Parse(query);

    /// <summary>
    /// The canonical query string for the <c>self</c> link, without the leading <c>?</c>: what was honoured, percent-encoded; without <c>_cursor</c>.
    /// </summary>
    public string ToQueryString() => SearchRequestWriter.Write(this);
}

/// <summary>What came of parsing a search.</summary>
/// <param name="Request">The request; null when any issue is an error.</param>
/// <param name="Issues">All problems, each located as <c>Observation?code:bogus</c>.</param>
/// <param name="Ignored">The parameters that lenient handling dropped, as <c>name=value</c>.</param>
public readonly record struct SearchRequestOutcome(SearchRequest? Request, IReadOnlyList<Issue> Issues, IReadOnlyList<string> Ignored);
