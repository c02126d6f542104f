using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>Legal holds against erasure.</summary>
public sealed class LegalHoldTests
{
    private static readonly JsonObject s_erase = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"asked for by the person"}]}""");

    private static JsonObject Hold(string patient, string reason = "Litigation: letter of 2 March, case 12-345.") => RightsHouse.Body(("patient", patient), ("reason", reason));

    private static JsonObject Released => RightsHouse.Body(("reason", "The case is settled."));

    [Fact]
    public async Task A_held_patient_is_not_erased_by_anybody_until_the_hold_is_released_and_the_refusal_is_on_record()
    {
        await using var house = await RightsHouse.NewAsync();
        (await house.Boss.PostAsync("fhir/Patient/ann/$erase", s_erase)).ExpectOutcome(202);
        var id = (string)(await house.Officer.PostAsync("privacy/holds", Hold("ann"))).Expect(201).Json["id"]!;
        Assert.Contains("legal hold", (await house.Officer.PostAsync("fhir/Patient/ann/$erase", s_erase)).ExpectOutcome(409).Text, StringComparison.Ordinal);
        (await house.Boss.PostAsync("fhir/Patient/ann/$erase", s_erase)).ExpectOutcome(409);
        (await house.Partner.GetAsync("fhir/Patient/ann")).Expect(200);
        Assert.Contains(await house.Log.EventsAsync("patient=ann&user=officer"), one => AuditLog.Text(one, "interaction") == "erase" && AuditLog.Text(one, "outcome") == "refused" && (int)one["status"]! == 409);
        (await house.Boss.PostAsync("fhir/Patient/bob/$erase", s_erase)).ExpectOutcome(202);
        var released = (await house.Officer.PostAsync($"privacy/holds/{id}/release", Released)).Expect(200).Json;
        Assert.Equal("The case is settled.", (string?)released["release"]!["reason"]);
        (await house.Officer.PostAsync($"privacy/holds/{id}/release", Released)).Expect(409);
        (await house.Officer.PostAsync("fhir/Patient/ann/$erase", s_erase)).ExpectOutcome(200);
        (await house.Partner.GetAsync("fhir/Patient/ann")).ExpectOutcome(404);
        Assert.Single((await house.Officer.GetAsync("privacy/holds?patient=ann")).Expect(200).Json["holds"]!.AsArray());
    }

    [Fact]
    public async Task It_is_for_whoever_answers_for_privacy_with_a_reason_and_a_patient()
    {
        await using var house = await RightsHouse.NewAsync();
        (await house.Clinic.Nobody().PostAsync("privacy/holds", Hold("ann"))).Expect(401);
        (await house.Boss.PostAsync("privacy/holds", Hold("ann"))).Expect(403);
        (await house.Doctor.GetAsync("privacy/holds")).Expect(403);
        (await house.Ann.GetAsync("privacy/holds")).Expect(403);
        (await house.Officer.PostAsync("privacy/holds", Hold("nobody"))).Expect(404);
        (await house.Officer.PostAsync("privacy/holds", Hold("ann", "why"))).Expect(422);
        (await house.Officer.PostAsync("privacy/holds", RightsHouse.Body(("patient", "ann"), ("reason", null)))).Expect(422);
        (await house.Officer.PostAsync("privacy/holds", RightsHouse.Body(("reason", "Litigation: letter of 2 March.")))).Expect(404);
        (await house.Officer.PostAsync("privacy/holds/nothing/release", Released)).Expect(404);
        Assert.Empty((await house.Officer.GetAsync("privacy/holds")).Expect(200).Json["holds"]!.AsArray());
        Assert.Contains(await house.Log.EventsAsync("user=boss"), one => AuditLog.Text(one, "interaction") == "legal-hold" && AuditLog.Text(one, "outcome") == "refused");
        // Neither that there is a hold nor who placed it shows in what a patient is told of looks.
        (await house.Officer.PostAsync("privacy/holds", Hold("ann"))).Expect(201);
        Assert.DoesNotContain("officer", (await house.Ann.GetAsync("my-record/looks")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann", "bob")]
    [InlineData("bob", "ann")]
    public async Task A_merge_takes_a_hold_along_in_both_directions_and_undoing_it_does_not_free_what_was_moved(string held, string other)
    {
        await using var house = await RightsHouse.NewAsync();
        var id = (string)(await house.Officer.PostAsync("privacy/holds", Hold(held))).Expect(201).Json["id"]!;
        var merge = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"source-patient","valueReference":{"reference":"Patient/ann"}},{"name":"target-patient","valueReference":{"reference":"Patient/bob"}}]}""");
        var merged = (await house.Doctor.PostAsync("fhir/Patient/$merge", merge)).Expect(200);
        (await house.Boss.PostAsync($"fhir/Patient/{other}/$erase", s_erase)).ExpectOutcome(409);
        (await house.Boss.PostAsync($"fhir/Patient/{held}/$erase", s_erase)).ExpectOutcome(409);
        Assert.Single((await house.Officer.GetAsync($"privacy/holds?patient={other}")).Expect(200).Json["holds"]!.AsArray());
        var task = merged.Json["parameter"]!.AsArray().Single(one => (string?)one!["name"] == "task")!["valueReference"]!.DeepClone();
        (await house.Doctor.PostAsync("fhir/Patient/$unmerge", new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "task", ["valueReference"] = task }) })).Expect(200);
        (await house.Boss.PostAsync($"fhir/Patient/{other}/$erase", s_erase)).ExpectOutcome(409);
        (await house.Officer.PostAsync($"privacy/holds/{id}/release", Released)).Expect(200);
        (await house.Boss.PostAsync($"fhir/Patient/{other}/$erase", s_erase)).ExpectOutcome(202);
    }
}
