using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Access;

/// <summary>Questions whose answers would tell what the rows may not.</summary>
public sealed class InferenceTests(SeededClinic clinic)
{
    [Theory]
    [InlineData("front-desk", "Appointment?reason-code=http://hl7.org/fhir/sid/icd-10-cm|F32.1")]
    [InlineData("front-desk", "Appointment?supporting-info=Observation/1")]
    [InlineData("front-desk", "Appointment?reason-reference=Condition/1")]
    [InlineData("front-desk", "Appointment?_sort=reason-code")]
    [InlineData("front-desk", "Appointment?_sort=-based-on")]
    [InlineData("front-desk", "Appointment?reason-code:missing=false")]
    [InlineData("front-desk", "Appointment?reason-code:not=x&_summary=count")]
    [InlineData("front-desk", "Encounter?reason-code=x")]
    [InlineData("front-desk", "Encounter?type=x")]
    [InlineData("front-desk", "Encounter?diagnosis.code=F32.1")]
    [InlineData("front-desk", "Encounter?diagnosis=Condition/1")]
    [InlineData("front-desk", "Patient?_has:Condition:patient:code=F32.1")]
    [InlineData("front-desk", "Patient?_has:Observation:subject:code=8867-4&_summary=count")]
    [InlineData("front-desk", "Patient?_has:Appointment:patient:reason-code=F32.1")]
    [InlineData("front-desk", "Patient?_has:Encounter:patient:type=x")]
    [InlineData("biller", "Encounter?reason-code=x")]
    [InlineData("biller", "Patient?_has:Observation:subject:code=8867-4")]
    [InlineData("biller", "Condition?evidence=x")]
    [InlineData("biller", "Condition?severity=x")]
    [InlineData("compliance-officer", "Patient?gender=female")]
    [InlineData("compliance-officer", "Patient?address-city=Boston")]
    [InlineData("compliance-officer", "Patient?_has:Condition:patient:code=F32.1")]
    [InlineData("administrator", "Practitioner?_has:Encounter:practitioner:status=finished")]
    [InlineData("administrator", "Schedule?actor:Patient.name=x")]
    [InlineData("patient", "Appointment?actor=Patient/x")]
    [InlineData("patient", "Practitioner?phone=1")]
    public async Task A_search_that_reads_what_is_hidden_is_refused(string role, string query)
    {
        (await clinic.As(role).GetAsync("fhir/" + query)).ExpectOutcome(403);
        var posted = query.Split('?');
        (await clinic.As(role).SendBytesAsync(HttpMethod.Post, $"fhir/{posted[0]}/_search", System.Text.Encoding.UTF8.GetBytes(posted[1]), "application/x-www-form-urlencoded")).ExpectOutcome(403);
        var batch = (await clinic.As(role).PostAsync("fhir", Chart.Bundle("batch", Chart.Get(query)))).Expect(200);
        Assert.Equal("403", (string?)batch.Entries[0]["response"]!["status"]);
    }

