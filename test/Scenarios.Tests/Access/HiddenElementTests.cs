using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Access;

/// <summary>What a role sees of a row that it may see: the named elements and nothing else, whichever way the row comes.</summary>
public sealed class HiddenElementTests(SeededClinic clinic)
{
    private const string Narrative = """{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Secret of the narrative</div>"}""";

    [Theory]
    [InlineData("front-desk", "Appointment", "identifier status cancelationReason serviceCategory serviceType specialty appointmentType priority start end minutesDuration slot created participant requestedPeriod")]
    [InlineData("front-desk", "Encounter", "identifier status statusHistory class classHistory subject participant appointment period length account location serviceProvider")]
    [InlineData("biller", "Encounter", "identifier status class type serviceType subject participant appointment period length diagnosis account hospitalization location serviceProvider partOf")]
    [InlineData("biller", "Condition", "identifier clinicalStatus verificationStatus category code bodySite subject encounter onset abatement recordedDate recorder")]
    [InlineData("biller", "Procedure", "identifier partOf status category code subject encounter performed recorder performer location bodySite")]
    [InlineData("compliance-officer", "Patient", "identifier name birthDate")]
    [InlineData("patient", "Practitioner", "active name")]
    public async Task Every_row_of_the_clinic_shows_only_the_named_elements(string role, string type, string visible)
    {
        var allowed = visible.Split(' ').Concat(["resourceType", "id", "meta", "implicitRules", "language"]).ToHashSet(StringComparer.Ordinal);
        var pages = await clinic.As(role).PagesAsync($"fhir/{type}?_count=200");
        var rows = pages.SelectMany(page => page.Resources).Where(row => (string?)row["resourceType"] == type).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            Assert.DoesNotContain(row, property => !IsAllowed(property.Key, allowed));
            Assert.Contains(row["meta"]!["tag"]!.AsArray(), tag => (string?)tag!["code"] == "SUBSETTED");
        }
        var one = Reply.Reference(rows[0]);
        foreach (var path in new[] { $"fhir/{one}", $"fhir/{one}/_history/1" })
            Assert.DoesNotContain((await clinic.As(role).GetAsync(path)).Expect(200).Json, property => !IsAllowed(property.Key, allowed));
    }

    [Fact]
    public async Task Narrative_comment_and_reason_reach_the_front_desk_by_no_way()
    {
        var (patient, appointment) = (Chart.NewId(), Chart.NewId());
        await PutSecretsAsync(patient, appointment);
        var desk = clinic.As("front-desk");
        foreach (var path in new[]
        {
            $"Patient/{patient}", $"Patient/{patient}/_history", $"Patient/{patient}/_history/1", $"Patient?_id={patient}", $"Patient/{patient}/$everything", $"Patient?_id={patient}&_revinclude=Appointment:patient",
            $"Appointment/{appointment}", $"Appointment/{appointment}/_history", $"Appointment/{appointment}/_history/1", $"Appointment?patient={patient}&_include=Appointment:patient", $"Appointment?patient={patient}&_elements=comment,reasonCode,text",
            $"Appointment/{appointment}?_elements=comment", $"Appointment?patient={patient}&_summary=text", $"Appointment/{appointment}?_summary=text", $"Appointment/{appointment}?_format=xml",
        })
        {
            var reply = (await desk.GetAsync("fhir/" + path)).Expect(200);
            Assert.DoesNotContain("Secret", reply.Text, StringComparison.Ordinal);
        }
        var batch = (await desk.PostAsync("fhir", Chart.Bundle("batch", Chart.Get($"Appointment/{appointment}"), Chart.Get($"Appointment?patient={patient}")))).Expect(200);
        Assert.DoesNotContain("Secret", batch.Text, StringComparison.Ordinal);
        Assert.Contains("Secret of the reason", (await clinic.As("physician").GetAsync($"fhir/Appointment/{appointment}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_by_the_front_desk_keeps_what_it_cannot_see()
    {
        var (patient, appointment) = (Chart.NewId(), Chart.NewId());
        await PutSecretsAsync(patient, appointment);
        var desk = clinic.As("front-desk");
        foreach (var throughBundle in new[] { false, true })
        {
            var seen = (await desk.GetAsync($"fhir/Appointment/{appointment}")).Expect(200);
            var changed = seen.Json.DeepClone().AsObject();
            changed["status"] = throughBundle ? "fulfilled" : "arrived";
            changed["comment"] = "overwritten by the desk";
            var written = throughBundle
                ? (await desk.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(changed, $"W/\"{seen.Version}\"")))).Expect(200)
                : (await desk.PutAsync(changed, ("If-Match", $"W/\"{seen.Version}\""))).Expect(200);
            Assert.DoesNotContain("Secret", written.Text, StringComparison.Ordinal);
            var whole = (await clinic.As("physician").GetAsync($"fhir/Appointment/{appointment}")).Expect(200);
            Assert.Equal((string?)changed["status"], (string?)whole.Json["status"]);
            Assert.Equal("Secret of the comment", (string?)whole.Json["comment"]);
            Assert.Equal("Secret of the reason", (string?)whole.Json["reasonCode"]![0]!["text"]);
            Assert.Contains("Secret of the narrative", whole.Text, StringComparison.Ordinal);
            Assert.Contains("Secret of the extension", whole.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_update_by_the_front_desk_keeps_hidden_extensions_and_changes_visible_ones()
    {
        const string Race = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race";
        var id = Chart.NewId();
        var patient = Chart.Patient(id);
        patient["extension"] = new JsonArray(
            Chart.Resource("""{"url":"http://example.org/secret","valueString":"Secret of the extension"}"""),
            Chart.Resource($$"""{"url":"{{Race}}","extension":[{"url":"text","valueString":"as first said"}]}"""));
        (await clinic.As("physician").PutAsync(patient)).Expect(201);
        var seen = (await clinic.As("front-desk").GetAsync($"fhir/Patient/{id}")).Expect(200);
        Assert.DoesNotContain("Secret", seen.Text, StringComparison.Ordinal);
        Assert.Contains("as first said", seen.Text, StringComparison.Ordinal);
        var changed = seen.Json.DeepClone().AsObject();
        changed["extension"]![0]!["extension"]![0]!["valueString"] = "as corrected";
        (await clinic.As("front-desk").PutAsync(changed)).Expect(200);
        var whole = (await clinic.As("physician").GetAsync($"fhir/Patient/{id}")).Expect(200).Text;
        Assert.Contains("Secret of the extension", whole, StringComparison.Ordinal);
        Assert.Contains("as corrected", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("as first said", whole, StringComparison.Ordinal);
    }

    private async Task PutSecretsAsync(string patient, string appointment)
    {
        var physician = clinic.As("physician");
        var person = Chart.Patient(patient);
        person["text"] = JsonNode.Parse(Narrative);
        person["contained"] = new JsonArray(Chart.Resource("""{"resourceType":"Observation","id":"o","status":"final","code":{"text":"Secret of the contained"}}"""));
        person["extension"] = new JsonArray(Chart.Resource("""{"url":"http://example.org/o","valueReference":{"reference":"#o"}}"""));
        (await physician.PutAsync(person)).Expect(201);
        var visit = Chart.Resource($$$"""
            {"resourceType":"Appointment","id":"{{{appointment}}}","status":"booked","start":"2026-04-01T09:00:00Z","end":"2026-04-01T09:30:00Z","comment":"Secret of the comment","description":"Secret of the description",
             "patientInstruction":"Secret of the instruction","reasonCode":[{"text":"Secret of the reason"}],"extension":[{"url":"http://example.org/secret","valueString":"Secret of the extension"}],
             "participant":[{"actor":{"reference":"Patient/{{{patient}}}"},"status":"accepted"}]}
            """);
        visit["text"] = JsonNode.Parse(Narrative);
        (await physician.PutAsync(visit)).Expect(201);
    }

    // A choice element carries its type in its name.
    private static bool IsAllowed(string property, HashSet<string> allowed)
    {
        var name = property.TrimStart('_');
        return allowed.Contains(name) || allowed.Any(one => one is "onset" or "abatement" or "performed" && name.StartsWith(one, StringComparison.Ordinal));
    }
}
