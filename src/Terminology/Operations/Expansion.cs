using Carewright.Terminology.Concepts;
using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology.Operations;

/// <summary>A question to <c>$expand</c> (FHIR R4 valueset-operation-expand.html).</summary>
public sealed record ExpandRequest
{
    /// <summary>The value set by its canonical; null with <see cref="ValueSet"/>.</summary>
    public string? Url { get; init; }

    /// <summary>The value set itself; null when it is named.</summary>
    public ValueSetModel? ValueSet { get; init; }

    /// <summary>What was typed; null for everything.</summary>
    public string? Filter { get; init; }

    /// <summary>How many concepts to pass over.</summary>
    public int Offset { get; init; }

    /// <summary>How many to give at most; null for all.</summary>
    public int? Count { get; init; }

    /// <summary>Leaves out what is no longer in use.</summary>
    public bool ActiveOnly { get; init; }

    /// <summary>Leaves out groupers.</summary>
    public bool ExcludeNotForUI { get; init; }

    /// <summary>False asks for the hierarchy; it is given when the whole expansion is, without a filter.</summary>
    public bool? ExcludeNested { get; init; }

    /// <summary>Language of displays; null for the systems' own.</summary>
    public string? DisplayLanguage { get; init; }

    /// <summary>Gives all texts of a concept.</summary>
    public bool IncludeDesignations { get; init; }

    /// <summary>Which texts: <c>system|code</c> of a use, or <c>urn:ietf:bcp:47|tag</c> of a language; empty for all.</summary>
    public IReadOnlyList<string> Designations { get; init; } = [];

    /// <summary>Gives the definition of the value set with the expansion.</summary>
    public bool IncludeDefinition { get; init; }

    /// <summary>Code systems, with or without version, to leave out.</summary>
    public IReadOnlyList<string> ExcludeSystems { get; init; } = [];

    /// <summary>Supplements to use.</summary>
    public IReadOnlyList<string> Supplements { get; init; } = [];

    /// <summary>Versions of code systems.</summary>
    public VersionRules Versions { get; init; } = VersionRules.None;
}

/// <summary>A concept of an expansion.</summary>
/// <param name="System">Code system.</param>
/// <param name="Version">Its version; null when it has none.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display; null when there is none.</param>
/// <param name="Traits">What is particular about it.</param>
/// <param name="Designations">Texts asked for.</param>
/// <param name="Contains">Concepts below it, when the hierarchy was asked for.</param>
public sealed record ExpandedConcept(
    string System, string? Version, string Code, string? Display, ConceptTraits Traits, IReadOnlyList<Designation> Designations, IReadOnlyList<ExpandedConcept> Contains);

/// <summary>What <c>$expand</c> answers.</summary>
/// <param name="ValueSet">The value set.</param>
/// <param name="Timestamp">When, UTC.</param>
/// <param name="Total">How many concepts there are in all, paging apart.</param>
/// <param name="Offset">How many were passed over.</param>
/// <param name="Contains">The concepts.</param>
/// <param name="Parameters">What the expansion was controlled by: name and value (text, number, flag or <c>Canonical</c>); <c>version</c> tells the systems' versions that were used.</param>
/// <param name="IsUnclosed">True when a grammar's codes belong to it, of which only those in common use are given.</param>
public sealed record Expansion(
    ValueSetModel ValueSet, DateTimeOffset Timestamp, int Total, int Offset, IReadOnlyList<ExpandedConcept> Contains, IReadOnlyList<KeyValuePair<string, object>> Parameters, bool IsUnclosed);
