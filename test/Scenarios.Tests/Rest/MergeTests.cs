using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Two records of one person become one, and two again.</summary>
public sealed class MergeTests(SeededClinic clinic)
{
    private readonly string _source = Chart.NewId();
    private readonly string _target = Chart.NewId();

    private Door Door => clinic.As("physician");

    [Fact]
    public async Task A_merge_links_the_patients_and_takes_the_chart_along_and_its_undoing_restores_every_byte()
    {
        await SeedAsync(130);
        var before = await ChartAsync();
        var merged = (await MergeAsync(Door)).Expect(200);
        Assert.Contains("133 resources follow", merged.Text, StringComparison.Ordinal);
        var source = (await Door.GetAsync($"fhir/Patient/{_source}")).Json;
        Assert.False((bool)source["active"]!);
        Assert.Equal(("replaced-by", $"Patient/{_target}"), ((string?)source["link"]![0]!["type"], (string?)source["link"]![0]!["other"]!["reference"]));
        var target = (await Door.GetAsync($"fhir/Patient/{_target}")).Json;
        Assert.Equal(("replaces", $"Patient/{_source}"), ((string?)target["link"]![0]!["type"], (string?)target["link"]![0]!["other"]!["reference"]));
        Assert.Equal(0, (await Door.GetAsync($"fhir/Observation?patient={_source}&_summary=count")).Total);
        Assert.Equal(131, (await Door.GetAsync($"fhir/Observation?patient={_target}&_summary=count")).Total);
        Assert.Equal([SeededClinic.BehavioralHealth], Chart.Restrictions((await clinic.As("psychologist").GetAsync($"fhir/DocumentReference/{_source}n")).Expect(200).Json));
        (await Door.GetAsync($"fhir/DocumentReference/{_source}n")).ExpectOutcome(404);
        (await MergeAsync(Door)).ExpectOutcome(422);
        var undone = (await UnmergeAsync(Door, merged)).Expect(200);
        Assert.Contains("133 resources have been put back", undone.Text, StringComparison.Ordinal);
        Assert.Equal(before, await ChartAsync());
        (await UnmergeAsync(Door, merged)).ExpectOutcome(422);
        Assert.Equal("cancelled", (string?)(await Door.GetAsync("fhir/" + TaskOf(merged))).Json["status"]);
    }

    [Fact]
    public async Task What_was_changed_or_written_after_a_merge_is_not_lost_by_its_undoing()
    {
        await SeedAsync(2);
        var merged = (await MergeAsync(Door)).Expect(200);
        (await PatchTests.PatchAsync(Door, $"Observation/{_source}0", """[{"op":"replace","path":"/status","value":"amended"}]""")).Expect(200);
        (await PatchTests.PatchAsync(Door, $"Patient/{_target}", """[{"op":"replace","path":"/gender","value":"other"}]""")).Expect(200);
        var late = (await Door.CreateAsync(Chart.Observation("x", _target))).Expect(201).Made;
        (await UnmergeAsync(Door, merged)).Expect(200);
        var changed = (await Door.GetAsync($"fhir/Observation/{_source}0")).Json;
        Assert.Equal(("amended", $"Patient/{_source}"), ((string?)changed["status"], (string?)changed["subject"]!["reference"]));
        var target = (await Door.GetAsync($"fhir/Patient/{_target}")).Json;
        Assert.Equal("other", (string?)target["gender"]);
        Assert.Null(target["link"]);
        Assert.Equal($"Patient/{_target}", (string?)(await Door.GetAsync("fhir/" + late)).Json["subject"]!["reference"]);
    }

    [Fact]
    public async Task A_preview_changes_nothing_and_the_result_may_be_sent_along()
    {
        await SeedAsync(2);
        var before = await ChartAsync();
        var preview = (await MergeAsync(Door, ("preview", JsonValue.Create(true)))).Expect(200);
        Assert.Contains("5 resources would follow", preview.Text, StringComparison.Ordinal);
        Assert.Equal(before, await ChartAsync());
        var result = Chart.Patient(_target, "Merged");
        (await MergeAsync(Door, ("result-patient", result.DeepClone()))).ExpectOutcome(422);
        result["link"] = new JsonArray(new JsonObject { ["other"] = new JsonObject { ["reference"] = $"Patient/{_source}" }, ["type"] = "replaces" });
        (await MergeAsync(Door, ("result-patient", result))).Expect(200);
        Assert.Equal("Merged", (string?)(await Door.GetAsync($"fhir/Patient/{_target}")).Json["name"]![0]!["family"]);
    }

