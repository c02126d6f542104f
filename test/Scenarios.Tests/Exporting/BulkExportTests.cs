using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Exporting;

/// <summary>What an export holds is what searches of the same actor find: no more, no less, no row twice.</summary>
public sealed class BulkExportTests(SeededClinic clinic) : IAsyncLifetime
{
    // A user of the class's own: how many exports one may have is counted by user.
    private BulkClient System { get; set; } = null!;

    public async ValueTask InitializeAsync() => System = new BulkClient((await clinic.OwnUserAsync("system-interface", null)).Door);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_whole_record_is_what_searches_find_type_by_type()
    {
        var door = clinic.As("system-interface");
        var files = await System.ExportAsync("$export?_type=Patient,Observation,DocumentReference,Encounter,Practitioner,Claim");
        foreach (var type in new[] { "Patient", "Observation", "DocumentReference", "Encounter", "Practitioner", "Claim" })
        {
            var found = (await door.AllAsync($"fhir/{type}?_count=500")).ToHashSet(StringComparer.Ordinal);
            var exported = files.IdsOf(type).Select(id => $"{type}/{id}").ToList();
            Assert.Equal(exported.Count, exported.Distinct().Count());
            // Other tests write to the same clinic meanwhile: what they add comes after.
            Assert.Empty(exported.Except(found));
            Assert.Empty(clinic.Generated.Where(resource => (string?)resource["resourceType"] == type && !SeededClinic.IsRestricted(resource)).Select(Reply.Reference).Except(exported));
        }
        Assert.Empty(files.Deleted);
        Assert.Empty(files.Errors);
        Assert.True((bool)files.Manifest["requiresAccessToken"]!);
        Assert.EndsWith("/fhir/$export?_type=Patient,Observation,DocumentReference,Encounter,Practitioner,Claim", (string)files.Manifest["request"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_row_is_the_row_that_is_read()
    {
        var files = await System.ExportAsync($"$export?_type=Patient,Condition");
        foreach (var resource in files.Of("Patient").Where(one => (string?)one["id"] == clinic.OwnPatient).Concat(files.Of("Condition").Take(5)))
        {
            var read = (await clinic.As("system-interface").GetAsync("fhir/" + Reply.Reference(resource))).Expect(200);
            Assert.Equal(read.Json.ToJsonString(), resource.ToJsonString());
        }
    }

    [Fact]
    public async Task Restricted_rows_stay_where_they_are()
    {
        var restricted = clinic.Generated.Where(SeededClinic.IsRestricted).Select(Reply.Reference).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(restricted);
        Assert.Empty((await System.ExportAsync("$export")).References.Intersect(restricted));
        Assert.Empty((await System.ExportAsync("Patient/$export")).References.Intersect(restricted));
    }

    private static async Task<IEnumerable<string>> AllAsync(Door door, string[] types)
    {
        var all = new List<string>();
        foreach (var type in types)
            all.AddRange(await door.AllAsync($"fhir/{type}?_count=500"));
        return all;
    }

    [Fact]
    public async Task A_patient_exports_the_own_record_without_what_is_hidden()
    {
        var door = clinic.As("patient");
        string[] types = ["Observation", "Condition", "Encounter", "DocumentReference", "Appointment", "Account"];
        var before = await AllAsync(door, types);
        var files = await new BulkClient(door).ExportAsync("Patient/$export");
        var after = await AllAsync(door, types);
        Assert.Equal([clinic.OwnPatient], files.IdsOf("Patient"));
        Assert.All(files.Output.Where(row => row["subject"] is not null), row => Assert.Equal($"Patient/{clinic.OwnPatient}", (string?)row["subject"]!["reference"]));
        // Others write into the same chart meanwhile: what was there all the time is in it, and nothing that was never there.
        var exported = types.SelectMany(type => files.IdsOf(type).Select(id => $"{type}/{id}")).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(exported, before.Intersect(after).ToHashSet(StringComparer.Ordinal));
        Assert.Subset(before.Union(after).ToHashSet(StringComparer.Ordinal), exported);
        Assert.NotEmpty(files.Of("Appointment"));
        Assert.All(files.Of("Appointment"), appointment => Assert.Null(appointment["participant"]));
        Assert.DoesNotContain($"Patient/{clinic.OtherPatient}", files.Output.Select(row => row.ToJsonString()).Where(text => text.Contains("\"Observation\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("physician")]
    [InlineData("nurse")]
    [InlineData("front-desk")]
    [InlineData("biller")]
    [InlineData("administrator")]
    [InlineData("compliance-officer")]
    public async Task Who_may_read_may_not_therefore_export(string role)
    {
        var (user, door) = await clinic.OwnUserAsync(role);
        var events = await new AuditLog(clinic.As("compliance-officer")).DuringAsync(user, async () =>
        {
            foreach (var path in new[] { "$export", "Patient/$export", "Group/any/$export" })
                (await door.GetAsync("fhir/" + path, BulkClient.Async)).ExpectOutcome(403);
        });
        Assert.Equal(3, events.Count);
        Assert.All(events, one => Assert.Equal(("export", "refused"), (AuditLog.Text(one, "interaction"), AuditLog.Text(one, "outcome"))));
    }

    [Fact]
    public async Task A_type_that_the_role_may_not_see_refuses_the_export_or_is_named_as_left_out()
    {
        var patient = new BulkClient(clinic.As("patient"));
        (await patient.Door.GetAsync("fhir/Patient/$export?_type=Patient,Flag", BulkClient.Async)).ExpectOutcome(403);
        var files = await patient.ExportAsync("Patient/$export?_type=Patient,Flag", isLenient: true);
        Assert.Equal([$"Patient/{clinic.OwnPatient}"], files.References);
        Assert.Contains(files.Errors, outcome => outcome.ToJsonString().Contains("Flag", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filters_of_a_type_are_or_ed_and_other_types_are_whole()
    {
        var (patient, one, two, three) = (Chart.NewId(), Chart.NewId(), Chart.NewId(), Chart.NewId());
        var door = clinic.As("system-interface");
        foreach (var resource in new[] { Chart.Patient(patient), Chart.Observation(one, patient, "8867-4", 61), Chart.Observation(two, patient, "9279-1", 14), Chart.Observation(three, patient, "8310-5", 37), Chart.Condition(patient + "-c", patient) })
            (await door.PutAsync(resource)).Expect(201);
        var filter = Uri.EscapeDataString("Observation?code=http://loinc.org|8867-4&value-quantity=gt60,Observation?code=9279-1");
        var files = await System.ExportAsync($"Patient/$export?_type=Observation,Condition&_typeFilter={filter}");
        Assert.Contains(one, files.IdsOf("Observation"));
        Assert.Contains(two, files.IdsOf("Observation"));
        Assert.DoesNotContain(three, files.IdsOf("Observation"));
        Assert.Contains(patient + "-c", files.IdsOf("Condition"));
        Assert.Equal(files.References.Count, files.References.Distinct().Count());
        Assert.All(files.Of("Observation"), observation => Assert.Contains((string?)observation["code"]!["coding"]![0]!["code"], new[] { "8867-4", "9279-1" }));
    }

    [Fact]
    public async Task Elements_are_cut_and_the_rows_say_so()
    {
        var files = await System.ExportAsync("Patient/$export?_type=Patient,Condition&_elements=id,Patient.birthDate");
        Assert.All(files.Of("Patient"), patient => Assert.Null(patient["name"]));
        Assert.Contains(files.Of("Patient"), patient => patient["birthDate"] is not null);
        Assert.All(files.Of("Condition"), condition => Assert.Null(condition["recordedDate"]));
        Assert.All(files.Of("Condition"), condition => Assert.NotNull(condition["subject"]));
        Assert.All(files.Output, row => Assert.Contains(row["meta"]!["tag"]!.AsArray(), tag => (string?)tag!["code"] == "SUBSETTED"));
    }

    [Fact]
    public async Task Since_and_until_bound_the_versions_and_what_was_deleted_since_is_listed()
    {
        var door = clinic.As("system-interface");
        var (early, late, gone) = (Chart.NewId(), Chart.NewId(), Chart.NewId());
        (await door.PutAsync(Chart.Patient(early))).Expect(201);
        (await door.PutAsync(Chart.Patient(gone))).Expect(201);
        var first = await System.ExportAsync("Patient/$export?_type=Patient");
        var since = (string)first.Manifest["transactionTime"]!;
        Assert.Contains(early, first.IdsOf("Patient"));
        Assert.Contains(gone, first.IdsOf("Patient"));
        await Task.Delay(5, TestContext.Current.CancellationToken);
        (await door.PutAsync(Chart.Patient(late))).Expect(201);
        (await door.DeleteAsync($"Patient/{gone}")).Expect(204);
        var second = await System.ExportAsync($"Patient/$export?_type=Patient&_since={Uri.EscapeDataString(since)}");
        Assert.Contains(late, second.IdsOf("Patient"));
        Assert.DoesNotContain(early, second.IdsOf("Patient"));
        Assert.DoesNotContain(gone, second.IdsOf("Patient"));
        Assert.Contains($"Patient/{gone}", second.Deleted.SelectMany(bundle => bundle["entry"]!.AsArray()).Select(entry => (string)entry!["request"]!["url"]!));
        Assert.All(second.Deleted, bundle => Assert.Equal("transaction", (string?)bundle["type"]));
        var before = await System.ExportAsync($"Patient/$export?_type=Patient&_until={Uri.EscapeDataString(since)}");
        Assert.Contains(early, before.IdsOf("Patient"));
        Assert.DoesNotContain(late, before.IdsOf("Patient"));
        // Another's deletions are nobody's business.
        var own = await new BulkClient(clinic.As("patient")).ExportAsync($"Patient/$export?_type=Patient&_since={Uri.EscapeDataString(since)}");
        Assert.Empty(own.Deleted);
    }

    [Fact]
    public async Task Patients_are_named_in_a_post_and_only_they_are_exported()
    {
        var client = System;
        var started = (await client.PostAsync("Patient/$export", ("patient", BulkClient.PatientReference(clinic.OwnPatient)), ("patient", BulkClient.PatientReference(clinic.OtherPatient)), ("_type", "Patient,Observation"))).Expect(202);
        var files = await client.TakeAsync(started.Header("Content-Location")!);
        Assert.Equal(new[] { clinic.OwnPatient, clinic.OtherPatient }.Order(), files.IdsOf("Patient").Order());
        Assert.NotEmpty(files.Of("Observation"));
        Assert.All(files.Of("Observation"), row => Assert.Contains((string?)row["subject"]!["reference"], new[] { $"Patient/{clinic.OwnPatient}", $"Patient/{clinic.OtherPatient}" }));
        (await client.PostAsync("Patient/$export", ("patient", BulkClient.PatientReference("none")))).ExpectOutcome(404);
        (await new BulkClient(clinic.As("patient")).PostAsync("Patient/$export", ("patient", BulkClient.PatientReference(clinic.OtherPatient)))).ExpectOutcome(404);
        (await client.Door.GetAsync($"fhir/Patient/$export?patient=Patient/{clinic.OwnPatient}", BulkClient.Async)).ExpectOutcome(400);
    }

    [Theory]
    [InlineData("$export?_outputFormat=csv", 400)]
    [InlineData("$export?_type=Nonsense", 400)]
    [InlineData("$export?_since=yesterday", 400)]
    [InlineData("$export?nonsense=1", 400)]
    [InlineData("$export?_typeFilter=Patient%3Fnonsense%3D1", 400)]
    [InlineData("$export?_typeFilter=Patient%3F_include%3DPatient:organization", 400)]
    [InlineData("$export?_type=Observation&_typeFilter=Patient%3Fgender%3Dmale", 400)]
    [InlineData("$export?_elements=Patient.nonsense", 400)]
    [InlineData("Patient/$export?_type=ValueSet", 400)]
    [InlineData("Group/none/$export", 404)]
    public async Task What_cannot_be_done_as_asked_is_refused(string path, int status) =>
        (await clinic.As("system-interface").GetAsync("fhir/" + path, BulkClient.Async)).ExpectOutcome(status);

    [Fact]
    public async Task Lenient_handling_goes_on_and_says_what_it_left_out()
    {
        var files = await System.ExportAsync("Patient/$export?_type=Patient,Nonsense,ValueSet&nonsense=1", isLenient: true);
        Assert.NotEmpty(files.Of("Patient"));
        Assert.Equal(3, files.Errors.Count);
        Assert.All(files.Errors, outcome => Assert.Equal("warning", (string?)outcome["issue"]![0]!["severity"]));
    }

    [Fact]
    public async Task A_small_export_can_be_had_at_once()
    {
        var reply = (await clinic.As("patient").GetAsync("fhir/Patient/$export?_outputFormat=application/fhir%2Bndjson")).Expect(200);
        Assert.StartsWith("application/fhir+ndjson", reply.Type, StringComparison.Ordinal);
        var streamed = BulkClient.Lines(reply).Select(Reply.Reference).ToList();
        var files = await new BulkClient(clinic.As("patient")).ExportAsync("Patient/$export");
        Assert.Equal(files.References.Order(StringComparer.Ordinal), streamed.Order(StringComparer.Ordinal));
        (await clinic.As("patient").GetAsync("fhir/Patient/$export")).ExpectOutcome(400);
        (await clinic.As("nurse").GetAsync("fhir/Patient/$export?_outputFormat=ndjson")).ExpectOutcome(403);
        Assert.Empty((await clinic.As("patient").GetAsync("fhir/Patient/$export?_outputFormat=ndjson&_type=Patient&_since=2100-01-01T00:00:00Z")).Expect(200).Body);
    }

    [Fact]
    public async Task The_log_says_what_was_asked_and_names_each_patient_before_a_file_is_there()
    {
        var (user, door) = await clinic.OwnUserAsync("system-interface");
        var events = await new AuditLog(clinic.As("compliance-officer")).DuringAsync(user, () => new BulkClient(door).ExportAsync("Patient/$export?_type=Patient,Condition,Practitioner"));
        var start = Assert.Single(events, one => AuditLog.Text(one, "interaction") == "export");
        Assert.Contains("_type=Patient,Condition,Practitioner", AuditLog.Text(start, "query"), StringComparison.Ordinal);
        var written = events.Where(one => AuditLog.Text(one, "interaction") == "export-file").ToList();
        Assert.Equal(["Condition", "Patient", "Practitioner"], written.Select(one => AuditLog.Text(one, "resourceType")).Order(StringComparer.Ordinal));
        Assert.Contains($"Patient/{clinic.OwnPatient}", AuditLog.Patients(written.Single(one => AuditLog.Text(one, "resourceType") == "Patient")));
        Assert.Empty(AuditLog.Patients(written.Single(one => AuditLog.Text(one, "resourceType") == "Practitioner")));
        Assert.Equal(3, events.Count(one => AuditLog.Text(one, "interaction") == "export-download"));
        Assert.Single(events, one => AuditLog.Text(one, "interaction") == "export-status");
        var ofPatient = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={user}&patient={clinic.OwnPatient}");
        Assert.Contains(ofPatient, one => AuditLog.Text(one, "interaction") == "export-file");
    }

    [Fact]
    public async Task Attachments_named_by_exported_rows_come_along_by_their_full_address()
    {
        var door = clinic.As("system-interface");
        var (patient, binary, stray) = (Chart.NewId(), Chart.NewId(), Chart.NewId());
        (await door.PutAsync(Chart.Patient(patient))).Expect(201);
        foreach (var id in new[] { binary, stray })
            (await door.PutAsync(Chart.Resource($$"""{"resourceType":"Binary","id":"{{id}}","contentType":"text/plain","data":"aGVsbG8="}"""))).Expect(201);
        var note = Chart.Note(Chart.NewId(), patient, "x");
        note["content"]![0]!["attachment"] = new JsonObject { ["contentType"] = "text/plain", ["url"] = "Binary/" + binary };
        (await door.PutAsync(note)).Expect(201);
        var client = System;
        var started = (await client.PostAsync("Patient/$export", ("patient", BulkClient.PatientReference(patient)))).Expect(202);
        var files = await client.TakeAsync(started.Header("Content-Location")!);
        Assert.Equal([binary], files.IdsOf("Binary"));
        Assert.EndsWith("/fhir/Binary/" + binary, (string)Assert.Single(files.Of("DocumentReference"))["content"]![0]!["attachment"]!["url"]!, StringComparison.Ordinal);
        Assert.StartsWith("https://", (string)files.Of("DocumentReference")[0]["content"]![0]!["attachment"]!["url"]!, StringComparison.Ordinal);
    }
}
