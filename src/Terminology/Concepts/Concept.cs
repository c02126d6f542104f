namespace Carewright.Terminology.Concepts;

/// <summary>What is particular about a concept.</summary>
[Flags]
public enum ConceptTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No longer to be used; kept so that old records can be read.</summary>
    Inactive = 1,

    /// <summary>A grouper: not to be chosen for a record (FHIR R4 codesystem-concept-properties.html#concept-properties-notSelectable).</summary>
    Abstract = 2,
}

/// <summary>One concept of a code system.</summary>
/// <param name="Key">Its number within the code system, from 0, in published order.</param>
/// <param name="Code">The code, as the system spells it.</param>
/// <param name="Display">The system's own display; null when it has none.</param>
/// <param name="Traits">What is particular about it.</param>
public readonly record struct Concept(int Key, string Code, string? Display, ConceptTraits Traits)
{
    /// <summary>True when it is no longer to be used.</summary>
    public bool IsInactive => (Traits & ConceptTraits.Inactive) != 0;

    /// <summary>True for a grouper.</summary>
    public bool IsAbstract => (Traits & ConceptTraits.Abstract) != 0;
}

/// <summary>A code in a system, as designations and properties carry it.</summary>
/// <param name="System">Code system; null when not told.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display; null when not told.</param>
public sealed record TermCoding(string? System, string Code, string? Display);

/// <summary>Another text for a concept (FHIR R4 codesystem-definitions.html#CodeSystem.concept.designation).</summary>
/// <param name="Language">BCP-47 tag; null when not told.</param>
/// <param name="Use">What kind of text it is; null when not told.</param>
/// <param name="Value">The text.</param>
public sealed record Designation(string? Language, TermCoding? Use, string Value);

/// <summary>The type of a property's value.</summary>
public enum PropertyKind
{
    /// <summary>A code of the same system.</summary>
    Code,

    /// <summary>A code of another system.</summary>
    Coding,

    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A FHIR dateTime.</summary>
    DateTime,

    /// <summary>A number.</summary>
    Decimal,
}

/// <summary>A property value of a concept.</summary>
/// <param name="Code">Which property.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Value">The value as FHIR writes it; of a coding its code.</param>
/// <param name="System">Of a coding its system; otherwise null.</param>
/// <param name="Display">Of a coding its display; otherwise null.</param>
public sealed record ConceptProperty(string Code, PropertyKind Kind, string Value, string? System = null, string? Display = null);

/// <summary>What is known of a concept beyond <see cref="Concept"/>.</summary>
/// <param name="Definition">What it means; null when not told.</param>
/// <param name="Designations">Other texts, in published order.</param>
/// <param name="Properties">Property values, in published order; parents and children are the hierarchy's and not among them.</param>
public sealed record ConceptDetail(string? Definition, IReadOnlyList<Designation> Designations, IReadOnlyList<ConceptProperty> Properties)
{
    /// <summary>Nothing more.</summary>
    public static ConceptDetail None { get; } = new(null, [], []);
}
