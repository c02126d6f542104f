using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>Conditions of grants: the relationship to the patient, hours, sites, departments, purposes.</summary>
public sealed class ConditionTests
{
    [Fact]
    public async Task A_relationship_opens_the_record_as_long_as_it_lasts()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var (admin, partner) = (await clinic.AddUserAsync("second.admin", "administrator"), await clinic.AddUserAsync("partner", "system-interface"));
        var physician = await clinic.AddUserAsync("dr.one", "physician", null, "Practitioner/one");
        (await partner.PutAsync(JsonNode.Parse("""{"resourceType":"Practitioner","id":"one"}""")!.AsObject())).Expect(201);
        foreach (var id in new[] { "team", "visit", "booked", "family", "stranger" })
        {
            var patient = Chart.Patient(id);
            if (id == "family")
                patient["generalPractitioner"] = JsonNode.Parse("""[{"reference":"Practitioner/one"}]""");
            (await partner.PutAsync(patient)).Expect(201);
            (await partner.PutAsync(Chart.Observation("o-" + id, id))).Expect(201);
        }
        (await partner.PutAsync(JsonNode.Parse("""{"resourceType":"CareTeam","id":"t","status":"active","subject":{"reference":"Patient/team"},"participant":[{"member":{"reference":"Practitioner/one"}}]}""")!.AsObject())).Expect(201);
        (await partner.PutAsync(Visit("in-progress"))).Expect(201);
        var day = clock.GetUtcNow().AddDays(5).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var end = clock.GetUtcNow().AddDays(5).AddMinutes(20).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        (await partner.PutAsync(JsonNode.Parse($$$"""{"resourceType":"Appointment","id":"a","status":"booked","start":"{{{day}}}","end":"{{{end}}}","participant":[{"actor":{"reference":"Patient/booked"},"status":"accepted"},{"actor":{"reference":"Practitioner/one"},"status":"accepted"}]}""")!.AsObject())).Expect(201);
        await new PolicyDesk(admin).ActivateAsync(PolicyDesk.Changed(policy => policy["roles"]!["physician"]!["grants"] = JsonNode.Parse(
            """[{"types":["Patient","Observation"],"interactions":["read","search","create","update"],"relationship":{"any":["care-team","appointment","encounter","general-practitioner"],"days":7}}]""")));
        Assert.Equal(["Observation/o-booked", "Observation/o-family", "Observation/o-team", "Observation/o-visit"], (await physician.AllAsync("fhir/Observation")).Order());
        Assert.Equal(["Patient/booked", "Patient/family", "Patient/team", "Patient/visit"], (await physician.AllAsync("fhir/Patient")).Order());
        Assert.Equal(4, (await physician.GetAsync("fhir/Observation?_summary=count")).Total);
        (await physician.GetAsync("fhir/Observation/o-stranger")).ExpectOutcome(404);
        (await physician.GetAsync("fhir/Observation/o-team")).Expect(200);
        (await physician.CreateAsync(Chart.Observation("x", "team"))).Expect(201);
        (await physician.CreateAsync(Chart.Observation("x", "stranger"))).ExpectOutcome(403);
        (await partner.PutAsync(Visit("finished"))).Expect(200);
        (await physician.GetAsync("fhir/Observation/o-visit")).Expect(200);
        clock.Advance(TimeSpan.FromDays(9));
        physician = clinic.Again("dr.one");
        (await physician.GetAsync("fhir/Observation/o-visit")).ExpectOutcome(404);
        (await physician.GetAsync("fhir/Observation/o-booked")).Expect(200);
        clock.Advance(TimeSpan.FromDays(5));
        physician = clinic.Again("dr.one");
        (await physician.GetAsync("fhir/Observation/o-booked")).ExpectOutcome(404);
        (await physician.GetAsync("fhir/Observation/o-family")).Expect(200);

