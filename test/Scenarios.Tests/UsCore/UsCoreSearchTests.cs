using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Scenarios.Tests.Running;
using Carewright.Search.Model.Asking;
using Carewright.Search.Model.Reading;
using Carewright.Testing;

namespace Carewright.Scenarios.Tests.UsCore;

/// <summary>
/// Every search that US Core's CapabilityStatement of servers says a server SHALL or SHOULD support, asked over HTTP of a clinic that holds the package's examples, against the naive model. The table in
/// the docs is written by this test: <c>CAREWRIGHT_WRITE_TABLES=1</c> writes it, otherwise it must be as it is.
/// </summary>
public sealed class UsCoreSearchTests
{
    private const string Table = "docs/conformance/us-core-searches.md";
    private static readonly string[] s_versions = ["610", "700"];

    [Fact]
    public async Task Every_search_that_US_Core_asks_for_finds_the_right_set()
    {
        var table = new StringBuilder(Head).AppendLine();
        var wrong = new List<string>();
        foreach (var version in s_versions)
            await TryAsync(SharedData.Require($"fhir/us_core_{version}.tgz"), table, wrong);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var path = Path.Combine(Root(), Table.Replace('/', Path.DirectorySeparatorChar));
        if (Environment.GetEnvironmentVariable("CAREWRIGHT_WRITE_TABLES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, table.ToString(), TestContext.Current.CancellationToken);
        }
        Assert.True(File.Exists(path), $"{Table} is not there; CAREWRIGHT_WRITE_TABLES=1 writes it.");
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), table.ToString());
    }

    private const string Head = """
        # US Core: the searches that a server must support

        Made by the test `UsCoreSearchTests`: every search parameter, combination, `_include` and `_revinclude` that the CapabilityStatement of US Core servers marks SHALL or SHOULD, asked over HTTP of a clinic that holds
        the package's own examples, and a Provenance about one of each type. *Searches* are made from values that the examples have, in each form that US Core names (code and system|code, lists, id and Type/id, `ge le gt lt`); *found* counts what all of them
        found together. Each answer is compared with that of a naive reading of the specification (`test/Search.Model`), which shares no code of search with the product. A line without an example that has the
        values is tried with a value that nobody has.

        """;

    private static async Task TryAsync(string archive, StringBuilder table, List<string> wrong)
    {
        await using var stream = File.OpenRead(archive);
        var package = FhirPackage.Read(stream, withExamples: true).Package!;
        var resources = package.Resources.Select(resource => JsonNode.Parse(resource.Unpack())!.AsObject()).ToList();
        var statement = resources.Single(resource => (string?)resource["resourceType"] == "CapabilityStatement" && (string?)resource["id"] == "us-core-server");
        await using var clinic = await RunningClinic.NewAsync();
        await clinic.FillAsync(package.Resources.Where(resource => resource.IsExample && resource.ResourceType != "Bundle").Select(resource => new ReadOnlyMemory<byte>(resource.Unpack())));
        var door = await clinic.AddUserAsync("conformance", "system-interface");
        var statementLines = UsCoreStatement.Lines(statement);
        foreach (var line in statementLines.Where(line => line.IsReverse))
            if (package.Resources.FirstOrDefault(resource => resource.IsExample && resource.ResourceType == line.Type && resource.Id is not null) is { } example)
                (await door.PutAsync(Provenance(line.Type, example.Id!))).Expect(201);
        var record = await ReadAsync(door, package.Resources.Where(resource => resource.IsExample).Select(resource => resource.ResourceType).Distinct());
        var model = new ModelSearch(record, _ => true, new ModelTerms(new Dictionary<string, IReadOnlyList<(string, string)>>(), new Dictionary<(string, string), string>()), TimeProvider.System.GetUtcNow());
        var searches = new UsCoreSearches(record);
        table.AppendLine(CultureInfo.InvariantCulture, $"## {package.Version}: {statementLines.Count} lines, {record.All.Count} resources").AppendLine();
        table.AppendLine("| Type | | Search | Searches | Found | |").AppendLine("|---|---|---|---|---|---|");
        foreach (var line in statementLines.OrderBy(line => line.Type, StringComparer.Ordinal))
            table.AppendLine(await LineAsync(door, model, record, searches, line, wrong));
        table.AppendLine();
    }

    // The package has next to no Provenance; one about an example of each type makes the lines that ask for it say something.
    private static JsonObject Provenance(string type, string id) => Chart.Resource($$$"""
        {"resourceType":"Provenance","id":"of-{{{type}}}","target":[{"reference":"{{{type}}}/{{{id}}}"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"test"}}]}
        """);

    private static async Task<string> LineAsync(Door door, ModelSearch model, ModelRecord record, UsCoreSearches searches, UsCoreLine line, List<string> wrong)
    {
        var start = $"| {line.Type} | {line.Expectation} | {line.Text} |";
        if (line.Parameters.FirstOrDefault(code => FhirModel.R4.FindSearchParameter(line.Type, code) is null) is { } unknown)
            return $"{start} | | '{unknown}' is US Core's own SearchParameter |";
        var (found, queries) = (0, searches.Of(line));
        foreach (var query in queries)
        {
            var (matches, included) = await AskAsync(door, query);
            var expected = model.Find(query);
            var due = model.Included(expected, query.Includes);
            if (!matches.SetEquals(expected.Select(row => row.Reference)) || !due.SetEquals(included))
                wrong.Add($"{query}: found [{string.Join(' ', matches)}] and [{string.Join(' ', included)}]; the model finds [{string.Join(' ', expected.Select(row => row.Reference))}] and [{string.Join(' ', due)}]");
            found += line.Include is null ? matches.Count : included.Count;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{start} {queries.Count} | {found} | {(found == 0 ? "right; no example has it" : "right")} |");
    }

    private static async Task<(HashSet<string> Matches, HashSet<string> Included)> AskAsync(Door door, ModelQuery query)
    {
        var address = $"fhir/{query.Type}?{string.Join('&', query.Pairs().Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}";
        var entries = (await door.PagesAsync(address)).SelectMany(page => page.Entries).ToList();
        HashSet<string> Of(string mode) => [.. entries.Where(entry => (string?)entry["search"]?["mode"] == mode).Select(entry => Reply.Reference(entry["resource"]!.AsObject()))];
        return (Of("match"), Of("include"));
    }

    private static async Task<ModelRecord> ReadAsync(Door door, IEnumerable<string> types)
    {
        var record = new ModelRecord();
        foreach (var type in types.Where(type => type != "Bundle"))
            foreach (var resource in (await door.PagesAsync($"fhir/{type}?_count=200")).SelectMany(page => page.Resources))
                record.Put(new ModelResource(
                    ResourceDocument.Parse(Encoding.UTF8.GetBytes(resource.ToJsonString())).Document!, DateTimeOffset.Parse((string)resource["meta"]!["lastUpdated"]!, CultureInfo.InvariantCulture)));
        return record;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Carewright.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }
}
