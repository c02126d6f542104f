using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Path;

/// <summary>What memberOf(), subsumes() and subsumedBy() ask (FHIR R4 fhirpath.html#functions). Null means that it does not know: the result is then empty.</summary>
public interface IFhirPathTerminology
{
    /// <summary>Whether a code is in a value set; <paramref name="system"/> is null for elements of type code and string.</summary>
    bool? IsMember(string valueSet, string? system, string code);

    /// <summary>Whether <paramref name="ancestor"/> is the same as or above <paramref name="code"/> in the hierarchy of the code system.</summary>
    bool? Subsumes(string system, string ancestor, string code);
}

/// <summary>Answers from the enumerable value sets and the code systems of the FHIR definitions; knows nothing of others.</summary>
public sealed class DefinitionTerminology : IFhirPathTerminology
{
    private readonly FhirModel _model;

    /// <summary>Answers from the definitions of <paramref name="model"/>.</summary>
    public DefinitionTerminology(FhirModel model) => _model = model;

    /// <inheritdoc/>
    public bool? IsMember(string valueSet, string? system, string code) => _model.FindValueSet(valueSet)?.Contains(system, code);

    /// <inheritdoc/>
    public bool? Subsumes(string system, string ancestor, string code) =>
        _model.FindCodeSystem(system) is { } codes && codes.Find(ancestor) is not null && codes.Find(code) is not null ? codes.Subsumes(ancestor, code) : null;
}