        JsonObject Visit(string status)
        {
            var visit = Chart.Encounter("v", "visit");
            visit["status"] = status;
            visit["participant"] = JsonNode.Parse("""[{"individual":{"reference":"Practitioner/one"}}]""");
            visit["period"] = JsonNode.Parse($$"""{"start":"2026-03-02T08:00:00Z","end":"2026-03-02T08:30:00Z"}""");
            return visit;
        }
    }

    [Fact]
    public async Task Hours_are_those_of_the_sites_clock_and_a_site_without_one_has_none()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var (admin, partner) = (await clinic.AddUserAsync("second.admin", "administrator"), await clinic.AddUserAsync("partner", "system-interface"));
        (await partner.PutAsync(JsonNode.Parse("""{"resourceType":"Location","id":"east","name":"East","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone","valueCode":"America/New_York"}]}""")!.AsObject())).Expect(201);
        (await partner.PutAsync(JsonNode.Parse("""{"resourceType":"Location","id":"nowhere","name":"Nowhere"}""")!.AsObject())).Expect(201);
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        var east = await clinic.AddUserAsync("east", "nurse", null, null, "Location/east");
        var nowhere = await clinic.AddUserAsync("nowhere", "nurse", null, null, "Location/nowhere");
        await new PolicyDesk(admin).ActivateAsync(PolicyDesk.Changed(policy =>
        {
            policy["times"] = JsonNode.Parse("""{"office hours":{"days":["mon","tue","wed","thu","fri"],"from":"07:00","to":"19:00"}}""");
            policy["roles"]!["nurse"]!["grants"] = JsonNode.Parse("""[{"types":["Patient"],"interactions":["read"],"times":["office hours"]}]""");
        }));
        // Monday 09:00 UTC is 04:00 in New York.
        (await east.GetAsync("fhir/Patient/p")).ExpectOutcome(403);
        clock.Advance(TimeSpan.FromHours(4));
        (await east.GetAsync("fhir/Patient/p")).Expect(200);
        Assert.NotNull((await east.GetAsync("auth/session")).Expect(200).Json["may"]!["Patient"]);
        (await nowhere.GetAsync("fhir/Patient/p")).ExpectOutcome(403);
    }

    [Fact]
    public async Task Site_department_and_purpose_are_the_requests_own()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var (admin, partner) = (await clinic.AddUserAsync("second.admin", "administrator"), await clinic.AddUserAsync("partner", "system-interface"));
        (await partner.PutAsync(Chart.Patient("p"))).Expect(201);
        (await partner.PutAsync(Chart.Observation("o", "p"))).Expect(201);
        var (here, there) = (await clinic.AddUserAsync("here", "nurse", "ward", null, "Location/here"), await clinic.AddUserAsync("there", "nurse", "clinic", null, "Location/there"));
        await new PolicyDesk(admin).ActivateAsync(PolicyDesk.Changed(policy =>
        {
            policy["roles"]!["nurse"]!["purposes"] = new JsonArray("CAREMGT");
            policy["roles"]!["nurse"]!["grants"] = JsonNode.Parse("""
                [{"types":["Patient"],"interactions":["read"],"sites":["Location/here"]},{"types":["Patient"],"interactions":["search"],"departments":["ward"]},{"types":["Observation"],"interactions":["read"],"purposes":["CAREMGT"]}]
                """);
        }));
        (await here.GetAsync("fhir/Patient/p")).Expect(200);
        (await there.GetAsync("fhir/Patient/p")).ExpectOutcome(403);
        (await here.GetAsync("fhir/Patient")).Expect(200);
        (await there.GetAsync("fhir/Patient")).ExpectOutcome(403);
        (await here.GetAsync("fhir/Observation/o")).ExpectOutcome(403);
        (await here.GetAsync("fhir/Observation/o", ("X-Carewright-Purpose", "CAREMGT"))).Expect(200);
        (await here.GetAsync("fhir/Observation/o", ("X-Carewright-Purpose", "HRESCH"))).ExpectOutcome(403);
    }
}
