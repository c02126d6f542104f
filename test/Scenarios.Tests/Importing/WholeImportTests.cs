using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Scenarios.Tests.Importing;

public sealed class WholeImportTests(ImportedClinic clinic)
{
    [Fact]
    public async Task A_broken_off_import_is_taken_up_and_ends_without_a_refusal()
    {
        await clinic.ReadyAsync();
        clinic.Resumed.Expect(0);
        Assert.Contains(" 0 refused", clinic.Resumed.Output, StringComparison.Ordinal);
        var report = ImportedClinic.Report(clinic.Resumed);
        Assert.Contains(report.Values, numbers => numbers[2] > 0); // unchanged: what the killed run had brought in
        Assert.All(report.Values, numbers => Assert.Equal(0, numbers[1]));
    }

    [Fact]
    public async Task Counts_by_type_equal_an_independent_count()
    {
        await clinic.ReadyAsync();
        foreach (var (type, resources) in clinic.Record.ByType)
            Assert.Equal((type, resources.Count), (type, (int)(await clinic.Door.GetAsync($"fhir/{type}?_summary=count")).Expect(200).Total!));
        Assert.Equal(clinic.Record.All.Count, clinic.Running.Clinic.Store.Statistics().CurrentByType.Where(count => clinic.Record.ByType.ContainsKey(count.Key)).Sum(count => count.Value));
    }

    [Fact]
    public async Task Every_resource_reads_back_equal_and_in_its_first_version()
    {
        await clinic.ReadyAsync();
        var differences = new List<string>();
        var seen = 0;
        foreach (var (type, resources) in clinic.Record.ByType)
        {
            var rest = resources.Keys.ToHashSet(StringComparer.Ordinal);
            foreach (var page in await clinic.Door.PagesAsync($"fhir/{type}?_count=1000"))
            {
                using var bundle = JsonDocument.Parse(page.Body);
                foreach (var served in SyntheaRecord.At(bundle.RootElement, "entry", "resource"))
                {
                    seen++;
                    var reference = $"{type}/{SyntheaRecord.Text(served, "id")}";
                    Assert.True(rest.Remove(reference), $"{reference} came twice or is not in the files");
                    Assert.Equal("1", served.GetProperty("meta").GetProperty("versionId").GetString());
                    if (clinic.Record.Difference(resources[reference], served) is { } difference)
                        differences.Add($"{reference}{difference}");
                }
            }
            Assert.Empty(rest);
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
        Assert.Equal(clinic.Record.All.Count, seen);
    }

    [Fact]
    public async Task A_read_gives_what_the_search_gave()
    {
        await clinic.ReadyAsync();
        var sample = clinic.Record.All.Where((_, i) => i % 23 == 0).ToList();
        await Parallel.ForEachAsync(sample, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (pair, _) =>
        {
            var plain = (await clinic.Door.GetAsync("fhir/" + pair.Key)).Expect(200);
            using var served = JsonDocument.Parse(plain.Body);
            Assert.Null(clinic.Record.Difference(pair.Value, served.RootElement));
        });
    }

    [Fact]
    public async Task Repeating_it_while_the_server_runs_changes_nothing()
    {
        await clinic.ReadyAsync();
        clinic.Repeated.Expect(0);
        Assert.All(ImportedClinic.Report(clinic.Repeated), type => Assert.Equal((type.Key, 0, 0), (type.Key, type.Value[0], type.Value[1])));
        Assert.DoesNotContain(clinic.Running.Clinic.Store.Changes(clinic.SequenceBefore, 10), change => clinic.Record.All.ContainsKey($"{change.ResourceType}/{change.Id}"));
        Assert.NotEmpty(clinic.Running.Clinic.Store.AuditRows(new AuditQuery([], null, null, null, 1), TestContext.Current.CancellationToken));
    }
}
