using System.Text.RegularExpressions;

namespace Carewright.Architecture.Tests;

/// <summary>Every interaction that the code puts on record stands in the table of kinds, and the table names none that the code does not.</summary>
public sealed partial class InteractionTableTests
{
    private static readonly Regex[] s_places =
    [
        Deeds(), Members(), Records(), Logged(), Guards(), Constants(),
    ];

    [Fact]
    public void The_table_and_the_code_agree()
    {
        var code = Repository.Files("src", "*.cs").Select(File.ReadAllText).ToList();
        var table = Table().ToList();
        Assert.Equal(table.Count, table.Distinct(StringComparer.Ordinal).Count());
        var named = code.SelectMany(text => s_places.SelectMany(place => place.Matches(text).Select(match => match.Groups["name"].Value))).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(named.Count > 100, $"Only {named.Count} interactions were found in the code: the patterns no longer fit.");
        Assert.Equal([], named.Where(name => !table.Contains(name, StringComparer.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal([], table.Where(name => !code.Exists(text => text.Contains($"\"{name}\"", StringComparison.Ordinal) || text.Contains($"\"${name}\"", StringComparison.Ordinal))));
    }

    private static IEnumerable<string> Table() =>
        File.ReadLines(Path.Combine(Repository.Root, "src/Audit/Events/interactions.txt")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split("  ", 2)[0]);

    [GeneratedRegex("""new (?:Deed|AuditedAction)\("[a-z]+", "(?<name>[a-z-]+)\x22""")]
    private static partial Regex Deeds();

    [GeneratedRegex("""\bInteraction = "(?<name>[a-z-]+)\x22""")]
    private static partial Regex Members();

    [GeneratedRegex("""(?:gateway|trail|outcomes|Trail>\(\))\.RecordAsync\((?:[^"\n(]|\([^)\n]*\))*"(?<name>[a-z-]+)\x22""")]
    private static partial Regex Records();

    [GeneratedRegex("""LogAsync\("(?<name>[a-z-]+)\x22""")]
    private static partial Regex Logged();

    [GeneratedRegex("""OnlyTheApp\("(?<name>[a-z-]+)\x22""")]
    private static partial Regex Guards();

    [GeneratedRegex("""const string (?:\w*Interaction|TerminologyLoad|TerminologyRemove|PasswordsLoad|RecoveryKitTried|BackupProof|BackupFailed|Restore) = "(?<name>[a-z-]+)\x22""")]
    private static partial Regex Constants();
}
