using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>The log through the FHIR door: read and searched by whoever may audit, written by nobody.</summary>
public sealed class AuditEventTests(SeededClinic clinic)
{
    private readonly Door _officer = clinic.As("compliance-officer");

    [Fact]
    public async Task A_look_is_found_by_user_patient_entity_action_type_outcome_date_and_id()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        var made = (await door.CreateAsync(Chart.Observation("x", clinic.OwnPatient))).Expect(201).Made;
        (await door.GetAsync($"fhir/{made}")).Expect(200);
        (await door.GetAsync("fhir/Account/none")).Expect(403);
        Assert.Equal(3, (await SearchAsync($"agent:identifier={user}")).Count);
        var read = Assert.Single(await SearchAsync($"agent:identifier={user}&action=R&outcome=0"));
        Assert.Equal("AuditEvent", (string?)read["resourceType"]);
        Assert.Contains(made, read.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, (await SearchAsync($"agent:identifier={user}&patient={clinic.OwnPatient}")).Count);
        Assert.Equal(2, (await SearchAsync($"agent:identifier={user}&entity={made}")).Count);
        Assert.Single(await SearchAsync($"agent:identifier={user}&outcome=4,8"));
        Assert.Single(await SearchAsync($"agent:identifier={user}&subtype=http://hl7.org/fhir/restful-interaction|create"));
        Assert.Equal(3, (await SearchAsync($"agent:identifier={user}&type=rest&date=ge2020&date=lt2100")).Count);
        Assert.Empty(await SearchAsync($"agent:identifier={user}&date=lt2020"));
        var id = (string)read["id"]!;
        Assert.Equal(id, (string?)Assert.Single(await SearchAsync($"_id={id}"))["id"]);
        Assert.Equal(id, (string?)(await _officer.GetAsync($"fhir/AuditEvent/{id}")).Expect(200).Json["id"]);
        (await _officer.GetAsync($"fhir/AuditEvent/{id}", ("Accept", "application/fhir+xml"))).Expect(200);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_or_a_double()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        for (var i = 0; i < 7; i++)
            (await door.GetAsync($"fhir/Patient/{clinic.OwnPatient}")).Expect(200);
        var pages = await _officer.PagesAsync($"fhir/AuditEvent?agent:identifier={user}&_count=3");
        Assert.Equal([3, 3, 1], pages.Select(page => page.Resources.Count));
        Assert.Equal(7, pages.SelectMany(page => page.References).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("agnt=x")]
    [InlineData("date=yesterday")]
    [InlineData("date=ne2026")]
    [InlineData("action=X")]
    [InlineData("_count=0")]
    [InlineData("_cursor=x")]
    [InlineData("_sort=date")]
    [InlineData("patient:missing=true")]
    [InlineData("_include=AuditEvent:agent")]
    public async Task A_filter_is_never_dropped_silently(string query) => (await _officer.GetAsync("fhir/AuditEvent?" + query)).ExpectOutcome(400);

    [Theory]
    [InlineData("physician")]
    [InlineData("administrator")]
    [InlineData("system-interface")]
    [InlineData("patient")]
    public async Task Nobody_else_reads_events_and_the_attempt_is_on_record(string role)
    {
        var (user, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        (await door.GetAsync("fhir/AuditEvent")).ExpectOutcome(403);
        (await door.GetAsync("fhir/AuditEvent/01890000-0000-7000-8000-000000000000")).ExpectOutcome(403);
        (await door.SendBytesAsync(HttpMethod.Post, "fhir/AuditEvent/_search", "patient=1"u8.ToArray(), "application/x-www-form-urlencoded")).ExpectOutcome(403);
        Assert.Equal(3, (await SearchAsync($"agent:identifier={user}&outcome=4")).Count);
        (await clinic.Running.Nobody().GetAsync("fhir/AuditEvent")).ExpectOutcome(401);
    }

    [Fact]
    public async Task Nobody_writes_an_event_neither_by_itself_nor_in_a_bundle()
    {
        var forged = JsonNode.Parse((await _officer.GetAsync("fhir/AuditEvent?_count=1")).Expect(200).Resources[0].ToJsonString())!.AsObject();
        foreach (var door in new[] { _officer, clinic.As("administrator"), clinic.As("system-interface") })
        {
            (await door.CreateAsync(forged)).ExpectOutcome(405);
            (await door.PutAsync(forged)).ExpectOutcome(405);
            (await door.DeleteAsync(Reply.Reference(forged))).ExpectOutcome(405);
            Assert.NotEqual(200, (await door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(forged.DeepClone().AsObject())))).Status);
        }
    }

    [Fact]
    public async Task A_batch_reads_events_as_a_request_does_and_the_statement_claims_no_more()
    {
        var reply = (await _officer.PostAsync("fhir", Chart.Bundle("batch", Chart.Get("AuditEvent?_count=1")))).Expect(200);
        Assert.Equal("Bundle", (string?)reply.Entries[0]["resource"]!["resourceType"]);
        var claim = (await _officer.GetAsync("fhir/metadata")).Expect(200).Json["rest"]![0]!["resource"]!.AsArray().Single(one => (string?)one!["type"] == "AuditEvent")!;
        Assert.Equal(["read", "search-type"], claim["interaction"]!.AsArray().Select(one => (string)one!["code"]!));
        Assert.Equal(["_id", "action", "agent", "agent-name", "date", "entity", "outcome", "patient", "subtype", "type"], claim["searchParam"]!.AsArray().Select(one => (string)one!["name"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_about_several_patients_names_them_all_and_claims_no_profile_of_one_or_none()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        (await door.GetAsync($"fhir/Patient?_id={clinic.OwnPatient},{clinic.OtherPatient}")).Expect(200);
        (await door.GetAsync($"fhir/Patient?_id={clinic.OwnPatient}")).Expect(200);
        (await door.GetAsync("fhir/Patient?_id=nobody")).Expect(200);
        var events = await SearchAsync($"agent:identifier={user}");
        Assert.All(events, BalpRules.Check);
        var told = events.Select(one => (Patients: one["entity"]!.AsArray().Count(entity => (string?)entity!["role"]!["code"] == "1"), Profile: ((string?)one["meta"]?["profile"]?[0])?.Split('.')[^1]));
        Assert.Equal([(0, "Query"), (1, "PatientQuery"), (2, null)], told.OrderBy(one => one.Patients));
    }

    [Fact]
    public async Task Each_kind_of_event_is_valid_and_shaped_by_balp()
    {
        foreach (var one in await SearchAsync("date=ge2020&_count=500"))
        {
            var parsed = ResourceDocument.Parse(Encoding.UTF8.GetBytes(one.ToJsonString()));
            Assert.Empty(ResourceValidator.Validate(parsed.Document!).Where(issue => issue.IsError).Select(issue => $"{issue.Location}: {issue.Message}"));
            BalpRules.Check(one);
        }
    }

    private async Task<IReadOnlyList<JsonObject>> SearchAsync(string query) => (await _officer.GetAsync("fhir/AuditEvent?" + query)).Expect(200).Resources;
}
