using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Importing;

/// <summary>The forms in which records come, and what is said of those that are not acceptable; all through the console socket of a running server.</summary>
public sealed class ImportFormTests
{
    [Fact]
    public async Task Folders_archives_and_lines_bring_the_same_resources()
    {
        using var files = new TemporaryFolder();
        await using var clinic = await RunningClinic.NewAsync();
        var door = await clinic.AddUserAsync("interface", "system-interface");
        var resources = Enumerable.Range(0, 30).Select(i => i < 3 ? Chart.Patient($"p{i}") : Chart.Observation($"o{i}", $"p{i % 3}", value: i)).ToList();
        var bundle = Chart.Bundle("collection", [.. resources.Select(resource => new JsonObject { ["fullUrl"] = $"urn:uuid:{Chart.NewId()}", ["resource"] = resource.DeepClone() })]).ToJsonString();
        var lines = string.Join('\n', resources.Select(resource => resource.ToJsonString()));
        files.Write("folder/deep/bundle.json", bundle);
        files.Write("lines.ndjson", lines + "\n\n");
        using (var zip = ZipFile.Open(files.File("packed.zip"), ZipArchiveMode.Create))
            zip.CreateEntryFromFile(files.File("lines.ndjson"), "inside/lines.ndjson");
        TarFile.CreateFromDirectory(files.File("folder"), files.File("packed.tar"), includeBaseDirectory: true);
        await GzipAsync(files.File("packed.tar"), files.File("packed.tar.gz"));
        await GzipAsync(files.File("lines.ndjson"), files.File("other.ndjson.gz"));
        File.Delete(files.File("packed.tar"));
        var first = true;
        foreach (var form in new[] { "packed.tar.gz", "folder", "lines.ndjson", "packed.zip", "other.ndjson.gz" })
        {
            var report = ImportedClinic.Report((await CommandRun.RunAsync("import", "fhir", files.File(form), "--data", clinic.Data.FullName)).Expect(0));
            Assert.Equal((form, first ? 3L : 0, first ? 0L : 3), (form, report["Patient"][0], report["Patient"][2]));
            Assert.Equal((form, first ? 27L : 0, first ? 0L : 27), (form, report["Observation"][0], report["Observation"][2]));
            first = false;
        }
        Assert.Equal(27, (await door.GetAsync("fhir/Observation?_summary=count")).Total);
    }

    [Fact]
    public async Task What_is_not_acceptable_is_reported_with_file_and_line_and_stops_nothing_else()
    {
        using var files = new TemporaryFolder();
        await using var clinic = await RunningClinic.NewAsync();
        var door = await clinic.AddUserAsync("interface", "system-interface");
        files.Write("in/lines.ndjson", string.Join('\n',
            Chart.Patient("good").ToJsonString(), """{"resourceType":"Patient","id":"bad","gender":"nonsense"}""", """{"resourceType":"Patient","id":""", "", """{"resourceType":"Nonsense","id":"x"}""", Chart.Patient("good-too").ToJsonString()));
        files.Write("in/bundle.json", """
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"fullUrl":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100","resource":{"resourceType":"Patient","birthDate":"1980-13-45"}},
              {"fullUrl":"urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020101",
               "resource":{"resourceType":"Patient","gender":"male"}},
              {"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},
                "subject":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000000"}}}
            ]}
            """);
        files.Write("in/torn.json", """{"resourceType":"Bundle","type":"transaction","entry":[""");
        var report = files.File("refused.ndjson");
        var import = (await CommandRun.RunAsync("import", "fhir", files.File("in"), "--data", clinic.Data.FullName, "--report", report)).Expect(1);
        Assert.Contains("3 accepted, 6 refused", import.Output, StringComparison.Ordinal);
        var refused = File.ReadAllLines(report).Select(line => JsonNode.Parse(line)!.AsObject()).Select(one => $"{Path.GetFileName((string)one["source"]!)}:{(int)one["line"]!}").Order(StringComparer.Ordinal);
        Assert.Equal(["bundle.json:2", "bundle.json:5", "lines.ndjson:2", "lines.ndjson:3", "lines.ndjson:5", "torn.json:1"], refused);
        Assert.Contains("birthDate", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Equal(3, (await door.GetAsync("fhir/Patient?_summary=count")).Total);
        (await door.GetAsync("fhir/Patient/0f0e0d0c-0b0a-4908-8706-050403020101")).Expect(200);
    }

    [Fact]
    public async Task Repeating_an_import_does_not_undo_what_the_clinic_changed_since()
    {
        using var files = new TemporaryFolder();
        await using var clinic = await RunningClinic.NewAsync();
        var door = await clinic.AddUserAsync("interface", "system-interface");
        var psychologist = await clinic.AddUserAsync("psychologist", "physician", SeededClinic.BehavioralHealth);
        files.Write("lines.ndjson", string.Join('\n', Chart.Patient("p").ToJsonString(), Chart.Observation("gone", "p").ToJsonString(), Chart.Note("n", "p", "As imported.").ToJsonString(), Chart.Patient("p", "Second").ToJsonString()));
        (await CommandRun.RunAsync("import", "fhir", files.File("lines.ndjson"), "--data", clinic.Data.FullName)).Expect(0);
        (await door.PutAsync(Chart.Patient("p", "Corrected"))).Expect(200);
        (await door.DeleteAsync("Observation/gone")).Expect(204);
        (await psychologist.PutAsync(Chart.Note("n", "p", "Completed, and closed."))).Expect(200);
        var before = clinic.Clinic.Store.Statistics().CurrentResources;
        var again = ImportedClinic.Report((await CommandRun.RunAsync("import", "fhir", files.File("lines.ndjson"), "--data", clinic.Data.FullName)).Expect(0));
        Assert.Equal([0, 0, 2], again["Patient"]);
        Assert.Equal([0, 0, 1], again["Observation"]);
        Assert.Equal("Corrected", (string?)(await door.GetAsync("fhir/Patient/p")).Json["name"]![0]!["family"]);
        (await door.GetAsync("fhir/Observation/gone")).Expect(410);
        Assert.Equal(2, (await psychologist.GetAsync("fhir/DocumentReference/n")).Version);
        Assert.Equal(before, clinic.Clinic.Store.Statistics().CurrentResources);
    }

    private static async Task GzipAsync(string from, string to)
    {
        await using var source = File.OpenRead(from);
        await using var target = new GZipStream(File.Create(to), CompressionLevel.Fastest);
        await source.CopyToAsync(target);
    }
}
