using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>Amendments (45 CFR 164.526).</summary>
public sealed class AmendmentTests
{
    private const string Words = "I never had this. The test was somebody else's.";

    private static JsonObject Ask(string record = "Condition/ann-problem", string words = Words) => RightsHouse.Body(("record", record), ("words", words));

    private static JsonObject Say(string words, params (string Name, JsonNode? Value)[] more) => RightsHouse.Body([("words", words), .. more]);

    private static string IdOf(JsonObject view) => (string)view["record"]!["id"]!;

    [Fact]
    public async Task A_patient_asks_and_an_acceptance_links_the_version_that_corrects()
    {
        await using var house = await RightsHouse.NewAsync();
        var asked = (await house.Ann.PostAsync("my-record/amendments", Ask())).Expect(201).Json;
        Assert.Equal("2026-05-01T09:00:00+00:00", (string?)asked["record"]!["dueAt"]);
        var id = IdOf(asked);
        var corrected = Chart.Condition("ann-problem", "ann", "Z03.89");
        (await house.Officer.PostAsync($"privacy/amendments/{id}/acceptance", Say("Corrected as asked.", ("correction", "Condition/ann-problem/_history/1")))).Expect(422);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/acceptance", Say("Corrected as asked.", ("correction", "Condition/bob-problem/_history/1")))).Expect(422);
        house.Advance(TimeSpan.FromMinutes(1));
        (await house.Doctor.PutAsync(corrected)).Expect(200);
        // Whoever decides reads no chart: what it is about, and which versions may be the correction, stands beside the request.
        var about = Assert.Single((await house.Officer.GetAsync("privacy/amendments")).Expect(200).Json["requests"]!.AsArray())!["about"]!;
        Assert.False(string.IsNullOrEmpty((string?)about["title"]));
        Assert.Equal("Condition/ann-problem/_history/2", (string?)Assert.Single(about["corrections"]!.AsArray())!["reference"]);
        Assert.Contains(await house.Log.EventsAsync("patient=ann"), one => AuditLog.Text(one, "interaction") == "amendments" && one.ToJsonString().Contains("Condition/ann-problem", StringComparison.Ordinal));
        (await house.Doctor.PostAsync($"privacy/amendments/{id}/acceptance", Say("Corrected as asked.", ("correction", "Condition/ann-problem/_history/2")))).Expect(403);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/acceptance", Say("Corrected as asked.", ("correction", "Condition/ann-problem/_history/2")))).Expect(200);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/denial", Say("It was right as it was.", ("ground", "accurate-and-complete")))).Expect(409);
        // Whoever reads or exports the record gets the link.
        var read = (await house.Doctor.GetAsync("fhir/Condition?_id=ann-problem&_revinclude=DocumentReference:related")).Expect(200);
        Assert.Equal(2, read.Resources.Count(resource => (string?)resource["resourceType"] == "DocumentReference"));
        var provenance = Assert.Single((await house.Partner.GetAsync("fhir/Provenance?patient=Patient/ann")).Expect(200).Resources);
        Assert.Contains("Condition/ann-problem/_history/2", provenance["target"]!.ToJsonString(), StringComparison.Ordinal);
        var everything = (await house.Partner.GetAsync("fhir/Patient/ann/$everything")).Expect(200).References;
        Assert.Equal(2, everything.Count(reference => reference.StartsWith("DocumentReference/", StringComparison.Ordinal)));
        Assert.Contains(Reply.Reference(provenance), everything);
        var own = Assert.Single((await house.Ann.GetAsync("my-record/amendments")).Expect(200).Json["requests"]!.AsArray());
        Assert.Equal([Words, "Corrected as asked."], own!["words"]!.AsObject().Select(one => (string)one.Value!));
        Assert.Equal(((string?)about["title"], 0), ((string?)own["about"]!["title"], own["about"]!["corrections"]!.AsArray().Count));
        var events = await house.Log.EventsAsync("patient=ann");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "amendment-request" && AuditLog.Text(one, "userName") == "ann");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "amendment-acceptance" && AuditLog.Text(one, "userName") == "officer");
        Assert.DoesNotContain("somebody else", string.Concat(events.Select(one => one.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_tells_the_rights_and_takes_disagreement_and_rebuttal_each_once_and_in_order()
    {
        await using var house = await RightsHouse.NewAsync();
        var id = IdOf((await house.Doctor.PostAsync("privacy/amendments", Ask())).Expect(201).Json);
        (await house.Ann.PostAsync($"my-record/amendments/{id}/disagreement", Say("It is still not mine."))).Expect(409);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/denial", Say("The laboratory has confirmed it.", ("ground", "because")))).Expect(422);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/denial", Say("no", ("ground", "accurate-and-complete")))).Expect(422);
        var denied = (await house.Officer.PostAsync($"privacy/amendments/{id}/denial", Say("The laboratory has confirmed it.", ("ground", "accurate-and-complete")))).Expect(200);
        Assert.Contains("statement of disagreement", denied.Text, StringComparison.Ordinal);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/rebuttal", Say("It is the same sample."))).Expect(409);
        (await house.Ann.PostAsync($"my-record/amendments/{id}/disagreement", Say("It is still not mine."))).Expect(200);
        (await house.Ann.PostAsync($"my-record/amendments/{id}/disagreement", Say("It is still not mine."))).Expect(409);
        (await house.Officer.PostAsync($"privacy/amendments/{id}/rebuttal", Say("It is the same sample."))).Expect(200);
        var papers = (await house.Ann.GetAsync("fhir/DocumentReference?related=Condition/ann-problem")).Expect(200).Resources;
        Assert.Equal(["denial", "disagreement", "rebuttal", "request"], papers.Select(paper => (string)paper["type"]!["coding"]![0]!["code"]!).Order(StringComparer.Ordinal));
        Assert.Equal(3, papers.Count(paper => paper["relatesTo"] is not null));
    }

    [Fact]
    public async Task The_sixty_days_can_be_extended_once_before_they_end_and_lateness_shows()
    {
        await using var house = await RightsHouse.NewAsync();
        var (first, second) = (IdOf((await house.Ann.PostAsync("my-record/amendments", Ask())).Expect(201).Json), IdOf((await house.Ann.PostAsync("my-record/amendments", Ask())).Expect(201).Json));
        house.Advance(TimeSpan.FromDays(59));
        (await house.Officer.PostAsync($"privacy/amendments/{first}/extension", Say("The laboratory has not answered.", ("days", 31)))).Expect(422);
        var extended = (await house.Officer.PostAsync($"privacy/amendments/{first}/extension", Say("The laboratory has not answered.", ("days", 30)))).Expect(200).Json;
        Assert.Equal("2026-05-31T09:00:00+00:00", (string?)extended["record"]!["dueAt"]);
        (await house.Officer.PostAsync($"privacy/amendments/{first}/extension", Say("The laboratory has not answered.", ("days", 1)))).Expect(409);
        house.Advance(TimeSpan.FromDays(2));
        (await house.Officer.PostAsync($"privacy/amendments/{second}/extension", Say("The laboratory has not answered.", ("days", 1)))).Expect(409);
        var requests = (await house.Officer.GetAsync("privacy/amendments")).Expect(200).Json["requests"]!.AsArray();
        Assert.Equal([(second, true), (first, false)], requests.Select(one => (IdOf(one!.AsObject()), (bool)one["isLate"]!)));
    }

    [Fact]
    public async Task Nobody_asks_about_what_they_may_not_read_nor_sees_anothers_request()
    {
        await using var house = await RightsHouse.NewAsync();
        (await house.Clinic.Nobody().PostAsync("my-record/amendments", Ask())).Expect(401);
        (await house.Ann.PostAsync("my-record/amendments", Ask("Condition/bob-problem"))).Expect(404);
        (await house.Ann.PostAsync("my-record/amendments", Ask("Condition/none"))).Expect(404);
        (await house.Ann.PostAsync("my-record/amendments", Ask(words: "no"))).Expect(422);
        (await house.Doctor.PostAsync("my-record/amendments", Ask())).Expect(403);
        (await house.Partner.PostAsync("privacy/amendments", Ask())).Expect(403);
        (await house.Partner.PutAsync(Chart.Note("closed", "ann", "Restricted.", null, "behavioral-health"))).Expect(201);
        (await house.Ann.PostAsync("my-record/amendments", Ask("DocumentReference/closed"))).Expect(404);
        (await house.Doctor.PostAsync("privacy/amendments", Ask("DocumentReference/closed"))).Expect(404);
        var therapist = await house.Clinic.AddUserAsync("therapist", "physician", SeededClinic.BehavioralHealth, "Practitioner/therapist");
        var closed = (await therapist.PostAsync("privacy/amendments", Ask("DocumentReference/closed"))).Expect(201).Json;
        // Nobody gets the words of a record that is closed to them, except who answers for privacy.
        Assert.All((await house.Doctor.GetAsync("privacy/amendments?patient=ann")).Expect(200).Json["requests"]!.AsArray(), one => Assert.True(one!["about"]!["title"] is null && one["words"]!.AsObject().Count == 0));
        // What closes the record closes what is said of it.
        var paper = (string)closed["record"]!["documents"]![0]!["reference"]!;
        (await therapist.GetAsync($"fhir/{paper}")).Expect(200);
        (await house.Doctor.GetAsync($"fhir/{paper}")).ExpectOutcome(404);
        (await house.Ann.GetAsync($"fhir/{paper}")).ExpectOutcome(404);
        await house.Clinic.AddUserAsync("robert", "patient", null, "Patient/bob");
        Assert.Empty((await house.Clinic.As("robert").GetAsync("my-record/amendments")).Expect(200).Json["requests"]!.AsArray());
        (await house.Clinic.As("robert").PostAsync($"my-record/amendments/{IdOf(closed)}/disagreement", Say("It is not mine either."))).Expect(404);
        (await house.Doctor.GetAsync("privacy/amendments")).Expect(404);
    }
}
