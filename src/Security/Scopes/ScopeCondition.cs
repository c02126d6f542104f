using System.Collections.Frozen;
using Carewright.Fhir.Definitions;

namespace Carewright.Security;

/// <summary>What a scope asks of a row of one type.</summary>
/// <param name="Criteria">FHIR search criteria, or null.</param>
/// <param name="CompartmentPatient">The patient in whose compartment the row must be, or null.</param>
internal sealed record ScopeCondition(string? Criteria, string? CompartmentPatient)
{
    // What a patient's app needs to show names and places; nothing in them is about a patient.
    private static readonly FrozenSet<string> s_shared = FrozenSet.Create(
        StringComparer.Ordinal, "Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Endpoint", "Medication", "Questionnaire");

    /// <summary>No condition.</summary>
    internal static ScopeCondition Anything { get; } = new(null, null);

    /// <summary>The condition of a scope that covers the interaction; null when it opens nothing of the type.</summary>
    internal static ScopeCondition? Of(FhirScope scope, AccessInteraction interaction, string type, string? patient)
    {
        // A subscription acts later, by itself, with all the rights of its owner: no token may set one up, or listen to one.
        if (type == "Subscription")
            return null;
        if (scope.Subject != ScopeSubject.Patient)
            return new ScopeCondition(scope.Criteria, null);
        return patient is null ? null : OfPatient(scope, interaction, type, patient);
    }

    /// <summary>The grant with the condition and-ed onto it; null when no row can satisfy both.</summary>
    internal RowGrant? And(RowGrant grant)
    {
        if (CompartmentPatient is not null && grant.CompartmentPatient is not null && CompartmentPatient != grant.CompartmentPatient)
            return null;
        return grant with { Filter = Both(grant.Filter, Criteria), CompartmentPatient = grant.CompartmentPatient ?? CompartmentPatient };
    }

    private static ScopeCondition? OfPatient(FhirScope scope, AccessInteraction interaction, string type, string patient)
    {
        if (FhirModel.R4.PatientCompartment.Links.ContainsKey(type) || type == "Patient")
            return new ScopeCondition(scope.Criteria, patient);
        // Device and a few more name their patient without being in the compartment (FHIR R4 compartmentdefinition-patient.html).
        if (FhirModel.R4.FindSearchParameter(type, "patient") is { Type: "reference" } parameter && parameter.Targets.Contains("Patient"))
            return new ScopeCondition(Both(scope.Criteria, $"patient={patient}"), null);
        return s_shared.Contains(type) && interaction is (AccessInteraction.Read or AccessInteraction.Search) ? new ScopeCondition(scope.Criteria, null) : null;
    }

    private static string? Both(string? one, string? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ when one == other => one,
        _ => $"{one}&{other}",
    };
}