    [Theory]
    [InlineData("front-desk", "Patient?_has:Condition:patient:code=F32.1&identifier=IDENTIFIER")]
    [InlineData("front-desk", "Appointment?reason-code=F32.1&patient=ID")]
    [InlineData("biller", "Patient?_has:DocumentReference:patient:status=current&identifier=IDENTIFIER")]
    public async Task A_condition_on_a_write_cannot_ask_what_a_search_cannot(string role, string condition)
    {
        var id = Chart.NewId();
        (await clinic.As("physician").PutAsync(Chart.Patient(id))).Expect(201);
        (await clinic.As("physician").CreateAsync(Chart.Condition("x", id))).Expect(201);
        var criteria = condition.Replace("IDENTIFIER", $"mrn-{id}", StringComparison.Ordinal).Replace("ID", id, StringComparison.Ordinal);
        var type = criteria.Split('?')[0];
        var coverage = Chart.Resource($$$"""{"resourceType":"Coverage","status":"active","beneficiary":{"reference":"{{{(type == "Patient" ? criteria : "Patient/" + id)}}}"},"payor":[{"display":"payer"}]}""");
        if (type == "Patient")
            (await clinic.As(role).PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(coverage)))).ExpectOutcome(403);
        if (role == "front-desk")
        {
            var resource = SampleResources.Of(type, "x", id);
            resource.Remove("id");
            (await clinic.As(role).CreateAsync(resource, ("If-None-Exist", criteria.Split('?')[1]))).ExpectOutcome(403);
            (await clinic.As(role).PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(resource, null, criteria.Split('?')[1])))).ExpectOutcome(403);
        }
    }

    [Fact]
    public async Task A_condition_on_a_write_does_not_tell_of_hidden_notes()
    {
        var id = Chart.NewId();
        (await clinic.As("physician").PutAsync(Chart.Patient(id))).Expect(201);
        var note = Chart.Note(Chart.NewId(), id, "Speaks of grief.");
        (await clinic.As("psychologist").PutAsync(note)).Expect(201);
        var probe = Chart.Note("x", id, "Probe.");
        probe.Remove("id");
        // Created, as if there were no other: a refusal would say that there is one.
        (await clinic.As("physician").CreateAsync(probe.DeepClone().AsObject(), ("If-None-Exist", $"patient={id}"))).Expect(201);
        var reference = Chart.Resource($$$"""{"resourceType":"Communication","status":"completed","subject":{"reference":"Patient?_has:DocumentReference:patient:description=note {{{(string)note["id"]!}}}"}}""");
        var refused = (await clinic.As("physician").PostAsync("fhir", Chart.Bundle("transaction", Chart.Post(reference)))).ExpectOutcome(412);
        Assert.Contains("No Patient matches", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_learns_nothing_of_another_patient_s_record()
    {
        var door = clinic.As("patient");
        var other = clinic.OtherPatient;
        (await door.GetAsync($"fhir/Patient/{clinic.OwnPatient}")).Expect(200);
        Assert.Equal([$"Patient/{clinic.OwnPatient}"], await door.AllAsync("fhir/Patient"));
        (await door.GetAsync($"fhir/Patient/{other}")).ExpectOutcome(404);
        (await door.GetAsync($"fhir/Patient/{other}/$everything")).ExpectOutcome(404);
        foreach (var type in new[] { "Observation", "Condition", "Encounter", "DocumentReference", "MedicationRequest" })
        {
            Assert.Equal(0, (await door.GetAsync($"fhir/{type}?patient={other}&_summary=count")).Expect(200).Total);
            Assert.All((await door.PagesAsync($"fhir/{type}?_count=500")).SelectMany(page => page.Resources), row => Assert.DoesNotContain($"Patient/{other}", row.ToJsonString(), StringComparison.Ordinal));
        }
        // Who else takes part in an appointment is hidden; that the patient does is no secret.
        (await door.GetAsync($"fhir/Appointment?patient={other}")).ExpectOutcome(403);
        Assert.Contains("Appointment/sample", await door.AllAsync($"fhir/Appointment?patient={clinic.OwnPatient}"));
        Assert.Contains("Appointment/sample", await door.AllAsync($"fhir/Appointment?patient=Patient/{clinic.OwnPatient}"));
        Assert.Contains("Coverage/sample", await door.AllAsync($"fhir/Coverage?beneficiary=Patient/{clinic.OwnPatient}"));
        (await door.GetAsync("fhir/Observation?subject:Patient.name=a")).Expect(200);
        Assert.Equal(0, (await door.GetAsync($"fhir/Observation?subject:Patient._id={other}&_summary=count")).Total ?? 0);
    }

    [Fact]
    public async Task A_deleted_resource_of_another_patient_is_not_told_of()
    {
        var id = Chart.NewId();
        var system = clinic.As("system-interface");
        (await system.PutAsync(Chart.Observation(id, clinic.OtherPatient))).Expect(201);
        (await system.DeleteAsync($"Observation/{id}")).Expect(204);
        foreach (var path in new[] { $"Observation/{id}", $"Observation/{id}/_history", $"Observation/{id}/_history/1", $"Observation/{id}/_history/2" })
            (await clinic.As("patient").GetAsync("fhir/" + path)).ExpectOutcome(404);
        (await clinic.As("physician").GetAsync($"fhir/Observation/{id}")).ExpectOutcome(410);
    }
}
