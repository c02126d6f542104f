using System.IO.Compression;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Secrecy;

namespace Carewright.Scenarios.Tests.Exporting;

/// <summary>Jobs and their files: whose they are, how long, and what lies on the disk.</summary>
public sealed class ExportJobTests(SeededClinic clinic)
{
    private const string Family = "Quackenbush";

    [Fact]
    public async Task A_job_is_its_requesters_alone()
    {
        var client = new BulkClient((await clinic.OwnUserAsync("system-interface", null)).Door);
        var job = await client.StartAsync("Patient/$export?_type=Patient");
        var url = (string)(await client.WaitAsync(job)).Expect(200).Json["output"]![0]!["url"]!;
        var (_, other) = await clinic.OwnUserAsync("system-interface");
        foreach (var path in new[] { job, url })
        {
            (await other.GetAsync(path)).ExpectOutcome(404);
            (await clinic.As("physician").GetAsync(path)).ExpectOutcome(404);
            (await clinic.Running.Nobody().GetAsync(path)).ExpectOutcome(401);
        }
        (await other.SendAsync(HttpMethod.Delete, job, null)).ExpectOutcome(404);
        (await client.Door.GetAsync(url[..^1] + (url[^1] == '0' ? '1' : '0'))).ExpectOutcome(403);
        (await client.Door.GetAsync(url.Split('?')[0])).ExpectOutcome(403);
        (await client.Door.GetAsync(url.Replace("1.Patient", "2.Patient", StringComparison.Ordinal))).ExpectOutcome(404);
        (await client.Door.GetAsync(url)).Expect(200);
    }

