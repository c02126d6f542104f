using System.Text.Json;

namespace Carewright.Mapping.Tests.Messages;

/// <summary>The facts of FHIR resources that are compared with another converter's: what a clinician would look for.</summary>
internal sealed class Facts
{
    private readonly SortedDictionary<string, SortedSet<string>> _all = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SortedSet<string>> All => _all;

    /// <summary>Takes the facts of a resource.</summary>
    public void Add(JsonElement resource)
    {
        switch (resource.At("resourceType"))
        {
            case "Patient":
                AddIdentifiers(resource, "Patient.identifier", "identifier");
                foreach (var name in Items(resource, "name"))
                    Put("Patient.name", string.Join(' ', new[] { name.At("family") }.Concat(Items(name, "given").Select(given => given.GetString()))).Trim());
                Put("Patient.birthDate", resource.At("birthDate"));
                break;
            case "Observation":
                AddObservation(resource);
                break;
            case "ServiceRequest" or "DiagnosticReport" or "MedicationRequest" or "Immunization" or "Appointment":
                AddIdentifiers(resource, "order number", "identifier", "PLAC", "FILL");
                Put($"{resource.At("resourceType")}.time", Instant(resource.At("effectiveDateTime") ?? resource.At("occurrenceDateTime") ?? resource.At("start")));
                break;
            case "Encounter":
                Put("Encounter.start", Instant(resource.At("period.start")));
                break;
            default:
                break;
        }
    }

    private void AddObservation(JsonElement resource)
    {
        var code = resource.At("code.coding[0].code");
        Put("Observation.code", code);
        Put("Observation.status", code is null ? null : $"{code} {resource.At("status")}");
        AddValue(resource);
        foreach (var component in Items(resource, "component"))
            AddValue(component);
        Put("Observation.time", Instant(resource.At("effectiveDateTime") ?? resource.At("effectivePeriod.start")));
    }

    private void AddValue(JsonElement element)
    {
        Put("Observation.value", element.At("valueQuantity.value") ?? element.At("valueString") ?? element.At("valueCodeableConcept.coding[0].code") ?? Instant(element.At("valueDateTime")));
        Put("Observation.unit", element.At("valueQuantity.unit") ?? element.At("valueQuantity.code"));
    }

    private void AddIdentifiers(JsonElement resource, string fact, string path, params string[] types)
    {
        foreach (var identifier in Items(resource, path))
            if (types.Length == 0 || types.Contains(identifier.At("type.coding[0].code")))
                Put(fact, identifier.At("value"));
    }

    // Offsets are compared as points in time.
    private static string? Instant(string? text) =>
        text?.Contains('T', StringComparison.Ordinal) == true && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time)
            ? time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
            : text;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var items) ? items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [items] : [];

    private void Put(string fact, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return;
        if (!_all.TryGetValue(fact, out var values))
            _all[fact] = values = new SortedSet<string>(StringComparer.Ordinal);
        values.Add(value.Trim());
    }
}
