using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Exporting;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Reach;

/// <summary>A known id opens nothing: whoever may not see a row gets, by every way there is, the answer of an id that does not exist.</summary>
public sealed class ObjectReferenceTests(SeededClinic clinic)
{
    private const string Marker = "quince-marmalade";

    public static TheoryData<string> ByInstance { get; } =
    [
        "{ref}", "{ref}/_history", "{ref}/_history/1", "{ref}/$meta", "{ref}/$diff", "{type}?_id={id}", "{type}?_id={id}&_summary=count", "{type}?_id={id}&_total=accurate",
        "{type}?_id={id}&_include=*", "{type}?_id={id}&_revinclude=Observation:has-member", "{type}?_id={id}&_elements=id", "{type}?_filter=_id eq {id}", "{type}?_id={id}&_summary=true", "?_type={type}&_id={id}",
        "Patient/{other}/{type}?_id={id}", "Patient/{other}/$everything", "Patient/{other}/$everything?_type={type}", "Patient/{other}/$summary", "Provenance?target={ref}", "{type}?_lastUpdated=ge2000-01-01&_id={id}",
        "{type}?subject={ref}&_id={id}",
    ];

    [Theory]
    [MemberData(nameof(ByInstance))]
    public async Task A_patient_cannot_tell_another_patients_row_from_one_that_is_not_there(string template)
    {
        var (reference, absent) = (await PlantAsync(), "Observation/" + Chart.NewId());
        var door = clinic.As("patient");
        var hidden = await door.GetAsync("fhir/" + Fill(template, reference, clinic.OtherPatient));
        var missing = await door.GetAsync("fhir/" + Fill(template, absent, template.Contains("{other}", StringComparison.Ordinal) ? Chart.NewId() : clinic.OtherPatient));
        Assert.Equal(missing.Status, hidden.Status);
        Assert.DoesNotContain(Marker, hidden.Text, StringComparison.Ordinal);
        Assert.Equal(Shape(missing), Shape(hidden));
    }

    public static TheoryData<string> Inferring { get; } =
    [
        "Patient?_has:Observation:subject:_id={id}", "Patient?_has:Observation:patient:code-value-concept=8867-4$x&_id={other}", "Observation?subject:Patient._id={other}", "Observation?patient.identifier=mrn-{other}",
        "Observation?patient={other}&_summary=count", "Observation?patient={other}&_total=accurate", "Observation?subject=Patient/{other}&_sort=-date", "Condition?patient={other}", "DocumentReference?patient={other}",
        "Observation?_filter=patient eq Patient/{other}", "Patient?_id={other}", "Patient?_id={own}&_revinclude=Observation:subject&_include=Patient:link", "Observation?has-member={ref}", "Observation?derived-from={ref}",
    ];

    [Theory]
    [MemberData(nameof(Inferring))]
    public async Task No_question_counts_or_shows_another_patients_rows(string template)
    {
        var reference = await PlantAsync();
        var reply = await clinic.As("patient").GetAsync("fhir/" + Fill(template, reference, clinic.OtherPatient));
        Assert.True(reply.Status is 200 or 400 or 403, $"{reply.Status}: {reply.Text}");
        Assert.DoesNotContain(Marker, reply.Text, StringComparison.Ordinal);
        if (reply.Status != 200)
            return;
        Assert.All(reply.Resources, row => Assert.DoesNotContain($"Patient/{clinic.OtherPatient}", row.ToJsonString(), StringComparison.Ordinal));
        if (!template.Contains("{own}", StringComparison.Ordinal))
            Assert.Equal(0, reply.Total ?? reply.Resources.Count);
    }

    [Fact]
    public async Task A_reference_in_ones_own_row_does_not_bring_the_row_it_names()
    {
        var reference = await PlantAsync();
        var own = Chart.Observation(Chart.NewId(), clinic.OwnPatient);
        own["hasMember"] = new JsonArray(new JsonObject { ["reference"] = reference });
        (await clinic.As("system-interface").PutAsync(own)).Expect(201);
        var id = (string)own["id"]!;
        foreach (var query in new[] { $"_id={id}&_include=Observation:has-member", $"_id={id}&_include:iterate=*", $"_id={id}&_include=*&_revinclude=Observation:has-member" })
        {
            var reply = (await clinic.As("patient").GetAsync("fhir/Observation?" + query)).Expect(200);
            Assert.Equal([$"Observation/{id}"], reply.References.Where(one => one.StartsWith("Observation/", StringComparison.Ordinal)));
            Assert.DoesNotContain(Marker, reply.Text, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await clinic.As("patient").GetAsync($"fhir/Observation?_id={id}&has-member.code=8867-4&_total=accurate")).Total ?? 0);
    }

