using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Sandbox.Catalogue;

namespace Carewright.Sandbox.Analyser;

/// <summary>The settings of a clinic's partner that is the simulated instrument.</summary>
public static class InstrumentSettings
{
    private const string Loinc = "http://loinc.org";
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A file that <c>partner set</c> takes: an instrument on this machine that connects to a port, with what its tests are and which panels want them.</summary>
    /// <param name="port">The clinic's port.</param>
    /// <param name="timeZone">IANA time zone of the instrument's clock.</param>
    /// <param name="id">The partner's id.</param>
    public static string File(int port, string timeZone, string id = "analyser") => new JsonObject
    {
        ["id"] = id,
        ["name"] = "Sandbox Analyzer",
        ["isEnabled"] = true,
        ["analyser"] = new JsonObject(),
        ["receive"] = new JsonObject { ["port"] = port, ["isSecure"] = false, ["addresses"] = new JsonArray("127.0.0.1") },
        ["processingIds"] = new JsonArray("P", "T"),
        ["timeZone"] = timeZone,
        ["codes"] = new JsonArray([.. Tests().Concat(Panels())]),
    }.ToJsonString(s_readable);

    /// <summary>The number of the specimen of <see cref="Chart"/>.</summary>
    public const string SpecimenNumber = "SANDB0X001";

    /// <summary>Something to test, as NDJSON: a synthetic patient with two panels and a specimen of theirs (<see cref="SpecimenNumber"/>).</summary>
    /// <param name="now">When the specimen was taken.</param>
    public static string Chart(DateTimeOffset now)
    {
        const string Patient = "sandbox-analyser-patient", Specimen = "sandbox-analyser-specimen";
        var taken = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string[] panels = ["BMP", "CBC"];
        IEnumerable<JsonObject> resources =
        [
            new() { ["resourceType"] = "Patient", ["id"] = Patient, ["name"] = new JsonArray(new JsonObject { ["family"] = "Sandboxpatient", ["given"] = new JsonArray("Sandra") }), ["gender"] = "female", ["birthDate"] = "1980-02-14" },
            .. panels.Select(panel => Order(panel, Patient, Specimen, taken)),
            new()
            {
                ["resourceType"] = "Specimen", ["id"] = Specimen, ["status"] = "available", ["subject"] = Reference("Patient", Patient),
                ["accessionIdentifier"] = new JsonObject { ["system"] = "https://carewright.example/fhir/NamingSystem/specimen", ["value"] = SpecimenNumber },
                ["collection"] = new JsonObject { ["collectedDateTime"] = taken },
                ["request"] = new JsonArray([.. panels.Select(panel => (JsonNode)Reference("ServiceRequest", OrderId(panel)))]),
            },
        ];
        return string.Join('\n', resources.Select(resource => resource.ToJsonString())) + "\n";
    }

    private static JsonObject Order(string panel, string patient, string specimen, string taken)
    {
        var entry = TestCatalogue.Own[panel];
        return new JsonObject
        {
            ["resourceType"] = "ServiceRequest",
            ["id"] = OrderId(panel),
            ["status"] = "active",
            ["intent"] = "order",
            ["subject"] = Reference("Patient", patient),
            ["authoredOn"] = taken,
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Loinc, ["code"] = entry.Loinc, ["display"] = entry.Name }), ["text"] = entry.Name },
            ["specimen"] = new JsonArray(Reference("Specimen", specimen)),
        };
    }

    private static string OrderId(string panel) => $"sandbox-analyser-{panel.ToLowerInvariant()}";

    private static JsonObject Reference(string type, string id) => new() { ["reference"] = $"{type}/{id}" };

    private static IEnumerable<JsonNode> Tests() => InstrumentWriter.Menu.Select(test => Code("test", test.Code, test.Loinc, test.Name));

    private static IEnumerable<JsonNode> Panels() =>
        from panel in TestCatalogue.Own.Entries
        where panel.Kind == EntryKind.Panel
        from test in panel.Holds
        where InstrumentWriter.Does(test)
        select Code("panel", test, panel.Loinc, panel.Name);

    private static JsonNode Code(string table, string test, string target, string display) => new JsonObject { ["table"] = table, ["code"] = test, ["system"] = Loinc, ["target"] = target, ["display"] = display };
}
