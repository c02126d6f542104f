namespace Carewright.Synthesis;

/// <summary>One generated resource.</summary>
/// <param name="ResourceType">The FHIR R4 resource type, for instance <c>Patient</c>.</param>
/// <param name="Id">The logical id: a UUID in its text form, derived from the seed.</param>
/// <param name="Json">The resource as compact UTF-8 FHIR JSON without a line end; owned by the receiver.</param>
public readonly record struct SyntheticResource(string ResourceType, string Id, ReadOnlyMemory<byte> Json);
