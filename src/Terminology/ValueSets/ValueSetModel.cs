using Carewright.Fhir.Json;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.ValueSets;

/// <summary>A value set as defined (FHIR R4 valueset.html), read for evaluation. Immutable.</summary>
/// <param name="Url">Canonical url; null for one without.</param>
/// <param name="Version">Business version; null without.</param>
/// <param name="Include">What is in.</param>
/// <param name="Exclude">What of it is out.</param>
public sealed record ValueSetModel(string? Url, string? Version, IReadOnlyList<ComposePart> Include, IReadOnlyList<ComposePart> Exclude)
{
    /// <summary>False when inactive concepts are left out of it (<c>compose.inactive</c>).</summary>
    public bool IncludesInactive { get; init; } = true;

    /// <summary>Supplements that it asks for (extension <c>valueset-supplement</c>).</summary>
    public IReadOnlyList<string> Supplements { get; init; } = [];

    /// <summary>The resource; null for a value set that a code system implies.</summary>
    public ResourceDocument? Document { get; init; }

    /// <summary><c>url|version</c>, the url, or words for one without.</summary>
    public string Canonical => Url is null ? "the value set" : Version is null ? Url : $"{Url}|{Version}";
}

/// <summary>One include or exclude: concepts of one system, met with the value sets it names (FHIR R4 valueset.html#compositions).</summary>
/// <param name="System">Code system; null for value sets alone.</param>
/// <param name="Version">Its version; null for the newest.</param>
/// <param name="Concepts">Listed concepts; empty for none listed.</param>
/// <param name="Filters">Filters; all must pass.</param>
/// <param name="ValueSets">Canonicals; a concept must be in all.</param>
/// <param name="Location">FHIRPath, for issues.</param>
public sealed record ComposePart(
    string? System, string? Version, IReadOnlyList<ListedConcept> Concepts, IReadOnlyList<ComposeFilter> Filters, IReadOnlyList<string> ValueSets, string Location);

/// <summary>A concept that a value set lists.</summary>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display in this value set; null for the system's.</param>
/// <param name="Designations">Further texts in this value set.</param>
/// <param name="Traits">What an expansion said of it.</param>
public sealed record ListedConcept(string Code, string? Display, IReadOnlyList<Designation> Designations, ConceptTraits Traits = ConceptTraits.None);

/// <summary>A filter over the concepts of a system (FHIR R4 valueset-filter-operator.html).</summary>
/// <param name="Property">Which property.</param>
/// <param name="Operation">How it is compared.</param>
/// <param name="Value">With what.</param>
/// <param name="Location">FHIRPath, for issues.</param>
public sealed record ComposeFilter(string Property, string Operation, string Value, string Location);
