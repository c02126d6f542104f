using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Gateway.Access;

/// <summary>The patients in whose compartment a resource is (FHIR R4 compartmentdefinition-patient.html).</summary>
internal static class CompartmentMembership
{
    /// <summary>References (<c>Patient/1</c>); a Patient is in its own compartment.</summary>
    internal static IReadOnlyList<string> Of(ResourceDocument document) => Of(document, SearchExtractor.Extract(document));

    /// <summary>
    /// As above, from search values that are extracted already. A Binary belongs to the patient that its <c>securityContext</c> names (FHIR R4 binary.html#security): no search parameter says so, but it is read by the same people,
    /// sealed under the same key and erased with the rest.
    /// </summary>
    internal static IReadOnlyList<string> Of(ResourceDocument document, IReadOnlyList<SearchValue> values)
    {
        if (document.ResourceType != "Binary")
            return Of(document.ResourceType, document.Id, values);
        return document.Root.Child("securityContext").Child("reference").GetString() is { } reference && reference.StartsWith("Patient/", StringComparison.Ordinal) ? [reference.Split("/_history/")[0]] : [];
    }

    /// <summary>As above, from search values that are extracted already.</summary>
    private static IReadOnlyList<string> Of(string type, string? id, IReadOnlyList<SearchValue> values)
    {
        if (type == "Patient")
            return id is null ? [] : [$"Patient/{id}"];
        var codes = FhirModel.R4.PatientCompartment.ParametersOf(type);
        if (codes.Count == 0)
            return [];
        List<string>? patients = null;
        foreach (var value in values)
        {
            if (value.Kind != SearchKind.Reference || value.Text?.StartsWith("Patient/", StringComparison.Ordinal) != true || !codes.Contains(value.Parameter.Code))
                continue;
            patients ??= [];
            if (!patients.Contains(value.Text))
                patients.Add(value.Text);
        }
        return patients ?? [];
    }
}
