using System.Globalization;
using System.Text.Json.Nodes;

namespace Carewright.Storage.Compliance;

/// <summary>Small synthetic resources.</summary>
public static class Samples
{
    /// <summary>A patient.</summary>
    public static JsonObject Patient(string id, string family = "Testperson", string given = "Ada", string birthDate = "1980-05-17", string record = "R-1") => new()
    {
        ["resourceType"] = "Patient",
        ["id"] = id,
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:test:record", ["value"] = record }),
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["given"] = new JsonArray(given) }),
        ["gender"] = "female",
        ["birthDate"] = birthDate,
    };

    /// <summary>A measurement.</summary>
    public static JsonObject Observation(string id, string patient, string code = "8867-4", string at = "2024-03-01T10:00:00Z", decimal value = 72m) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = id,
        ["status"] = "final",
        ["category"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")),
        ["code"] = Concept("http://loinc.org", code),
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{patient}" },
        ["effectiveDateTime"] = at,
        ["valueQuantity"] = new JsonObject { ["value"] = value, ["unit"] = "beats/minute", ["system"] = "http://unitsofmeasure.org", ["code"] = "/min" },
    };

    /// <summary>A problem.</summary>
    public static JsonObject Condition(string id, string patient, string code, string onset) => new()
    {
        ["resourceType"] = "Condition",
        ["id"] = id,
        ["code"] = Concept("http://hl7.org/fhir/sid/icd-10-cm", code),
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{patient}" },
        ["onsetDateTime"] = onset,
    };

    /// <summary>A stay, from one time to another.</summary>
    public static JsonObject Encounter(string id, string patient, DateTimeOffset from, DateTimeOffset? to) => new()
    {
        ["resourceType"] = "Encounter",
        ["id"] = id,
        ["status"] = "finished",
        ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "AMB" },
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{patient}" },
        ["period"] = Period(from, to),
    };

    private static JsonObject Period(DateTimeOffset from, DateTimeOffset? to)
    {
        var period = new JsonObject { ["start"] = Text(from) };
        if (to is { } end)
            period["end"] = Text(end);
        return period;
    }

    /// <summary>A concept with one coding.</summary>
    public static JsonObject Concept(string system, string code, string? display = null)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is not null)
            coding["display"] = display;
        return new JsonObject { ["coding"] = new JsonArray(coding) };
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
}
