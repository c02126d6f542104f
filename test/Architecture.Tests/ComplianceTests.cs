using System.Text.RegularExpressions;

namespace Carewright.Architecture.Tests;

/// <summary>The tables of docs/compliance claim nothing that is not there.</summary>
public sealed partial class ComplianceTests
{
    private static readonly string[] s_states = ["met", "partly", "not yet", "clinic"];

    private static readonly Dictionary<string, HashSet<string>> s_tests = ReadTests();

    [Fact]
    public void Every_file_and_test_that_a_table_names_exists()
    {
        var missing = Rows().SelectMany(row => Named(row.Cells[2]).Concat(Named(row.Cells[3])).Where(name => !Exists(name)).Select(name => $"{row.File}: {name}")).ToList();
        Assert.True(missing.Count == 0, "Named and not there:\n" + string.Join('\n', missing));
    }

    [Fact]
    public void Every_row_has_a_state_and_what_is_met_names_what_does_it_and_what_shows_it()
    {
        var faults = Rows().Where(row => !s_states.Contains(row.State) || (row.State == "met" && (!Named(row.Cells[2]).Any() || !Named(row.Cells[3]).Any()))).Select(row => $"{row.File}: {row.Cells[0]}").ToList();
        Assert.True(faults.Count == 0, "Without a state, or met without evidence:\n" + string.Join('\n', faults));
    }

    [Fact]
    public void There_is_a_table_for_each_rule_set_and_each_is_listed()
    {
        var list = File.ReadAllText(Path.Combine(Repository.Root, "docs/compliance/README.md"));
        var files = Tables().Select(file => Path.GetFileName(file)).ToList();
        Assert.True(files.Count >= 6, "tables are missing");
        Assert.All(files, file => Assert.Contains($"({file})", list, StringComparison.Ordinal));
        Assert.True(Rows().Count() > 80, "the tables are not read as they are written");
    }

    private static IEnumerable<string> Tables() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/compliance"), "*.md").Where(file => Path.GetFileName(file) != "README.md");

    private static IEnumerable<Row> Rows() =>
        from file in Tables()
        from line in File.ReadLines(file)
        where line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal) && !line.StartsWith("| Requirement |", StringComparison.Ordinal)
        select new Row(Path.GetFileName(file), [.. line.Trim('|').Split('|').Select(cell => cell.Trim())]);

    private static IEnumerable<string> Named(string cell) => InCode().Matches(cell).Select(match => match.Groups["name"].Value);

    private static bool Exists(string name)
    {
        if (!TestName().IsMatch(name))
            return Path.Exists(Path.Combine(Repository.Root, name));
        var parts = name.Split('.');
        return s_tests.TryGetValue(parts[0], out var methods) && (parts.Length == 1 || methods.Contains(parts[1]));
    }

    // Classes of one name in several projects count as one.
    private static Dictionary<string, HashSet<string>> ReadTests()
    {
        var tests = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var file in Repository.Files("test", "*Tests.cs"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var methods = tests.TryGetValue(name, out var known) ? known : tests[name] = new(StringComparer.Ordinal);
            methods.UnionWith(TestMethod().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value));
        }
        return tests;
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex InCode();

    [GeneratedRegex(@"^[A-Z]\w+Tests(\.\w+)?$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^\n]*\n(?:\s*\[[^\n]*\n)*\s*public (?:async )?(?:Task|ValueTask|void) (?<name>\w+)")]
    private static partial Regex TestMethod();

    private sealed record Row(string File, string[] Cells)
    {
        // "partly: what is missing" is partly.
        internal string State => Cells.Length == 4 ? Cells[1].Split(':')[0] : "";
    }
}