    [Fact]
    public async Task A_deleted_job_is_gone_with_its_files()
    {
        var client = new BulkClient((await clinic.OwnUserAsync("system-interface", null)).Door);
        var job = await client.StartAsync("Patient/$export?_type=Patient");
        var url = (string)(await client.WaitAsync(job)).Expect(200).Json["output"]![0]!["url"]!;
        var folder = Path.Combine(clinic.Running.Data.FullName, "exports", job.Split('/')[^1]);
        Assert.True(Directory.Exists(folder));
        (await client.Door.SendAsync(HttpMethod.Delete, job, null)).Expect(202);
        (await client.Door.GetAsync(job)).ExpectOutcome(404);
        (await client.Door.GetAsync(url)).ExpectOutcome(404);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_file_can_be_had_compressed()
    {
        var client = new BulkClient((await clinic.OwnUserAsync("system-interface", null)).Door);
        var url = (string)(await client.WaitAsync(await client.StartAsync("Patient/$export?_type=Patient"))).Expect(200).Json["output"]![0]!["url"]!;
        var plain = (await client.Door.GetAsync(url)).Expect(200);
        var packed = (await client.Door.GetAsync(url, ("Accept-Encoding", "gzip"))).Expect(200);
        Assert.Equal("gzip", packed.Header("Content-Encoding"));
        using var opened = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed.Body), CompressionMode.Decompress))
            await gzip.CopyToAsync(opened, TestContext.Current.CancellationToken);
        Assert.Equal(plain.Body, opened.ToArray());
    }

    [Fact]
    public async Task What_lies_on_the_disk_names_nobody_and_does_not_open_when_changed()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using var running = await RunningClinic.OpenAsync(data);
        var door = await running.AddUserAsync("interface", "system-interface");
        for (var i = 0; i < 200; i++)
            (await door.PutAsync(Chart.Patient($"patient-number-{i}", Family, "Philomena"))).Expect(201);
        var client = new BulkClient(door);
        var url = (string)(await client.WaitAsync(await client.StartAsync("Patient/$export"))).Expect(200).Json["output"]![0]!["url"]!;
        var files = data.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension == ".ndjson").ToList();
        var file = Assert.Single(files);
        Assert.Empty(new ByteScan([Family, "Philomena", "patient-number-77", "\"resourceType\"", "interface"]).Find(files));
        Assert.Contains(Family, (await door.GetAsync(url)).Expect(200).Text, StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken);
        foreach (var broken in new[] { Flipped(bytes, bytes.Length / 2), Flipped(bytes, bytes.Length - 1), bytes[..^40], bytes[..20] })
        {
            await File.WriteAllBytesAsync(file.FullName, broken, TestContext.Current.CancellationToken);
            Assert.False(await IsServedAsync(door, url));
        }
        await File.WriteAllBytesAsync(file.FullName, bytes, TestContext.Current.CancellationToken);
        Assert.True(await IsServedAsync(door, url));
    }

    [Fact]
    public async Task Jobs_survive_a_restart_and_end_after_a_day()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        var clock = new MovingClock();
        string done, open;
        await using (var running = await RunningClinic.OpenAsync(data, clock))
        {
            var door = await running.AddUserAsync("interface", "system-interface");
            for (var i = 0; i < 50; i++)
                (await door.PutAsync(Chart.Patient($"p{i}", Family))).Expect(201);
            var client = new BulkClient(door);
            done = await client.StartAsync("Patient/$export");
            (await client.WaitAsync(done)).Expect(200);
            open = await client.StartAsync("$export?_type=Patient");
        }
        await using (var running = await RunningClinic.OpenAsync(data, clock))
        {
            var client = new BulkClient(new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("interface")!)));
            Assert.Equal(50, (await client.TakeAsync(Moved(done, running))).Output.Count);
            var url = (string)(await client.WaitAsync(Moved(open, running))).Expect(200).Json["output"]![0]!["url"]!;
            Assert.Equal(50, (await client.TakeAsync(Moved(open, running))).Output.Count);
            clock.Ahead += TimeSpan.FromHours(2);
            var later = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("interface")!));
            (await later.GetAsync(url)).ExpectOutcome(403);
            Assert.Equal(50, (await new BulkClient(later).TakeAsync(Moved(open, running))).Output.Count);
            clock.Ahead += TimeSpan.FromHours(23);
            var tooLate = new Door(running.Address, running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("interface")!));
            (await tooLate.GetAsync(Moved(open, running))).ExpectOutcome(404);
        }
    }

    [Fact]
    public async Task Nobody_keeps_more_than_twenty_exports()
    {
        var (_, door) = await clinic.OwnUserAsync("system-interface");
        var client = new BulkClient(door);
        for (var i = 0; i < 20; i++)
            (await client.WaitAsync(await client.StartAsync("Patient/$export?_type=Coverage"))).Expect(200);
        var refused = (await door.GetAsync("fhir/Patient/$export", BulkClient.Async)).ExpectOutcome(429);
        Assert.NotNull(refused.Header("Retry-After"));
    }

    [Fact]
    public async Task A_disabled_account_gets_nothing_more()
    {
        using var folder = new TemporaryFolder();
        await using var running = await RunningClinic.OpenAsync(folder.Folder("store"));
        var door = await running.AddUserAsync("interface", "system-interface");
        var client = new BulkClient(door);
        var job = await client.StartAsync("Patient/$export");
        var manifest = (await client.WaitAsync(job)).Expect(200);
        await running.Clinic.Parts.Accounts.ChangeAsync("interface", new Security.AccountChange(Disabled: true), running.Clinic.Parts.Policies.Current, TestContext.Current.CancellationToken);
        (await door.GetAsync(job)).ExpectOutcome(401);
        Assert.Empty(manifest.Json["output"]!.AsArray());
    }

    [Fact]
    public async Task A_file_that_was_tampered_with_answers_with_an_outcome_and_is_on_record()
    {
        var (name, door) = await clinic.OwnUserAsync("system-interface", null);
        var client = new BulkClient(door);
        var job = await client.StartAsync("Patient/$export?_type=Patient");
        var url = (string)(await client.WaitAsync(job)).Expect(200).Json["output"]![0]!["url"]!;
        var file = new DirectoryInfo(Path.Combine(clinic.Running.Data.FullName, "exports", job.Split('/')[^1])).EnumerateFiles("*.ndjson").Single();
        await File.WriteAllBytesAsync(file.FullName, Flipped(await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken), 60), TestContext.Current.CancellationToken);
        var broken = (await door.GetAsync(url)).ExpectOutcome(410);
        Assert.DoesNotContain("at Carewright", broken.Text, StringComparison.Ordinal);
        file.Delete();
        (await door.GetAsync(url)).ExpectOutcome(410);
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}");
        Assert.Equal(2, events.Count(one => AuditLog.Text(one, "interaction") == "export-download" && AuditLog.Text(one, "outcome") == "failed" && AuditLog.Text(one, "query").EndsWith("file broken", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_guide_has_and_this_server_has_not_is_refused_by_name()
    {
        var (_, door) = await clinic.OwnUserAsync("system-interface", null);
        foreach (var parameter in new[] { "includeAssociatedData=LatestProvenanceResources", "organizeOutputBy=Patient", "allowPartialManifests=true" })
            Assert.Contains($"'{parameter.Split('=')[0]}'", (await door.GetAsync("fhir/Patient/$export?" + parameter, BulkClient.Async)).ExpectOutcome(400).Text, StringComparison.Ordinal);
        var lenient = await new BulkClient(door).ExportAsync("Patient/$export?_type=Patient&organizeOutputBy=Patient", isLenient: true);
        Assert.Contains(lenient.Errors, outcome => outcome.ToJsonString().Contains("organizeOutputBy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_archive_is_found_again_in_the_list_and_both_say_the_same_time()
    {
        var (_, door) = await clinic.OwnUserAsync("compliance-officer", null);
        var (_, other) = await clinic.OwnUserAsync("compliance-officer", null);
        var client = new BulkClient(door);
        var job = (await door.PostAsync("bulk/ehi", new JsonObject { ["patient"] = clinic.OwnPatient })).Expect(202).Header("Content-Location")!;
        var manifest = (await client.WaitAsync(job)).Expect(200).Json;
        var listed = Assert.Single((await door.GetAsync("bulk/jobs")).Expect(200).Json["jobs"]!.AsArray())!;
        Assert.Equal((job.Split('/')[^1], "ehi", clinic.OwnPatient, "done"), ((string?)listed["id"], (string?)listed["kind"], (string?)listed["patient"], (string?)listed["state"]));
        Assert.True((long)listed["bytes"]! > 0 && (long)listed["resources"]! > 0);
        Assert.Empty((await other.GetAsync("bulk/jobs")).Expect(200).Json["jobs"]!.AsArray());
        (await clinic.Running.Nobody().GetAsync("bulk/jobs")).ExpectOutcome(401);
        using var zip = new ZipArchive(new MemoryStream((await door.GetAsync((string)manifest["output"]![0]!["url"]!)).Expect(200).Body));
        await using var inside = zip.GetEntry("manifest.json")!.Open();
        Assert.Equal((string?)manifest["transactionTime"], (string?)(await JsonNode.ParseAsync(inside, cancellationToken: TestContext.Current.CancellationToken))!["transactionTime"]);
    }

    private static string Moved(string job, RunningClinic running) => new Uri(running.Address, new Uri(job).PathAndQuery).ToString();

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var copy = bytes.ToArray();
        copy[at] ^= 1;
        return copy;
    }

    private static async Task<bool> IsServedAsync(Door door, string url)
    {
        try
        {
            return (await door.GetAsync(url)).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private sealed class MovingClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
