using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.InBasket;

/// <summary>A running clinic with a physician who orders, a laboratory that answers, and a patient.</summary>
internal sealed class BasketHouse : IAsyncDisposable
{
    internal const string Identifier = "https://carewright.example/fhir/NamingSystem/result-review";

    private BasketHouse(RunningClinic clinic) => Clinic = clinic;

    internal RunningClinic Clinic { get; private set; }

    internal Door Lab { get; private set; } = null!;

    internal Door Physician { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<BasketHouse> NewAsync(TimeProvider? clock = null, DirectoryInfo? data = null)
    {
        var house = new BasketHouse(data is null ? await RunningClinic.NewAsync(clock) : await RunningClinic.OpenAsync(data, clock));
        house.Lab = await house.Clinic.AddUserAsync("lab", Roles.SystemInterface);
        foreach (var id in new[] { "dr", "other", "nn" })
            (await house.Lab.PutAsync(new JsonObject { ["resourceType"] = "Practitioner", ["id"] = id, ["name"] = new JsonArray(new JsonObject { ["family"] = $"Test-{id}" }) })).Expect(201);
        (await house.Lab.PutAsync(new JsonObject { ["resourceType"] = "Patient", ["id"] = "pat", ["name"] = new JsonArray(new JsonObject { ["family"] = "Sample", ["given"] = new JsonArray("Test") }), ["birthDate"] = "1970-01-02" })).Expect(201);
        house.Physician = await house.Clinic.AddUserAsync("dr", Roles.Physician, fhirUser: "Practitioner/dr");
        await house.Clinic.AddUserAsync("other", Roles.Physician, fhirUser: "Practitioner/other");
        await house.Clinic.AddUserAsync("nn", Roles.Nurse, fhirUser: "Practitioner/nn");
        (await house.Lab.PutAsync(new JsonObject
        {
            ["resourceType"] = "ServiceRequest",
            ["id"] = "order",
            ["status"] = "active",
            ["intent"] = "order",
            ["subject"] = To("Patient/pat"),
            ["requester"] = To("Practitioner/dr"),
            ["code"] = Concept("http://loinc.org", "2823-3", "Potassium"),
            ["reasonCode"] = new JsonArray(new JsonObject { ["text"] = "Weakness" }),
        })).Expect(201);
        return house;
    }

    /// <summary>A report on potassium with its result, in one transaction.</summary>
    internal async Task ReportAsync(string id, string status, decimal value, string? flag = "N", string? basedOn = "ServiceRequest/order", string? issued = null, string code = "2823-3", JsonObject? label = null, Door? by = null)
    {
        var observation = new JsonObject
        {
            ["resourceType"] = "Observation",
            ["id"] = $"{id}-k",
            ["status"] = status == "preliminary" ? "preliminary" : status == "final" ? "final" : "corrected",
            ["category"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")),
            ["code"] = Concept("http://loinc.org", code, "Potassium"),
            ["subject"] = To("Patient/pat"),
            ["effectiveDateTime"] = "2026-03-01T06:00:00Z",
            ["valueQuantity"] = new JsonObject { ["value"] = value, ["unit"] = "mmol/L", ["system"] = "http://unitsofmeasure.org", ["code"] = "mmol/L" },
            ["referenceRange"] = new JsonArray(new JsonObject { ["low"] = new JsonObject { ["value"] = 3.5 }, ["high"] = new JsonObject { ["value"] = 5.1 } }),
        };
        if (flag is not null)
            observation["interpretation"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", flag));
        var report = new JsonObject
        {
            ["resourceType"] = "DiagnosticReport",
            ["id"] = id,
            ["status"] = status,
            ["category"] = new JsonArray(Concept("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB")),
            ["code"] = Concept("http://loinc.org", code, "Potassium"),
            ["subject"] = To("Patient/pat"),
            ["result"] = new JsonArray(To($"Observation/{id}-k")),
        };
        if (basedOn is not null)
            report["basedOn"] = new JsonArray(To(basedOn));
        if (issued is not null)
            report["issued"] = issued;
        foreach (var labelled in label is null ? [] : new[] { observation, report })
            labelled["meta"] = new JsonObject { ["security"] = new JsonArray(label!.DeepClone()) };
        await WriteAsync([observation, report], by);
    }

    /// <summary>Resources, in one transaction.</summary>
    internal async Task WriteAsync(IEnumerable<JsonObject> resources, Door? by = null)
    {
        var entries = resources.Select(resource => (JsonNode)new JsonObject { ["resource"] = resource, ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = Reply.Reference(resource) } });
        (await (by ?? Lab).PostAsync("fhir", new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) })).Expect(200);
    }

    /// <summary>The reviews of a report, oldest first, once there are so many and the last is as it should be.</summary>
    internal async Task<IReadOnlyList<JsonObject>> ReviewsAsync(string report, int count, Func<JsonObject, bool>? last = null)
    {
        while (true)
        {
            var found = (await Lab.GetAsync($"fhir/Task?focus=DiagnosticReport/{report}&_count=100")).Expect(200).Resources.OrderBy(task => int.Parse(((string)task["identifier"]![0]!["value"]!).Split('.')[^1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            if (found.Count > count)
                Assert.Fail($"{found.Count} reviews of {report}");
            if (found.Count == count && (count == 0 || last is null || last(found[^1])))
                return found;
            await Task.Delay(20, Stop);
        }
    }

    /// <summary>The one review of a report.</summary>
    internal async Task<JsonObject> ReviewAsync(string report, Func<JsonObject, bool>? wanted = null) => (await ReviewsAsync(report, 1, wanted))[0];

    /// <summary>Waits until the follower has taken what was written so far: a report that comes last has its review.</summary>
    internal async Task CaughtUpAsync(string marker)
    {
        await ReportAsync(marker, "final", 4.0m);
        await ReviewAsync(marker);
    }

    internal static IEnumerable<JsonNode> Inputs(JsonObject task, string code) => task["input"]!.AsArray().Where(input => (string?)input!["type"]!["coding"]![0]!["code"] == code).Select(input => input!);

    internal static JsonObject To(string reference) => new() { ["reference"] = reference };

    internal static JsonObject Concept(string system, string code, string? display = null)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is not null)
            coding["display"] = display;
        return new JsonObject { ["coding"] = new JsonArray(coding) };
    }

    public ValueTask DisposeAsync() => Clinic.DisposeAsync();
}
