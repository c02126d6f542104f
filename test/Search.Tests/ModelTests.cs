using System.Globalization;

namespace Carewright.Search.Tests;

/// <summary>
/// Random searches of random resources against the naive model. The short form runs always; <c>CAREWRIGHT_SEARCH_CASES</c> asks for more cases and <c>CAREWRIGHT_SEARCH_SEED</c> for another beginning.
/// </summary>
public sealed class ModelTests
{
    private const int ShortForm = 3000;

    [Fact]
    public async Task Every_search_finds_what_the_specification_says()
    {
        var (cases, seed) = (Number("CAREWRIGHT_SEARCH_CASES", ShortForm), Number("CAREWRIGHT_SEARCH_SEED", 1));
        var most = Number("CAREWRIGHT_SEARCH_DIFFERENCES", 1);
        var tally = new Tally();
        var differences = new List<string>();
        for (; tally.Cases < cases && differences.Count < most; seed++)
            if (await ModelRun.RunAsync(seed, tally) is { } difference)
                differences.Add(difference);
        TestContext.Current.TestOutputHelper?.WriteLine(tally.ToString());
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
        Assert.True(tally.WithMatches * 3 > tally.Cases, tally.ToString());
        foreach (var kind in new[] { "token", "token:not", "string", "string:contains", "reference", "date", "quantity", "number", "uri", "composite", "chain", "_has", "_filter", "token:missing" })
            Assert.Contains(kind, tally.Kinds);
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
