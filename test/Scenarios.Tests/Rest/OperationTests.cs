using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>The operations beside plain interactions, and the form in which answers come.</summary>
public sealed class OperationTests(SeededClinic clinic)
{
    private readonly string _id = Chart.NewId();

    private Door Door => clinic.As("physician");

    [Fact]
    public async Task Meta_is_read_added_to_and_taken_from()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        var meta = Parameters("""{"tag":[{"system":"urn:t","code":"a"},{"system":"urn:t","code":"b"}],"profile":["http://example.org/p"],"security":[{"system":"urn:s","code":"R"}]}""");
        var added = (await Door.PostAsync($"fhir/Patient/{_id}/$meta-add", meta)).Expect(200);
        Assert.Equal("W/\"2\"", added.Header("ETag"));
        Assert.Equal(["a", "b"], Tags(added));
        Assert.Equal(["a", "b"], Tags((await Door.GetAsync($"fhir/Patient/{_id}/$meta")).Expect(200)));
        Assert.Equal("W/\"2\"", (await Door.PostAsync($"fhir/Patient/{_id}/$meta-add", meta)).Expect(200).Header("ETag"));
        var removed = (await Door.PostAsync($"fhir/Patient/{_id}/$meta-delete", Parameters("""{"tag":[{"system":"urn:t","code":"a"}],"profile":["http://example.org/p"]}"""))).Expect(200);
        Assert.Equal(["b"], Tags(removed));
        Assert.Null(removed.Json["parameter"]![0]!["valueMeta"]!["profile"]);
        Assert.Equal("R", (string?)removed.Json["parameter"]![0]!["valueMeta"]!["security"]![0]!["code"]);
        (await Door.PostAsync($"fhir/Patient/{_id}/$meta-add", Chart.Patient("x"))).ExpectOutcome(400);
        (await clinic.As("patient").PostAsync($"fhir/Patient/{_id}/$meta-add", meta)).ExpectOutcome(403);
        (await clinic.As("front-desk").GetAsync($"fhir/Condition/{_id}/$meta")).ExpectOutcome(403);
        Assert.Empty(Tags((await clinic.As("compliance-officer").GetAsync($"fhir/Patient/{clinic.OwnPatient}/$meta")).Expect(200)));
    }

    [Fact]
    public async Task A_restriction_s_label_is_taken_off_only_by_its_department()
    {
        var patient = Chart.NewId();
        (await Door.PutAsync(Chart.Patient(patient))).Expect(201);
        (await clinic.As("psychologist").PutAsync(Chart.Note(_id, patient, "Speaks of grief."))).Expect(201);
        var label = Parameters($$"""{"security":[{"system":"{{SeededClinic.RestrictionSystem}}","code":"{{SeededClinic.BehavioralHealth}}"}]}""");
        (await Door.PostAsync($"fhir/DocumentReference/{_id}/$meta-delete", label)).ExpectOutcome(404);
        (await clinic.As("nurse").PostAsync($"fhir/Observation/{clinic.OwnPatient}/$meta-delete", label)).ExpectOutcome(404);
        var (user, own) = await clinic.OwnUserAsync("nurse", SeededClinic.BehavioralHealth);
        (await own.PostAsync($"fhir/DocumentReference/{_id}/$meta-delete", label)).ExpectOutcome(403);
        var log = new AuditLog(clinic.As("compliance-officer"));
        (await clinic.As("psychologist").PostAsync($"fhir/DocumentReference/{_id}/$meta-delete", label)).Expect(200);
        Assert.Empty(Chart.Restrictions((await Door.GetAsync($"fhir/DocumentReference/{_id}")).Expect(200).Json));
        Assert.Contains(await log.EventsAsync($"user={user}"), one => (AuditLog.Text(one, "interaction"), AuditLog.Text(one, "outcome")) == ("meta-delete", "refused"));
    }

    [Fact]
    public async Task A_difference_of_versions_is_a_patch_that_leads_from_one_to_the_other()
    {
        (await Door.PutAsync(Chart.Patient(_id, "One"))).Expect(201);
        var other = Chart.Patient(_id, "Two");
        other["birthDate"] = "1999";
        (await Door.PutAsync(other)).Expect(200);
        var diff = (await Door.GetAsync($"fhir/Patient/{_id}/$diff")).Expect(200);
        Assert.Contains("Patient.name[0].family", diff.Text, StringComparison.Ordinal);
        (await Door.PutAsync(Chart.Patient(_id, "One"))).Expect(200);
        (await Door.SendAsync(HttpMethod.Patch, $"fhir/Patient/{_id}", diff.Text)).Expect(200);
        Assert.Null((await Door.GetAsync($"fhir/Patient/{_id}/$diff?fromVersion=2&toVersion=4")).Expect(200).Json["parameter"]);
        Assert.NotNull((await Door.GetAsync($"fhir/$diff?from=Patient/{_id}/_history/1&to=Patient/{_id}")).Expect(200).Json["parameter"]);
        (await Door.GetAsync($"fhir/$diff?from=Patient/{_id}&to=Observation/1")).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Patient/{_id}/$diff?fromVersion=9")).ExpectOutcome(404);
        (await Door.GetAsync($"fhir/Patient/{_id}/$diff?nonsense=9")).ExpectOutcome(400);
        (await clinic.As("administrator").GetAsync($"fhir/Patient/{_id}/$diff")).ExpectOutcome(403);
        Assert.DoesNotContain("birthDate", (await clinic.As("administrator").GetAsync($"fhir/Patient/{_id}/$diff")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_each_code_the_newest_observations()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        foreach (var (code, day, value) in new[] { ("8867-4", 3, 70), ("8867-4", 1, 60), ("8867-4", 2, 65), ("9279-1", 1, 12), ("9279-1", 5, 14), ("8310-5", 4, 37) })
            (await Door.CreateAsync(Chart.Observation("x", _id, code, value, $"2026-02-0{day}T09:00:00Z"))).Expect(201);
        var one = (await Door.GetAsync($"fhir/Observation/$lastn?patient={_id}&category=vital-signs")).Expect(200);
        Assert.Equal([14, 37, 70], one.Resources.Select(row => (int)row["valueQuantity"]!["value"]!));
        Assert.Equal([70, 65], (await Door.GetAsync($"fhir/Observation/$lastn?patient=Patient/{_id}&code=8867-4&max=2")).Expect(200).Resources.Select(row => (int)row["valueQuantity"]!["value"]!));
        var posted = Chart.Resource($$$"""{"resourceType":"Parameters","parameter":[{"name":"subject","valueReference":{"reference":"Patient/{{{_id}}}"}},{"name":"category","valueCode":"vital-signs"},{"name":"max","valuePositiveInt":3}]}""");
        Assert.Equal(6, (await Door.PostAsync("fhir/Observation/$lastn", posted)).Expect(200).Resources.Count);
        (await Door.GetAsync($"fhir/Observation/$lastn?patient={_id}")).ExpectOutcome(400);
        (await Door.GetAsync("fhir/Observation/$lastn?code=8867-4")).ExpectOutcome(400);
        (await Door.GetAsync($"fhir/Observation/$lastn?patient={_id}&code=x&max=0")).ExpectOutcome(400);
        (await clinic.As("front-desk").GetAsync($"fhir/Observation/$lastn?patient={_id}&code=8867-4")).ExpectOutcome(403);
        Assert.Empty((await clinic.As("patient").GetAsync($"fhir/Observation/$lastn?patient={_id}&code=8867-4")).Expect(200).Resources);
    }

    [Fact]
    public async Task Documents_of_a_patient_by_type_and_time()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        foreach (var (year, code) in new[] { (2024, "34133-9"), (2025, "34133-9"), (2025, "11506-3") })
        {
            var note = Chart.Note($"{_id[..20]}-{year}-{code[..2]}", _id, "text");
            note["type"]!["coding"]![0]!["code"] = code;
            note["date"] = $"{year}-06-01T00:00:00Z";
            note["context"] = new JsonObject { ["period"] = new JsonObject { ["start"] = $"{year}-05-01", ["end"] = $"{year}-05-02" } };
            (await Door.PutAsync(note)).Expect(201);
        }
        Assert.Equal([$"DocumentReference/{_id[..20]}-2025-34"], (await Door.GetAsync($"fhir/DocumentReference/$docref?patient={_id}")).Expect(200).References);
        Assert.Equal(2, (await Door.GetAsync($"fhir/DocumentReference/$docref?patient={_id}&start=2024-01-01&end=2025-12-31")).Expect(200).Resources.Count);
        Assert.Equal([$"DocumentReference/{_id[..20]}-2025-11"], (await Door.GetAsync($"fhir/DocumentReference/$docref?patient={_id}&type=http://loinc.org|11506-3")).Expect(200).References);
        (await Door.GetAsync("fhir/DocumentReference/$docref")).ExpectOutcome(400);
        (await clinic.As("front-desk").GetAsync($"fhir/DocumentReference/$docref?patient={_id}")).ExpectOutcome(403);
    }

    [Fact]
    public async Task Everything_of_an_encounter_and_everything_narrowed_by_time_and_type()
    {
        var encounter = Chart.NewId();
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        (await Door.PutAsync(Chart.Encounter(encounter, _id))).Expect(201);
        var inside = Chart.Observation(Chart.NewId(), _id, effective: "2025-02-01T09:00:00Z");
        inside["encounter"] = new JsonObject { ["reference"] = $"Encounter/{encounter}" };
        var outside = Chart.Observation(Chart.NewId(), _id, effective: "2020-02-01T09:00:00Z");
        (await Door.PutAsync(inside)).Expect(201);
        (await Door.PutAsync(outside)).Expect(201);
        (await Door.PutAsync(Chart.Condition(_id, _id))).Expect(201);
        (await clinic.As("psychologist").PutAsync(Chart.Note(_id, _id, "Speaks of grief.", encounter))).Expect(201);
        Assert.Equal([$"Encounter/{encounter}", Reply.Reference(inside), $"Patient/{_id}"], (await Door.AllAsync($"fhir/Encounter/{encounter}/$everything")).Order(StringComparer.Ordinal));
        Assert.Contains($"DocumentReference/{_id}", await clinic.As("psychologist").AllAsync($"fhir/Encounter/{encounter}/$everything?_count=1"));
        var recent = await Door.AllAsync($"fhir/Patient/{_id}/$everything?start=2025-01-01&end=2025-12-31&_count=2");
        Assert.Contains(Reply.Reference(inside), recent);
        Assert.Contains($"Condition/{_id}", recent);
        Assert.DoesNotContain(Reply.Reference(outside), recent);
        Assert.Equal([Reply.Reference(inside), Reply.Reference(outside)], (await Door.AllAsync($"fhir/Patient/{_id}/$everything?_type=Observation")).OrderBy(one => one != Reply.Reference(inside)));
        Assert.Equal([$"Patient/{_id}"], await Door.AllAsync($"fhir/Patient/{_id}/$everything?_since=2100-01-01T00:00:00Z"));
        (await Door.GetAsync($"fhir/Patient/{_id}/$everything?start=nonsense")).ExpectOutcome(400);
        (await clinic.As("administrator").GetAsync($"fhir/Encounter/{encounter}/$everything")).ExpectOutcome(403);
        (await clinic.As("patient").GetAsync($"fhir/Encounter/{encounter}/$everything")).ExpectOutcome(404);
        Assert.DoesNotContain(await clinic.As("front-desk").AllAsync($"fhir/Encounter/{encounter}/$everything"), reference => reference.StartsWith("Observation/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, br;q=0.5", "gzip")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity", null)]
    [InlineData("nonsense;;;", null)]
    public async Task Large_answers_are_compressed_as_the_client_can_read_them(string accepted, string? coding)
    {
        var plain = (await Door.GetAsync("fhir/Patient?_count=10&_sort=_id")).Expect(200);
        var reply = (await Door.GetAsync("fhir/Patient?_count=10&_sort=_id", ("Accept-Encoding", accepted))).Expect(200);
        Assert.Equal(coding, reply.Header("Content-Encoding"));
        Assert.Contains("Accept-Encoding", reply.Header("Vary"), StringComparison.Ordinal);
        var text = JsonNode.Parse(Decoded(reply.Body, coding))!.AsObject();
        Assert.True(JsonNode.DeepEquals(plain.Json["entry"], text["entry"]));
        if (coding is not null)
            Assert.InRange(reply.Body.Length, 1, plain.Body.Length / 2);
        Assert.Null((await Door.GetAsync("fhir/Patient/none", ("Accept-Encoding", accepted))).Header("Content-Encoding"));
    }

    [Fact]
    public async Task Every_answer_comes_in_the_format_asked_for_by_name_and_head_answers_like_get()
    {
        (await Door.PutAsync(Chart.Patient(_id))).Expect(201);
        foreach (var path in new[]
        {
            $"Patient/{_id}/$meta", $"Patient/{_id}/$everything", $"Patient/{_id}/$diff", $"Patient/{_id}/_history", "Patient/_history", "_history", $"Observation/$lastn?patient={_id}&category=x",
            $"DocumentReference/$docref?patient={_id}", "Patient/none", "Patient/none/$meta",
        })
        {
            var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var xml = await Door.GetAsync($"fhir/{path}{mark}_format=xml");
            Assert.Equal("application/fhir+xml; charset=utf-8", xml.Type);
            Assert.StartsWith("<", xml.Text, StringComparison.Ordinal);
            var head = await Door.SendAsync(HttpMethod.Head, $"fhir/{path}{mark}_format=xml", null);
            Assert.Equal((xml.Status, xml.Type), (head.Status, head.Type));
            Assert.Empty(head.Body);
        }
    }

    private static string Decoded(byte[] body, string? coding)
    {
        using var source = new MemoryStream(body);
        using Stream stream = coding switch { "br" => new BrotliStream(source, CompressionMode.Decompress), "gzip" => new GZipStream(source, CompressionMode.Decompress), _ => source };
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> Tags(Reply reply) => (reply.Json["parameter"]![0]!["valueMeta"]!["tag"]?.AsArray() ?? []).Select(tag => (string)tag!["code"]!);

    private static JsonObject Parameters(string meta) => Chart.Resource($$"""{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{{meta}}}]}""");
}
