using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Exporting;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Importing;

/// <summary>Lines without ids: each becomes one resource, however often its file is imported; conditional references find what they mean.</summary>
public sealed class NamelessImportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_without_ids_become_the_same_resources_each_time()
    {
        await using var running = await RunningClinic.NewAsync();
        var door = await running.AddUserAsync("interface", "system-interface");
        // The very same line twice is two patients: nothing says that they are one.
        var url = await UploadAsync(door, Nameless("a"), Nameless("b"), Nameless("b"), Chart.Patient("named").ToJsonString());
        Assert.Equal((4, 0), await ImportAsync(door, url));
        var first = await IdsAsync(door);
        Assert.Equal(4, first.Count);
        Assert.Contains("named", first);
        Assert.Equal((0, 4), await ImportAsync(door, url));
        Assert.Equal(first, await IdsAsync(door));
        // Another file is another source, whatever it says.
        Assert.Equal((2, 0), await ImportAsync(door, await UploadAsync(door, Nameless("a"), Nameless("b"))));
        Assert.Equal(6, (await IdsAsync(door)).Count);
    }

    [Fact]
    public async Task After_a_restart_no_line_comes_twice()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        string job;
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = await running.AddUserAsync("interface", "system-interface");
            var url = await UploadAsync(door, [.. Enumerable.Range(0, 4000).Select(i => Nameless($"n{i % 100}"))]);
            job = (await door.PostAsync("fhir/$import", Parameters(url), BulkClient.Async)).Expect(202).Header("Content-Location")!;
            while ((await door.GetAsync("fhir/Patient?_summary=count")).Total is not > 500)
                await Task.Delay(20, Stop);
        }
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("interface")!));
            var manifest = (await new BulkClient(door).WaitAsync(new Uri(running.Address, new Uri(job).PathAndQuery).ToString())).Expect(200).Json;
            Assert.Equal(4000, (int)Assert.Single(manifest["output"]!.AsArray())!["count"]!);
            Assert.Equal(4000, (await door.GetAsync("fhir/Patient?_summary=count")).Total);
        }
    }

    [Fact]
    public async Task Conditional_references_find_what_came_before_and_what_stands_beside_them()
    {
        await using var running = await RunningClinic.NewAsync();
        var door = await running.AddUserAsync("interface", "system-interface");
        (await door.PutAsync(Chart.Resource("""{"resourceType":"Practitioner","id":"doctor","identifier":[{"system":"urn:npi","value":"1"}]}"""))).Expect(201);
        var observations = await UploadAsync(door, Observation("urn:mrn|a"), Observation("urn:mrn|nobody"), Observation("urn:mrn|twice"), Observation("a&bogus=1"));
        var patients = await UploadAsync(door, Observation("urn:mrn|late"), Nameless("late"), Nameless("a"), Nameless("twice"), Nameless("twice"));
        var manifest = await ManifestAsync(door, patients, observations);
        var told = BulkClient.Lines((await door.GetAsync((string)Assert.Single(manifest["error"]!.AsArray())!["url"]!)).Expect(200));
        Assert.Equal(3, told.Count);
        foreach (var (place, words) in new[] { ("Line 2,", "No Patient matches"), ("Line 3,", "More than one Patient"), ("Line 4,", "bogus") })
            Assert.Contains(told, one => one.ToJsonString().Contains(place, StringComparison.Ordinal) && one.ToJsonString().Contains(words, StringComparison.Ordinal));
        Assert.All(told, one => Assert.Contains("Observation.subject.reference", one.ToJsonString(), StringComparison.Ordinal));
        foreach (var name in new[] { "a", "late" })
        {
            var patient = Assert.Single(await door.AllAsync($"fhir/Patient?identifier=urn:mrn%7C{name}"));
            var found = Assert.Single((await door.GetAsync($"fhir/Observation?subject={patient}")).Expect(200).Resources);
            Assert.Equal("Practitioner/doctor", (string?)found["performer"]![0]!["reference"]);
        }
        // What was missing is there now: the same file again brings it, and nothing twice.
        await ManifestAsync(door, await UploadAsync(door, Nameless("nobody")));
        var again = await ManifestAsync(door, observations);
        Assert.Equal((1, 1), ((int)again["output"]![0]!["extension"]!["created"]!, (int)again["output"]![0]!["extension"]!["unchanged"]!));
        Assert.Equal(2, (int)again["error"]![0]!["count"]!);
    }

    private static string Nameless(string mrn) => $$"""{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"{{mrn}}"}],"name":[{"family":"Nameless"}]}""";

    private static string Observation(string patient) => $$"""
        {"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?identifier={{patient}}"},"performer":[{"reference":"Practitioner?identifier=urn:npi|1"}]}
        """.Trim();

    private static async Task<IReadOnlyList<string>> IdsAsync(Door door) => [.. (await door.AllAsync("fhir/Patient?_count=50")).Select(reference => reference["Patient/".Length..]).Order(StringComparer.Ordinal)];

    private static async Task<string> UploadAsync(Door door, params string[] lines) =>
        (string)(await door.SendBytesAsync(HttpMethod.Post, "bulk/staging", Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/fhir+ndjson")).Expect(201).Json["url"]!;

    private static async Task<(int Created, int Unchanged)> ImportAsync(Door door, string url)
    {
        var count = (await ManifestAsync(door, url))["output"]![0]!["extension"]!;
        return ((int)count["created"]!, (int)count["unchanged"]!);
    }

    private static async Task<JsonObject> ManifestAsync(Door door, params string[] urls)
    {
        var job = (await door.PostAsync("fhir/$import", Parameters(urls), BulkClient.Async)).Expect(202).Header("Content-Location")!;
        return (await new BulkClient(door).WaitAsync(job)).Expect(200).Json;
    }

    private static JsonObject Parameters(params string[] urls) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([
            new JsonObject { ["name"] = "inputFormat", ["valueCode"] = "application/fhir+ndjson" },
            .. urls.Select(url => new JsonObject { ["name"] = "input", ["part"] = new JsonArray(new JsonObject { ["name"] = "url", ["valueUri"] = url }) }),
        ]),
    };
}
