using System.Globalization;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Writes and reads that name a resource by criteria or by time.</summary>
public sealed class ConditionalTests(SeededClinic clinic)
{
    private readonly string _id = Chart.NewId();

    private Door Door => clinic.As("system-interface");

    private string Criteria => $"identifier=urn:scenario:mrn|mrn-{_id}";

    [Fact]
    public async Task A_conditional_update_creates_then_updates()
    {
        var body = Chart.Patient(_id);
        body.Remove("id");
        var created = (await PutAsync(Door, Criteria, body)).Expect(201);
        body["gender"] = "male";
        var updated = (await PutAsync(Door, Criteria, body)).Expect(200);
        Assert.Equal((created.Made, 2L), (updated.Made, updated.Version));
        (await PutAsync(Door, Criteria, body, ("If-Match", "W/\"1\""))).ExpectOutcome(412);
        body["id"] = created.Id;
        Assert.Equal(3, (await PutAsync(Door, Criteria, body)).Expect(200).Version);
        body["id"] = Chart.NewId();
        (await PutAsync(Door, Criteria, body)).ExpectOutcome(400);
        (await PutAsync(Door, "nonsense=1", body)).ExpectOutcome(400);
        (await PutAsync(Door, "_count=1", body)).ExpectOutcome(412);
    }

    [Fact]
    public async Task An_id_in_the_body_names_the_new_resource_unless_it_is_taken()
    {
        Assert.Equal($"Patient/{_id}", (await PutAsync(Door, Criteria, Chart.Patient(_id))).Expect(201).Made);
        (await PutAsync(Door, $"identifier=urn:scenario:mrn|{Chart.NewId()}", Chart.Patient(_id))).ExpectOutcome(409);
        (await Door.DeleteAsync($"Patient/{_id}")).Expect(204);
        Assert.Equal(3, (await PutAsync(Door, Criteria, Chart.Patient(_id))).Expect(201).Version);
    }

    [Fact]
    public async Task Several_matches_are_refused()
    {
        (await Door.CreateAsync(Chart.Patient(_id))).Expect(201);
        (await Door.CreateAsync(Chart.Patient(_id))).Expect(201);
        var body = Chart.Patient(_id);
        body.Remove("id");
        (await PutAsync(Door, Criteria, body)).ExpectOutcome(412);
        (await PatchTests.PatchAsync(Door, $"Patient?{Criteria}", """[{"op":"replace","path":"/gender","value":"male"}]""")).ExpectOutcome(412);
        (await PatchTests.PatchAsync(Door, $"Patient?identifier=urn:scenario:mrn|{Chart.NewId()}", """[{"op":"replace","path":"/gender","value":"male"}]""")).ExpectOutcome(404);
    }

