namespace Carewright.Fhir.Definitions;

/// <summary>One type that an element may have.</summary>
/// <param name="Type">The type; a backbone element's own type; a content reference's target.</param>
/// <param name="TargetTypes">For <c>Reference</c> and <c>canonical</c>: resource types it may point to. Empty: any.</param>
/// <param name="Profiles">Canonical URLs of profiles on the type (<c>SimpleQuantity</c>). Mostly empty.</param>
public sealed record ElementType(TypeDefinition Type, IReadOnlyList<string> TargetTypes, IReadOnlyList<string> Profiles);
