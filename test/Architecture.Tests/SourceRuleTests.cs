using System.Text.RegularExpressions;

namespace Carewright.Architecture.Tests;

public sealed partial class SourceRuleTests
{
    [Fact]
    public void Issue_codes_are_unique_in_the_code_base()
    {
        var places = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var file in Repository.Files("src", "*.cs"))
        {
            foreach (Match match in IssueCode().Matches(File.ReadAllText(file)))
                (places.TryGetValue(match.Groups["code"].Value, out var files) ? files : places[match.Groups["code"].Value] = []).Add(Repository.Relative(file));
        }
        Assert.True(places.Count > 50, "the pattern no longer finds the codes");
        var shared = places.Where(pair => pair.Value.Count > 1).Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}").ToList();
        Assert.True(shared.Count == 0, "A code stands for one fault, and is spelled in one file:\n" + string.Join('\n', shared));
    }

    [Fact]
    public void No_catch_swallows_every_exception()
    {
        var offenders = Repository.Files("src", "*.cs").Where(file => EmptyCatch().IsMatch(File.ReadAllText(file))).Select(Repository.Relative).ToList();
        Assert.Empty(offenders);
    }

    [Fact]
    public void Everything_public_outside_tests_is_documented_without_empty_tags()
    {
        var offenders = Repository.Files("src", "*.cs").Where(file => EmptyTag().IsMatch(File.ReadAllText(file))).Select(Repository.Relative).ToList();
        Assert.Empty(offenders);
    }

    [Fact]
    public void Nothing_speaks_of_unfinished_work()
    {
        var offenders = Repository.Files("src", "*.cs").Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Repository.Relative).ToList();
        Assert.Empty(offenders);
    }

    [GeneratedRegex("""Issue\.(?:Error|Warning)\(\s*(?:IssueTypes\.\w+|"[a-z-]+"|\w+),\s*"(?<code>[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)["]""")]
    private static partial Regex IssueCode();

    [GeneratedRegex(@"catch\s*(?:\(\s*(?:System\.)?Exception[^)]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"/// <(summary|param[^>]*|returns)>\s*</(summary|param|returns)>")]
    private static partial Regex EmptyTag();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