    [Fact]
    public async Task Of_many_conditional_updates_at_once_one_creates_and_the_others_update()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = Chart.NewId();
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            {
                var body = Chart.Patient(id, $"By{i}");
                body.Remove("id");
                return PutAsync(Door, $"identifier=urn:scenario:mrn|mrn-{id}", body);
            }));
            Assert.Single(replies, reply => reply.Status == 201);
            Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 201, 409 }));
            Assert.Single(replies.Where(reply => reply.Status < 300).Select(reply => reply.Made).Distinct());
            Assert.Equal(1, (await Door.GetAsync($"fhir/Patient?identifier=urn:scenario:mrn|mrn-{id}&_summary=count")).Total);
            Assert.Equal(replies.Count(reply => reply.Status < 300), replies.Where(reply => reply.Status < 300).Max(reply => reply.Version));
        }
    }

    [Fact]
    public async Task A_conditional_delete_takes_the_one_match_and_history_stays()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        (await Door.DeleteAsync($"Patient?{Criteria}")).Expect(204);
        (await Door.GetAsync($"fhir/Patient/{_id}")).ExpectOutcome(410);
        Assert.Equal(2, (await Door.GetAsync($"fhir/Patient/{_id}/_history")).Entries.Count);
        (await Door.DeleteAsync($"Patient?{Criteria}")).Expect(204);
        Assert.Equal(2, (await Door.GetAsync($"fhir/Patient/{_id}/_history")).Entries.Count);
    }

    [Fact]
    public async Task Many_are_deleted_only_by_a_role_that_may_and_all_or_none()
    {
        foreach (var day in Enumerable.Range(1, 3))
            (await Door.CreateAsync(Slot(day))).Expect(201);
        var query = $"Slot?identifier=urn:scenario:slot|{_id}";
        (await clinic.As("administrator").DeleteAsync(query)).ExpectOutcome(412);
        (await clinic.As("physician").DeleteAsync(query)).ExpectOutcome(403);
        Assert.Equal(3, (await Door.GetAsync($"fhir/{query}&_summary=count")).Total);
        var (user, door) = await clinic.OwnUserAsync("system-interface");
        var log = new AuditLog(clinic.As("compliance-officer"));
        var events = await log.DuringAsync(user, async () => (await door.DeleteAsync(query)).Expect(204));
        Assert.Equal(0, (await Door.GetAsync($"fhir/{query}&_summary=count")).Total);
        Assert.Equal(("delete", 3), (AuditLog.Text(Assert.Single(events), "interaction"), AuditLog.Resources(events[0]).Count));
        foreach (var day in Enumerable.Range(1, 201))
            (await Door.CreateAsync(Slot(day))).Expect(201);
        (await door.DeleteAsync(query)).ExpectOutcome(412);
        Assert.Equal(201, (await Door.GetAsync($"fhir/{query}&_summary=count")).Total);
    }

    [Fact]
    public async Task A_condition_reaches_only_rows_of_its_sender()
    {
        var patient = Chart.NewId();
        (await clinic.As("physician").PutAsync(Chart.Patient(patient))).Expect(201);
        var note = Chart.Note(_id, patient, "Speaks of grief.");
        (await clinic.As("psychologist").PutAsync(note)).Expect(201);
        (await PatchTests.PatchAsync(clinic.As("physician"), $"DocumentReference?patient={patient}", """[{"op":"replace","path":"/description","value":"x"}]""")).ExpectOutcome(404);
        var body = Chart.Note("x", patient, "Another.");
        body.Remove("id");
        var made = (await clinic.As("physician").SendAsync(HttpMethod.Put, $"fhir/DocumentReference?patient={patient}", body.ToJsonString())).Expect(201);
        Assert.NotEqual($"DocumentReference/{_id}", made.Made);
        Assert.Equal(1, (await clinic.As("psychologist").GetAsync($"fhir/DocumentReference/{_id}")).Version);
        (await clinic.As("front-desk").SendAsync(HttpMethod.Put, "fhir/Appointment?reason-code=x", "{\"resourceType\":\"Appointment\",\"status\":\"proposed\",\"participant\":[{\"status\":\"accepted\",\"actor\":{\"display\":\"x\"}}]}")).ExpectOutcome(403);
    }

    [Fact]
    public async Task A_read_that_has_seen_it_gets_304()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var first = (await Door.GetAsync($"fhir/Patient/{_id}")).Expect(200);
        var modified = first.Header("Last-Modified")!;
        Assert.Empty((await Door.GetAsync($"fhir/Patient/{_id}", ("If-Modified-Since", modified))).Expect(304).Body);
        (await Door.GetAsync($"fhir/Patient/{_id}", ("If-None-Match", "W/\"1\""))).Expect(304);
        var earlier = DateTimeOffset.Parse(modified, CultureInfo.InvariantCulture).AddSeconds(-1).ToString("R", CultureInfo.InvariantCulture);
        (await Door.GetAsync($"fhir/Patient/{_id}", ("If-Modified-Since", earlier))).Expect(200);
        (await Door.GetAsync($"fhir/Patient/{_id}", ("If-Modified-Since", modified), ("If-None-Match", "W/\"9\""))).Expect(200);
        (await Door.GetAsync($"fhir/Patient/{_id}/_history/1", ("If-None-Match", "W/\"1\""))).Expect(304);
    }

    private System.Text.Json.Nodes.JsonObject Slot(int day) => Chart.Resource($$"""
        {"resourceType":"Slot","identifier":[{"system":"urn:scenario:slot","value":"{{_id}}"}],"schedule":{"reference":"Schedule/sample"},"status":"free",
         "start":"2026-03-02T{{day % 24:00}}:00:00Z","end":"2026-03-02T{{day % 24:00}}:20:00Z"}
        """);

    private static Task<Reply> PutAsync(Door door, string criteria, System.Text.Json.Nodes.JsonObject body, params (string Name, string Value)[] headers) =>
        door.SendAsync(HttpMethod.Put, "fhir/Patient?" + criteria, body.ToJsonString(), headers);
}
