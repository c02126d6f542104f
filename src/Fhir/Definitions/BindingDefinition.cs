namespace Carewright.Fhir.Definitions;

/// <summary>How binding a value set is (FHIR R4 terminologies.html#strength).</summary>
public enum BindingStrength : byte
{
    /// <summary>Only codes of the value set.</summary>
    Required,

    /// <summary>Codes of the value set where one fits.</summary>
    Extensible,

    /// <summary>Codes of the value set where possible.</summary>
    Preferred,

    /// <summary>The value set is an illustration.</summary>
    Example,
}

/// <summary>The value set that codes of an element come from.</summary>
/// <param name="Strength">How binding it is.</param>
/// <param name="ValueSet">Canonical URL of the value set, without <c>|version</c>.</param>
public sealed record BindingDefinition(BindingStrength Strength, string ValueSet);
