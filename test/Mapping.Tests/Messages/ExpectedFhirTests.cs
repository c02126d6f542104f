using System.Text.Json;
using Carewright.Testing;

namespace Carewright.Mapping.Tests.Messages;

/// <summary>
/// Our FHIR carries the facts that another converter found in the same messages. Where it does not, <c>expected-differences.txt</c> says why: a difference that is not in the table fails, and so does a line of the
/// table that no longer holds. <c>MAPPING_DIFFERENCES=file</c> writes what there is.
/// </summary>
public sealed class ExpectedFhirTests
{
    private const string Table = "Messages/expected-differences.txt";

    [Fact]
    public void Facts_are_those_of_the_other_converter_except_for_the_table()
    {
        var found = Differences();
        if (Environment.GetEnvironmentVariable("MAPPING_DIFFERENCES") is { Length: > 0 } file)
            File.WriteAllLines(file, found.Select(each => $"{each}\t"));
        var known = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, Table)).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToList();
        Assert.All(known, cells => Assert.True(cells.Length == 5 && cells[4].Length > 10, $"{string.Join(' ', cells)}: a line has a file, a fact, ours, theirs and a reason."));
        var table = known.Select(cells => string.Join('\t', cells.Take(4))).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], found.Except(table, StringComparer.Ordinal));
        Assert.Equal([], table.Except(found, StringComparer.Ordinal));
    }

    [Fact]
    public void Two_facts_of_three_are_the_same()
    {
        var (same, all) = (0, 0);
        foreach (var (name, _) in Mapped.Samples())
        {
            var (ours, theirs) = Both(name);
            foreach (var (fact, values) in theirs.All)
            {
                all += values.Count;
                same += values.Count(value => ours.All.TryGetValue(fact, out var own) && own.Contains(value));
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{same} of {all} facts");
        Assert.True(all > 500 && same * 3 > all * 1.9, $"{same} of {all} facts are the same.");
    }

    private static List<string> Differences()
    {
        var found = new List<string>();
        foreach (var (name, _) in Mapped.Samples())
        {
            var (ours, theirs) = Both(name);
            foreach (var fact in ours.All.Keys.Union(theirs.All.Keys).Order(StringComparer.Ordinal))
            {
                var (own, other) = (ours.All.GetValueOrDefault(fact) ?? [], theirs.All.GetValueOrDefault(fact) ?? []);
                if (!own.SetEquals(other))
                    found.Add($"{name}\t{fact}\t{Text(own.Except(other))}\t{Text(other.Except(own))}");
            }
        }
        return found;
    }

    private static (Facts Ours, Facts Theirs) Both(string name)
    {
        var (ours, theirs) = (new Facts(), new Facts());
        foreach (var resource in V2Mapping.Base.Map(Mapped.Samples().First(each => each.Name == name).Message, Mapped.Context).Resources)
            ours.Add(Mapped.Json(resource));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require($"hl7v2/expected-fhir/{name}-expected.json")), new JsonDocumentOptions { AllowTrailingCommas = true });
        foreach (var entry in expected.RootElement.GetProperty("entry").EnumerateArray())
            theirs.Add(entry.GetProperty("resource"));
        return (ours, theirs);
    }

    private static string Text(IEnumerable<string> values) => string.Join("; ", values.Select(value => value.ReplaceLineEndings(" ").Replace('\t', ' '))) is { Length: > 0 } text ? text : "-";
}