    [Fact]
    public async Task Writes_by_a_known_id_change_nothing_and_answer_as_for_an_unknown_one()
    {
        var reference = await PlantAsync();
        var (_, desk) = await clinic.OwnUserAsync("front-desk");
        foreach (var door in new[] { clinic.As("patient"), desk, clinic.As("biller") })
        {
            var forged = Chart.Observation(reference.Split('/')[1], clinic.OwnPatient);
            Assert.True((await door.PutAsync(forged)).Status is 403 or 404);
            Assert.True((await door.DeleteAsync(reference)).Status is 403 or 404);
            var patch = await door.SendBytesAsync(HttpMethod.Patch, "fhir/" + reference, """[{"op":"replace","path":"/status","value":"entered-in-error"}]"""u8.ToArray(), "application/json-patch+json");
            Assert.True(patch.Status is 403 or 404, patch.Text);
            var batch = (await door.PostAsync("fhir", Chart.Bundle("batch", Chart.Put(forged), Chart.Delete(reference), Chart.Get(reference)))).Expect(200);
            Assert.All(batch.Entries, entry => Assert.True(((string)entry["response"]!["status"]!)[..3] is "403" or "404"));
        }
        var kept = (await clinic.As("system-interface").GetAsync("fhir/" + reference)).Expect(200);
        Assert.Equal(1, kept.Version);
        Assert.Contains(Marker, kept.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_and_the_job_of_an_export_are_their_askers_alone()
    {
        var owner = new BulkClient(clinic.As("system-interface"));
        var job = await owner.StartAsync("Patient/$export?_type=Patient");
        var manifest = (await owner.WaitAsync(job)).Expect(200).Json;
        var file = (string)manifest["output"]![0]!["url"]!;
        var (_, sameRole) = await clinic.OwnUserAsync("system-interface");
        foreach (var thief in new[] { sameRole, clinic.As("patient"), clinic.As("physician"), clinic.As("administrator") })
        {
            Assert.True((await thief.GetAsync(job)).Status is 403 or 404);
            Assert.True((await thief.GetAsync(file)).Status is 403 or 404);
            Assert.True((await thief.SendAsync(HttpMethod.Delete, job, null)).Status is 403 or 404);
        }
        Assert.Equal(401, (await clinic.Running.Nobody().GetAsync(file)).Status);
        (await clinic.As("system-interface").GetAsync(file.Replace("signature=", "signature=0", StringComparison.Ordinal))).ExpectOutcome(403);
        (await clinic.As("system-interface").GetAsync(file)).Expect(200);
    }

    [Fact]
    public async Task A_patients_export_has_the_own_record_alone()
    {
        var reference = await PlantAsync();
        var reply = await clinic.As("patient").GetAsync("fhir/Patient/$export", BulkClient.Async);
        Assert.True(reply.Status is 202 or 403, reply.Text);
        if (reply.Status != 202)
            return;
        var files = await new BulkClient(clinic.As("patient")).TakeAsync(reply.Header("Content-Location")!);
        Assert.DoesNotContain(reference, files.References);
        Assert.Equal([clinic.OwnPatient], files.IdsOf("Patient"));
    }

    [Fact]
    public async Task A_subscription_tells_only_what_its_owner_may_see_and_is_its_owners_alone()
    {
        var subscription = Chart.Resource($$$"""{"resourceType":"Subscription","status":"requested","reason":"attack","criteria":"Observation?patient=Patient/{{{clinic.OtherPatient}}}","channel":{"type":"websocket","payload":"application/fhir+json"}}""");
        Assert.True((await clinic.As("patient").CreateAsync(subscription)).Status is 403 or 422);
        var own = (await clinic.As("system-interface").CreateAsync(subscription)).Expect(201).Made;
        // Another system reads every resource that is not restricted, subscriptions and their status among them; nobody else does.
        foreach (var thief in new[] { clinic.As("patient"), clinic.As("physician") })
        {
            foreach (var path in new[] { own, own + "/$status", own + "/$events", own + "/$get-ws-binding-token" })
                Assert.True((await thief.GetAsync("fhir/" + path)).Status is 403 or 404, path);
        }
    }

    [Fact]
    public async Task A_page_of_anothers_search_shows_what_the_asker_may_see_and_no_more()
    {
        var first = (await clinic.As("system-interface").GetAsync("fhir/Observation?_count=2")).Expect(200);
        var next = first.Next!;
        var expected = (await clinic.As("patient").AllAsync("fhir/Observation?_count=500")).ToHashSet(StringComparer.Ordinal);
        var replay = await clinic.As("patient").GetAsync(next);
        Assert.True(replay.Status is 200 or 400 or 403 or 404, $"{replay.Status}");
        if (replay.Status == 200)
            Assert.All(replay.References, row => Assert.Contains(row, expected));
        (await clinic.Running.Nobody().GetAsync(next)).ExpectOutcome(401);
        (await clinic.As("front-desk").GetAsync(next)).ExpectOutcome(403);
    }

    private async Task<string> PlantAsync()
    {
        var row = Chart.Observation(Chart.NewId(), clinic.OtherPatient);
        row["note"] = new JsonArray(new JsonObject { ["text"] = Marker });
        (await clinic.As("system-interface").PutAsync(row)).Expect(201);
        return Reply.Reference(row);
    }

    private string Fill(string template, string reference, string other) => template
        .Replace("{ref}", reference, StringComparison.Ordinal).Replace("{type}", "Observation", StringComparison.Ordinal).Replace("{id}", reference.Split('/')[1], StringComparison.Ordinal)
        .Replace("{other}", other, StringComparison.Ordinal).Replace("{own}", clinic.OwnPatient, StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);

    // What an answer tells beside the ids that the asker sent: its issues' codes, or how many rows of which kind and what total.
    private static string Shape(Reply reply) => (string?)reply.Json["resourceType"] == "OperationOutcome"
        ? string.Join(' ', reply.Json["issue"]!.AsArray().Select(issue => $"{issue!["severity"]} {issue["code"]} {issue["details"]?["coding"]?[0]?["code"]}"))
        : $"{reply.Total} {reply.References.Count} {reply.Next is null}";
}
