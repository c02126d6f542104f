namespace Carewright.Mapping.Analysers;

/// <summary>What the record has of the specimen that results are of.</summary>
/// <param name="Number">Its accession number.</param>
/// <param name="Reference"><c>Specimen/id</c>.</param>
/// <param name="Patient">By what its patient is known, <c>system|value</c>.</param>
/// <param name="Collected">When it was taken, as FHIR writes it; null when that is not said.</param>
/// <param name="Orders">What is ordered of it.</param>
public sealed record KnownSpecimen(string Number, string Reference, string Patient, string? Collected, IReadOnlyList<KnownOrder> Orders);

/// <summary>An order of a specimen.</summary>
/// <param name="Reference"><c>ServiceRequest/id</c>.</param>
/// <param name="Code">Its <c>code</c>, a CodeableConcept as UTF-8 JSON.</param>
/// <param name="Codings">The codings of that, <c>system|code</c>.</param>
public sealed record KnownOrder(string Reference, ReadOnlyMemory<byte> Code, IReadOnlyCollection<string> Codings)
{
    /// <summary>The encounter of the order; null when it has none.</summary>
    public string? Encounter { get; init; }

    /// <summary>What there is of results that came before.</summary>
    public IReadOnlyList<KnownResult> Results { get; init; } = [];
}

/// <summary>A result that came before.</summary>
/// <param name="Reference"><c>Observation/id</c>.</param>
/// <param name="Identifiers">What it is known by, <c>system|value</c>.</param>
/// <param name="Status">How far it is.</param>
public sealed record KnownResult(string Reference, IReadOnlyCollection<string> Identifiers, string Status);
