namespace Carewright.Fhir.Definitions;

/// <summary>A constraint on a type or an element (FHIR R4 conformance-rules.html#constraints). Immutable.</summary>
/// <param name="Key">The published key, such as <c>pat-1</c>.</param>
/// <param name="IsError">True for severity <c>error</c>, false for <c>warning</c>.</param>
/// <param name="IsBestPractice">True when the publisher marks it as best practice only (<c>dom-6</c>).</param>
/// <param name="Human">What it demands, in words.</param>
/// <param name="Expression">FHIRPath that must be true with the element as focus.</param>
public sealed record InvariantDefinition(string Key, bool IsError, bool IsBestPractice, string Human, string Expression);
