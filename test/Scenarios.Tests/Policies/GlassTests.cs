using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>Breaking the glass, and the clinic's emergency mode.</summary>
public sealed class GlassTests
{
    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    private static JsonObject Ask(string patient, string reason = "emergency-care", string text = "Brought in unconscious, no history known.") =>
        new() { ["patient"] = patient, ["reason"] = reason, ["text"] = text };

    [Fact]
    public async Task It_opens_one_patients_record_for_a_while_and_never_what_the_policy_keeps_closed()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var (physician, officer, partner) = (await clinic.AddUserAsync("dr.one", "physician", "family-medicine"), await clinic.AddUserAsync("officer", "compliance-officer"), await clinic.AddUserAsync("partner", "system-interface"));
        foreach (var patient in new[] { "p", "q" })
        {
            (await partner.PutAsync(Chart.Patient(patient))).Expect(201);
            (await partner.PutAsync(Chart.Note("closed-" + patient, patient, "Restricted.", null, "behavioral-health"))).Expect(201);
        }
        var therapy = Chart.Note("therapy", "p", "A psychotherapy note.");
        therapy["meta"] = JsonNode.Parse($$"""{"security":[{"system":"{{ActCode}}","code":"PSYTHPN"}]}""");
        (await partner.PutAsync(therapy)).Expect(201);
        (await physician.GetAsync("fhir/DocumentReference/closed-p")).ExpectOutcome(404);
        var opened = (await physician.PostAsync("break-glass", Ask("p"))).Expect(201).Json;
        (await physician.GetAsync("fhir/DocumentReference/closed-p")).Expect(200);
        Assert.Equal(["DocumentReference/closed-p"], await physician.AllAsync("fhir/DocumentReference?patient=p"));
        (await physician.GetAsync("fhir/DocumentReference/therapy")).ExpectOutcome(404);
        (await physician.GetAsync("fhir/DocumentReference/closed-q")).ExpectOutcome(404);
        Assert.Single((await physician.GetAsync("break-glass")).Expect(200).Json["open"]!.AsArray());
        clock.Advance(TimeSpan.FromMinutes(61));
        (await physician.GetAsync("fhir/DocumentReference/closed-p")).ExpectOutcome(404);
        Assert.Empty((await physician.GetAsync("break-glass")).Expect(200).Json["open"]!.AsArray());
        var events = await new AuditLog(officer).EventsAsync("user=dr.one");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "security-alert" && AuditLog.Text(one, "query").Contains((string)opened["id"]!, StringComparison.Ordinal) && AuditLog.Patients(one).Contains("Patient/p"));
        Assert.All(events.Where(one => AuditLog.Resources(one).Contains("DocumentReference/closed-p")), one => Assert.Equal("BTG", AuditLog.Text(one, "purpose")));
        Assert.DoesNotContain("unconscious", string.Concat(events.Select(one => one.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_a_role_a_reason_and_a_patient_and_ends_when_its_user_says_so()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (physician, desk) = (await clinic.AddUserAsync("dr.one", "physician"), await clinic.AddUserAsync("desk", "front-desk"));
        var partner = await clinic.AddUserAsync("partner", "system-interface");
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        (await partner.PutAsync(Chart.Note("n", "p", "Restricted.", null, "behavioral-health"))).Expect(201);
        (await desk.PostAsync("break-glass", Ask("p"))).Expect(403);
        (await physician.PostAsync("break-glass", Ask("nobody"))).Expect(404);
        (await physician.PostAsync("break-glass", Ask("p", "curiosity"))).Expect(422);
        (await physician.PostAsync("break-glass", Ask("p", text: "because"))).Expect(422);
        (await physician.GetAsync("fhir/DocumentReference/n")).ExpectOutcome(404);
        var id = (string)(await physician.PostAsync("break-glass", Ask("p"))).Expect(201).Json["id"]!;
        (await desk.PostAsync($"break-glass/{id}/end", new JsonObject())).Expect(404);
        (await physician.GetAsync("fhir/DocumentReference/n")).Expect(200);
        (await physician.PostAsync($"break-glass/{id}/end", new JsonObject())).Expect(200);
        (await physician.GetAsync("fhir/DocumentReference/n")).ExpectOutcome(404);
    }

    [Fact]
    public async Task Each_opening_is_reviewed_by_somebody_else_once_and_lateness_shows()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var (physician, officer) = (await clinic.AddUserAsync("dr.one", "physician"), await clinic.AddUserAsync("officer", "compliance-officer"));
        var partner = await clinic.AddUserAsync("partner", "system-interface");
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        var id = (string)(await physician.PostAsync("break-glass", Ask("p"))).Expect(201).Json["id"]!;
        var sign = new JsonObject { ["outcome"] = "appropriate", ["text"] = "Emergency department record seen." };
        (await physician.GetAsync("break-glass/reviews")).Expect(403);
        (await physician.PostAsync($"break-glass/reviews/{id}", sign)).Expect(403);
        clock.Advance(TimeSpan.FromHours(10));
        Assert.Equal((1, 0), Waiting((await officer.GetAsync("break-glass/reviews")).Expect(200)));
        (await officer.PostAsync($"break-glass/reviews/{id}", new JsonObject { ["outcome"] = "fine", ["text"] = "All well." })).Expect(422);
        (await officer.PostAsync($"break-glass/reviews/{id}", sign)).Expect(200);
        (await officer.PostAsync($"break-glass/reviews/{id}", sign)).Expect(409);
        Assert.Equal((0, 0), Waiting((await officer.GetAsync("break-glass/reviews")).Expect(200)));
        (await officer.PostAsync("break-glass/reviews/none", sign)).Expect(404);

        static (int, int) Waiting(Reply reply) => ((int)reply.Json["waiting"]!, (int)reply.Json["overdue"]!);
    }

    [Fact]
    public async Task Emergency_mode_gives_roles_their_emergency_grants_until_it_ends_by_itself()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var (admin, nurse, officer) = (await clinic.AddUserAsync("second.admin", "administrator"), await clinic.AddUserAsync("nurse", "nurse"), await clinic.AddUserAsync("officer", "compliance-officer"));
        var partner = await clinic.AddUserAsync("partner", "system-interface");
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        var coverage = JsonNode.Parse("""{"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"Patient/p"},"payor":[{"reference":"Patient/p"}]}""")!.AsObject();
        (await nurse.PutAsync(coverage)).ExpectOutcome(403);
        var start = new JsonObject { ["reason"] = "The network to the payer is down.", ["endsAt"] = clock.GetUtcNow().AddHours(2).ToString("O") };
        (await nurse.PostAsync("emergency", start)).Expect(403);
        (await admin.PostAsync("emergency", new JsonObject { ["reason"] = "x", ["endsAt"] = (string)start["endsAt"]! })).Expect(422);
        (await admin.PostAsync("emergency", new JsonObject { ["reason"] = (string)start["reason"]!, ["endsAt"] = clock.GetUtcNow().AddHours(100).ToString("O") })).Expect(422);
        var id = (string)(await admin.PostAsync("emergency", start)).Expect(201).Json["id"]!;
        (await admin.PostAsync("emergency", start)).Expect(409);
        Assert.NotNull((await nurse.GetAsync("break-glass")).Expect(200).Json["emergency"]);
        (await nurse.PutAsync(coverage)).Expect(201);
        (await officer.PostAsync($"emergency/reviews/{id}", new JsonObject { ["outcome"] = "appropriate", ["text"] = "Downtime." })).Expect(409);
        clock.Advance(TimeSpan.FromHours(2.1));
        (await nurse.PutAsync(coverage)).ExpectOutcome(403);
        Assert.Null((await nurse.GetAsync("break-glass")).Expect(200).Json["emergency"]);
        (await officer.PostAsync($"emergency/reviews/{id}", new JsonObject { ["outcome"] = "appropriate", ["text"] = "Downtime." })).Expect(200);
        var write = (await new AuditLog(officer).EventsAsync("user=nurse")).Single(one => AuditLog.Text(one, "interaction") == "update" && AuditLog.Text(one, "outcome") == "success");
        Assert.Equal("ETREAT", AuditLog.Text(write, "purpose"));
    }
}