    [Fact]
    public async Task Only_roles_that_may_merge_and_only_pairs_that_can_be()
    {
        await SeedAsync(1);
        foreach (var role in new[] { "nurse", "front-desk", "biller", "administrator", "patient", "compliance-officer" })
            (await MergeAsync(clinic.As(role))).ExpectOutcome(403);
        var body = Parameters();
        body["parameter"]![1]!["valueReference"]!["reference"] = $"Patient/{_source}";
        (await Door.PostAsync("fhir/Patient/$merge", body)).ExpectOutcome(422);
        body["parameter"]![1]!["valueReference"]!["reference"] = "Patient/none";
        (await Door.PostAsync("fhir/Patient/$merge", body)).ExpectOutcome(404);
        body["parameter"]!.AsArray().RemoveAt(1);
        (await Door.PostAsync("fhir/Patient/$merge", body)).ExpectOutcome(400);
        var (user, door) = await clinic.OwnUserAsync("physician");
        var log = new AuditLog(clinic.As("compliance-officer"));
        Reply merged = null!;
        var events = await log.DuringAsync(user, async () => merged = (await MergeAsync(door)).Expect(200));
        Assert.All(events, one => Assert.Equal(("merge", 200), (AuditLog.Text(one, "interaction"), (int)one["status"]!)));
        var named = events.SelectMany(AuditLog.Resources).ToList();
        Assert.Equal(named.Count, named.Distinct().Count());
        Assert.Contains($"Observation/{_source}0/_history/2", named);
        Assert.All(events, one => Assert.Equal([$"Patient/{_source}", $"Patient/{_target}"], AuditLog.Patients(one).OrderBy(patient => patient != $"Patient/{_source}")));
        (await UnmergeAsync(clinic.As("nurse"), merged)).ExpectOutcome(403);
        (await door.PostAsync("fhir/Patient/$unmerge", Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"task","valueReference":{"reference":"Task/none"}}]}"""))).ExpectOutcome(404);
    }

    [Fact]
    public async Task Erasure_takes_two_people_and_leaves_a_record()
    {
        await using var running = await RunningClinic.NewAsync();
        var robot = await running.AddUserAsync("robot", "system-interface");
        var (admin, officer, second) = (await running.AddUserAsync("boss", "administrator"), await running.AddUserAsync("officer", "compliance-officer"), await running.AddUserAsync("boss2", "administrator"));
        (await robot.PutAsync(Chart.Patient("p"))).Expect(201);
        (await robot.PutAsync(Chart.Patient("q"))).Expect(201);
        (await robot.PutAsync(Chart.Observation("o", "p"))).Expect(201);
        var reason = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"asked for by the person"}]}""");
        (await robot.PostAsync("fhir/Patient/p/$erase", reason)).ExpectOutcome(403);
        (await admin.PostAsync("fhir/Patient/p/$erase", Chart.Resource("""{"resourceType":"Parameters"}"""))).ExpectOutcome(400);
        (await admin.PostAsync("fhir/Patient/none/$erase", reason)).ExpectOutcome(404);
        (await admin.PostAsync("fhir/Patient/p/$erase", reason)).ExpectOutcome(202);
        (await admin.PostAsync("fhir/Patient/p/$erase", reason)).ExpectOutcome(409);
        (await second.PostAsync("fhir/Patient/p/$erase", reason)).ExpectOutcome(409);
        (await robot.GetAsync("fhir/Patient/p")).Expect(200);
        Assert.Contains("2 versions", (await officer.PostAsync("fhir/Patient/p/$erase", reason)).ExpectOutcome(200).Text, StringComparison.Ordinal);
        (await robot.GetAsync("fhir/Patient/p")).ExpectOutcome(404);
        (await robot.GetAsync("fhir/Observation/o")).ExpectOutcome(404);
        (await robot.GetAsync("fhir/Patient/q")).Expect(200);
        var events = await new AuditLog(officer).EventsAsync("patient=p");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "erase-request" && AuditLog.Text(one, "userName") == "boss");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "erase" && AuditLog.Text(one, "userName") == "officer" && (int)one["status"]! == 200);
    }

    private async Task SeedAsync(int observations)
    {
        (await Door.PutAsync(Chart.Patient(_source))).Expect(201);
        (await Door.PutAsync(Chart.Patient(_target))).Expect(201);
        (await Door.PutAsync(Chart.Encounter(_source, _source))).Expect(201);
        (await Door.PutAsync(Chart.Observation($"{_target[..30]}t", _target))).Expect(201);
        (await Door.PutAsync(Chart.Condition(_source, _source))).Expect(201);
        (await clinic.As("psychologist").PutAsync(Chart.Note($"{_source}n", _source, "Speaks of grief."))).Expect(201);
        var all = Enumerable.Range(0, observations).Select(i => Chart.Put(Chart.Observation($"{_source}{i}", _source, value: i))).ToArray();
        (await Door.PostAsync("fhir", Chart.Bundle("transaction", all))).Expect(200);
    }

    // The whole chart of both, without versions and times.
    private async Task<string> ChartAsync()
    {
        var rows = new List<string>();
        foreach (var patient in new[] { _source, _target })
        {
            foreach (var page in await clinic.As("psychologist").PagesAsync($"fhir/Patient/{patient}/$everything"))
            {
                foreach (var row in page.Resources.Where(row => (string?)row["resourceType"] is not ("Task" or "Provenance")))
                {
                    row["meta"]!.AsObject().Remove("versionId");
                    row["meta"]!.AsObject().Remove("lastUpdated");
                    rows.Add(row.ToJsonString());
                }
            }
        }
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    private Task<Reply> MergeAsync(Door door, params (string Name, JsonNode Value)[] others)
    {
        var body = Parameters();
        foreach (var (name, value) in others)
            body["parameter"]!.AsArray().Add((JsonNode)(value is JsonObject ? new JsonObject { ["name"] = name, ["resource"] = value } : new JsonObject { ["name"] = name, ["valueBoolean"] = value }));
        return door.PostAsync("fhir/Patient/$merge", body);
    }

    private JsonObject Parameters() => Chart.Resource($$$"""
        {"resourceType":"Parameters","parameter":[{"name":"source-patient","valueReference":{"reference":"Patient/{{{_source}}}"}},{"name":"target-patient","valueReference":{"reference":"Patient/{{{_target}}}"}}]}
        """);

    private static Task<Reply> UnmergeAsync(Door door, Reply merged) =>
        door.PostAsync("fhir/Patient/$unmerge", Chart.Resource($$$"""{"resourceType":"Parameters","parameter":[{"name":"task","valueReference":{"reference":"{{{TaskOf(merged)}}}"}}]}"""));

    private static string TaskOf(Reply merged) => (string)merged.Json["parameter"]!.AsArray().Single(one => (string?)one!["name"] == "task")!["valueReference"]!["reference"]!;
}
