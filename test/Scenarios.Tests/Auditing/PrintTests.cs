using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>What is put on record before something is printed.</summary>
public sealed class PrintTests(SeededClinic clinic)
{
    [Fact]
    public async Task A_print_is_on_record_with_what_and_whose_and_leaves_as_an_export()
    {
        var (name, door) = await clinic.OwnUserAsync("physician", fhirUser: "Practitioner/printer");
        var patient = Chart.NewId();
        await clinic.Running.FillAsync([Chart.Patient(patient), Chart.Observation(patient, patient)]);
        var told = (await PrintAsync(door, $"Patient/{patient}", $"Observation/{patient}")).Expect(201).Json;
        Assert.Equal(name, (string?)told["by"]);
        var log = new AuditLog(clinic.As("compliance-officer"));
        var printed = Assert.Single(await log.EventsAsync("user=" + name));
        Assert.Equal(("print", "success"), (AuditLog.Text(printed, "interaction"), AuditLog.Text(printed, "outcome")));
        Assert.Equal([$"Observation/{patient}/_history/1", $"Patient/{patient}/_history/1"], AuditLog.Resources(printed).Order());
        Assert.Equal([$"Patient/{patient}"], AuditLog.Patients(printed));
        var found = (await clinic.As("compliance-officer").GetAsync($"fhir/AuditEvent?patient=Patient/{patient}&subtype=print")).Expect(200).Resources;
        Assert.Equal("110106", (string?)Assert.Single(found)["type"]!["code"]);
    }

    [Fact]
    public async Task Nobody_prints_what_they_may_not_read()
    {
        var (name, door) = await clinic.OwnUserAsync("front-desk");
        var patient = Chart.NewId();
        await clinic.Running.FillAsync([Chart.Patient(patient), Chart.Note(patient, patient, "Closed.")]);
        (await PrintAsync(door, $"Patient/{patient}", $"DocumentReference/{patient}")).Expect(404);
        (await PrintAsync(door, "Patient/not-there")).Expect(404);
        (await PrintAsync(door)).Expect(422);
        (await PrintAsync(door, [.. Enumerable.Repeat("Patient/x", 501)])).Expect(422);
        (await PrintAsync(clinic.Running.Nobody(), $"Patient/{patient}")).Expect(401);
        Assert.DoesNotContain(await new AuditLog(clinic.As("compliance-officer")).EventsAsync("user=" + name), one => AuditLog.Text(one, "outcome") == "success");
    }

    private static Task<Reply> PrintAsync(Door door, params string[] resources) =>
        door.SendBytesAsync(HttpMethod.Post, "prints", Encoding.UTF8.GetBytes(new JsonObject { ["resources"] = new JsonArray([.. resources.Select(one => (JsonNode)one)]) }.ToJsonString()), "application/json");
}
