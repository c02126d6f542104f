using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>A labelling rule that comes into force labels what is there already.</summary>
public sealed class RelabelTests
{
    [Fact]
    public async Task What_was_written_before_a_rule_gets_its_labels_and_what_inherits_them_too()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var desk = new PolicyDesk(await clinic.AddUserAsync("second.admin", "administrator"));
        await desk.ActivateAsync(PolicyDesk.Changed(policy => policy["labelling"] = new JsonArray()));
        var partner = await clinic.AddUserAsync("partner", "system-interface");
        var nurse = await clinic.AddUserAsync("nurse", "nurse");
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        // The note is older than the visit it inherits from: a second pass finds it.
        var note = Chart.Note("n", "p", "A note.");
        note["context"] = JsonNode.Parse("""{"encounter":[{"reference":"Encounter/v"}]}""");
        (await partner.PutAsync(note)).Expect(201);
        (await partner.PutAsync(Chart.Encounter("v", "p"))).Expect(201);
        (await partner.PutAsync(Chart.Condition("c", "p", "B20"))).Expect(201);
        (await partner.PutAsync(Chart.Condition("other", "p", "I10"))).Expect(201);
        (await nurse.GetAsync("fhir/DocumentReference/n")).Expect(200);

        await desk.ActivateAsync(PolicyDesk.Changed(policy => policy["labelling"]!.AsArray().Add(JsonNode.Parse(
            $$$"""{"name":"visits to the unit","types":["Encounter"],"filter":"subject=Patient/p","label":{"system":"{{{SeededClinic.RestrictionSystem}}}","code":"behavioral-health"}}"""))));
        await desk.LabelledAsync();

        Assert.Equal(["behavioral-health"], Chart.Restrictions(await StoredAsync(clinic, "DocumentReference", "n")));
        Assert.Contains("\"HIV\"", (await StoredAsync(clinic, "Condition", "c")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("1", (string?)(await StoredAsync(clinic, "Condition", "other"))["meta"]!["versionId"]);
        (await nurse.GetAsync("fhir/DocumentReference/n")).ExpectOutcome(404);
        (await nurse.GetAsync("fhir/DocumentReference/n/_history/1")).ExpectOutcome(404);
        Assert.Empty((await nurse.GetAsync("fhir/DocumentReference?patient=p")).Expect(200).References);
        var events = await new AuditLog(await clinic.AddUserAsync("officer", "compliance-officer")).EventsAsync("user=labelling");
        Assert.Equal(2, events.Count(one => AuditLog.Text(one, "interaction") == "relabel"));
    }

    [Fact]
    public async Task A_policy_that_labels_as_the_one_before_reads_nothing_again()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var before = clinic.Clinic.Gateway.Relabeller.Progress;
        Assert.True(before!.IsDone);
        var desk = new PolicyDesk(await clinic.AddUserAsync("second.admin", "administrator"));
        await desk.ActivateAsync(PolicyDesk.Changed(policy => policy["explanation"] = "Other words."));
        Assert.False(clinic.Clinic.Gateway.Relabeller.IsNeeded);
        Assert.Equal(before, clinic.Clinic.Gateway.Relabeller.Progress);
    }

    private static async Task<JsonObject> StoredAsync(RunningClinic clinic, string type, string id)
    {
        var name = $"{id}-behavioral";
        var insider = await clinic.AddUserAsync(name, "physician", department: "behavioral-health");
        return (await insider.GetAsync($"fhir/{type}/{id}")).Expect(200).Json;
    }
}
