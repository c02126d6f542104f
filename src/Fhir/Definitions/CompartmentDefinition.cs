namespace Carewright.Fhir.Definitions;

/// <summary>Which resources belong to the compartment of a Patient (FHIR R4 compartmentdefinition-patient.html). Immutable.</summary>
public sealed class CompartmentDefinition
{
    internal CompartmentDefinition(Format.CompartmentRecord record)
    {
        Code = record.Code;
        Links = record.Links.ToDictionary(l => l.Type, l => (IReadOnlyList<string>)l.Parameters, StringComparer.Ordinal);
    }

    /// <summary>Type of the owner: <c>Patient</c>.</summary>
    public string Code { get; }

    /// <summary>Per resource type the codes of the search parameters that link it to the owner. Types that are never in the compartment are absent.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Links { get; }

    /// <summary>The linking search parameters of a resource type; empty when it is never in the compartment.</summary>
    public IReadOnlyList<string> ParametersOf(string resourceType) => Links.TryGetValue(resourceType, out var codes) ? codes : [];
}
