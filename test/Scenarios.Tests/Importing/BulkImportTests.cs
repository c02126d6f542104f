using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Exporting;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Importing;

/// <summary><c>$import</c>: uploads and other servers' files, who may, what becomes of bad lines, breaks and repetition.</summary>
public sealed class BulkImportTests(SeededClinic clinic)
{
    [Fact]
    public async Task An_upload_is_imported_and_bad_lines_are_told_by_file_and_line()
    {
        var (name, door) = await clinic.OwnUserAsync("system-interface", null);
        var (one, two, three) = (Chart.NewId(), Chart.NewId(), Chart.NewId());
        var lines = new[]
        {
            Chart.Patient(one).ToJsonString(), "", "{\"resourceType\":\"Patient\",", Chart.Observation(two, one).ToJsonString(), "{\"resourceType\":\"Patient\",\"gender\":\"female\"}",
            $$"""{"resourceType":"Patient","id":"{{Chart.NewId()}}","gender":"nonsense"}""", Chart.Bundle("batch").ToJsonString(), Chart.Patient(two).ToJsonString(), Chart.Patient(three).ToJsonString() + "\r",
        };
        var url = await UploadAsync(door, lines);
        var manifest = await ImportAsync(door, Input("Patient", url));
        var output = Assert.Single(manifest["output"]!.AsArray());
        Assert.Equal(("Patient", url, 4, 4), ((string?)output!["type"], (string?)output["inputUrl"], (int)output["count"]!, (int)output["extension"]!["created"]!));
        var error = Assert.Single(manifest["error"]!.AsArray());
        Assert.Equal(4, (int)error!["count"]!);
        var told = BulkClient.Lines((await door.GetAsync((string)error["url"]!)).Expect(200));
        Assert.Equal([3, 4, 6, 7], told.Select(LineOf));
        Assert.All(told, outcome => Assert.Contains(url, (string?)outcome["issue"]![0]!["details"]!["text"], StringComparison.Ordinal));
        foreach (var id in new[] { one, two, three })
            (await clinic.As("physician").GetAsync("fhir/Patient/" + id)).Expect(200);
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}");
        Assert.Equal(["import-stage", "import", "import-run"], events.Where(one => AuditLog.Text(one, "action") == "execute").Select(one => AuditLog.Text(one, "interaction")).Take(3));
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "import" && AuditLog.Text(one, "action") == "create" && AuditLog.Patients(one).Contains("Patient/" + three));
    }

    [Fact]
    public async Task Repeating_an_import_changes_nothing()
    {
        var (_, door) = await clinic.OwnUserAsync("system-interface", null);
        var patients = Enumerable.Range(0, 25).Select(_ => Chart.Patient(Chart.NewId()).ToJsonString()).ToArray();
        var url = await UploadAsync(door, patients);
        Assert.Equal(25, (int)(await ImportAsync(door, Input("Patient", url)))["output"]![0]!["extension"]!["created"]!);
        var again = (await ImportAsync(door, Input(null, url)))["output"]![0]!["extension"]!;
        Assert.Equal((0, 25), ((int)again["created"]!, (int)again["unchanged"]!));
    }

    [Theory]
    [InlineData("physician")]
    [InlineData("front-desk")]
    [InlineData("compliance-officer")]
    [InlineData("patient")]
    public async Task Who_has_not_the_operation_is_refused_at_every_door(string role)
    {
        var (name, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        (await door.SendBytesAsync(HttpMethod.Post, "bulk/staging", "{}"u8.ToArray(), "application/fhir+ndjson")).ExpectOutcome(403);
        (await door.PostAsync("fhir/$import", Parameters(Input("Patient", "https://example.org/x")), BulkClient.Async)).ExpectOutcome(403);
        (await door.GetAsync("bulk/import-sources")).ExpectOutcome(403);
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}");
        Assert.Equal(["import-stage", "import", "import-sources"], events.Where(one => AuditLog.Text(one, "outcome") == "refused").Select(one => AuditLog.Text(one, "interaction")));
    }

    [Fact]
    public async Task The_operation_opens_the_door_and_grants_say_which_rows()
    {
        var (_, door) = await clinic.OwnUserAsync("administrator", null);
        var (patient, organization) = (Chart.NewId(), Chart.NewId());
        var url = await UploadAsync(door, Chart.Patient(patient).ToJsonString(), $$"""{"resourceType":"Organization","id":"{{organization}}","name":"Partner"}""");
        var manifest = await ImportAsync(door, Input(null, url));
        Assert.Equal("Organization", (string?)Assert.Single(manifest["output"]!.AsArray())!["type"]);
        Assert.Equal(1, (int)Assert.Single(manifest["error"]!.AsArray())!["count"]!);
        (await clinic.As("physician").GetAsync("fhir/Patient/" + patient)).ExpectOutcome(404);
    }

    [Fact]
    public async Task Uploads_and_imports_are_their_makers_alone()
    {
        var (_, door) = await clinic.OwnUserAsync("system-interface", null);
        var (_, other) = await clinic.OwnUserAsync("system-interface", null);
        var url = await UploadAsync(door, Chart.Patient(Chart.NewId()).ToJsonString());
        (await other.GetAsync(url)).ExpectOutcome(404);
        (await other.SendAsync(HttpMethod.Delete, url, null)).ExpectOutcome(404);
        (await other.PostAsync("fhir/$import", Parameters(Input("Patient", url)), BulkClient.Async)).ExpectOutcome(400);
        var job = (await door.PostAsync("fhir/$import", Parameters(Input("Patient", url)), BulkClient.Async)).Expect(202).Header("Content-Location")!;
        (await other.GetAsync(job)).ExpectOutcome(404);
        (await clinic.Running.Nobody().GetAsync(job)).ExpectOutcome(401);
        (await new BulkClient(door).WaitAsync(job)).Expect(200);
        (await door.SendAsync(HttpMethod.Delete, job, null)).Expect(202);
        (await door.GetAsync(job)).ExpectOutcome(404);
        (await door.SendAsync(HttpMethod.Delete, url, null)).Expect(204);
        (await door.GetAsync(url)).ExpectOutcome(404);
    }

    [Fact]
    public async Task Faults_of_a_request_are_all_told_and_nothing_is_dropped_silently()
    {
        var (_, door) = await clinic.OwnUserAsync("system-interface", null);
        var manifest = new JsonObject
        {
            ["inputFormat"] = "text/csv",
            ["mode"] = "IncrementalLoad",
            ["surprise"] = "x",
            ["storageDetail"] = new JsonObject { ["type"] = "azure-blob" },
            ["input"] = new JsonArray(new JsonObject { ["type"] = "Nonsense", ["url"] = "ftp://example.org/x" }, new JsonObject { ["type"] = "Patient", ["url"] = "https://not-allowed.example.org/x" }),
        };
        var refused = (await door.SendBytesAsync(HttpMethod.Post, "fhir/$import", Encoding.UTF8.GetBytes(manifest.ToJsonString()), "application/json", BulkClient.Async)).ExpectOutcome(400);
        foreach (var word in new[] { "text/csv", "IncrementalLoad", "surprise", "azure-blob", "Nonsense", "ftp", "not-allowed.example.org" })
            Assert.Contains(word, refused.Text, StringComparison.Ordinal);
        (await door.PostAsync("fhir/$import", Parameters(Input("Patient", "https://example.org/x")))).ExpectOutcome(400);
        (await door.SendBytesAsync(HttpMethod.Post, "bulk/staging", "{}"u8.ToArray(), "text/plain")).ExpectOutcome(415);
    }

    [Fact]
    public async Task Files_of_other_servers_come_only_from_hosts_that_are_allowed()
    {
        using var folder = new TemporaryFolder();
        await using var running = await RunningClinic.OpenAsync(folder.Folder("store"));
        var admin = await running.AddUserAsync("boss", "administrator");
        var door = await running.AddUserAsync("interface", "system-interface");
        await using var source = new NdjsonServer();
        var ids = Enumerable.Range(0, 30).Select(_ => Chart.NewId()).ToArray();
        source.Serve("/patients", string.Join('\n', ids.Select(id => Chart.Patient(id).ToJsonString())), "\"v1\"");
        source.Serve("/manifest", new JsonObject { ["output"] = new JsonArray(new JsonObject { ["type"] = "Patient", ["url"] = source.Address + "/patients" }) }.ToJsonString(), null);
        (await door.PostAsync("fhir/$import", Parameters(Input("Patient", source.Address + "/patients")), BulkClient.Async)).ExpectOutcome(400);
        await AllowAsync(admin, source.Host, allowsLoopback: false);
        (await door.PostAsync("fhir/$import", Parameters(Input("Patient", source.Address + "/patients")), BulkClient.Async)).ExpectOutcome(400);
        var byTls = await ImportAsync(door, Input("Patient", $"https://{source.Host}/patients"));
        Assert.Contains("may not reach", (await door.GetAsync((string)byTls["error"]![0]!["url"]!)).Text, StringComparison.Ordinal);
        await AllowAsync(admin, source.Host, allowsLoopback: true);
        var mixed = await ImportAsync(door, Input("Patient", source.Address + "/patients", "\"v0\""), Input("Patient", source.Address + "/elsewhere"), Input("Patient", source.Address + "/moved"), Input("Patient", source.Address + "/patients", "\"v1\""));
        Assert.Equal(30, (int)Assert.Single(mixed["output"]!.AsArray())!["count"]!);
        Assert.Equal(3, mixed["error"]!.AsArray().Count);
        var pulled = await ImportAsync(door, new JsonObject { ["name"] = "exportUrl", ["valueUrl"] = source.Address + "/manifest" });
        Assert.Equal(30, (int)pulled["output"]![0]!["extension"]!["unchanged"]!);
        Assert.Equal(0, source.Followed);
    }

    [Fact]
    public async Task An_import_goes_on_after_a_restart_and_loses_nothing()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        var lines = Enumerable.Range(0, 6000).Select(i => i % 1000 == 500 ? "{broken" : Chart.Patient($"p{i}").ToJsonString()).ToArray();
        string job;
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = await running.AddUserAsync("interface", "system-interface");
            var url = await UploadAsync(door, lines);
            job = (await door.PostAsync("fhir/$import", Parameters(Input("Patient", url)), BulkClient.Async)).Expect(202).Header("Content-Location")!;
            while ((await door.GetAsync("fhir/Patient?_summary=count")).Total is not > 500)
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("interface")!));
            var manifest = (await new BulkClient(door).WaitAsync(new Uri(running.Address, new Uri(job).PathAndQuery).ToString())).Expect(200).Json;
            Assert.Equal(5994, (int)Assert.Single(manifest["output"]!.AsArray())!["count"]!);
            var told = new List<int>();
            foreach (var error in manifest["error"]!.AsArray())
                told.AddRange(BulkClient.Lines((await door.GetAsync((string)error!["url"]!)).Expect(200)).Select(LineOf));
            Assert.Equal([501, 1501, 2501, 3501, 4501, 5501], told);
            Assert.Equal(5994, (await door.GetAsync("fhir/Patient?_summary=count")).Total);
        }
    }

    [Fact]
    public async Task An_upload_lies_sealed_on_the_disk()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using var running = await RunningClinic.OpenAsync(data);
        var door = await running.AddUserAsync("interface", "system-interface");
        await UploadAsync(door, Enumerable.Range(0, 300).Select(i => Chart.Patient($"p{i}", "Quackenbush").ToJsonString()).ToArray());
        var files = new DirectoryInfo(Path.Combine(data.FullName, "staging")).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(new Secrecy.ByteScan(["Quackenbush", "\"resourceType\"", "interface"]).Find(files));
    }

    private static int LineOf(JsonObject outcome)
    {
        var text = (string)outcome["issue"]![0]!["diagnostics"]!;
        return int.Parse(text["Line ".Length..text.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> UploadAsync(Door door, params string[] lines) =>
        (string)(await door.SendBytesAsync(HttpMethod.Post, "bulk/staging", Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/fhir+ndjson")).Expect(201).Json["url"]!;

    private static async Task<JsonObject> ImportAsync(Door door, params JsonObject[] parameters)
    {
        var job = (await door.PostAsync("fhir/$import", Parameters(parameters), BulkClient.Async)).Expect(202).Header("Content-Location")!;
        return (await new BulkClient(door).WaitAsync(job)).Expect(200).Json;
    }

    private static async Task AllowAsync(Door admin, string host, bool allowsLoopback) =>
        (await admin.SendBytesAsync(HttpMethod.Put, "bulk/import-sources", Encoding.UTF8.GetBytes(new JsonObject { ["hosts"] = new JsonArray(host), ["allowsLoopback"] = allowsLoopback }.ToJsonString()), "application/json")).Expect(204);

    private static JsonObject Input(string? type, string url, string? etag = null)
    {
        var parts = new JsonArray(new JsonObject { ["name"] = "url", ["valueUri"] = url });
        if (type is not null)
            parts.Add((JsonNode)new JsonObject { ["name"] = "type", ["valueCode"] = type });
        if (etag is not null)
            parts.Add((JsonNode)new JsonObject { ["name"] = "etag", ["valueString"] = etag });
        return new JsonObject { ["name"] = "input", ["part"] = parts };
    }

    private static JsonObject Parameters(params JsonObject[] parameters) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([new JsonObject { ["name"] = "inputFormat", ["valueCode"] = "application/fhir+ndjson" }, .. parameters]),
    };
}
