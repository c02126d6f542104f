using Carewright.Terminology.Concepts;
using Carewright.Terminology.Searching;

namespace Carewright.Terminology.Tests.Searching;

public sealed class TermSearchTests
{
    private static readonly ICodeSystem s_system = Build(
        ("A1", "Fever", []), ("B2", "Hay fever", ["Allergic rhinitis"]), ("C3", "Fever of unknown origin", []), ("D4.1", "Yellow fever vaccination", []), ("D4.10", "Other", []), ("FE", "Iron", ["Ferrum"]), ("E5", "Rhinitis, allergic, fevered", []));

    [Theory]
    [InlineData("fever", "A1 C3 B2 D4.1 E5")] // text begins with it, short first; then any word
    [InlineData("fe", "FE A1 C3 B2 D4.1 E5")] // the exact code before all
    [InlineData("FEVER unk", "C3")]
    [InlineData("unk fev", "C3")]
    [InlineData("allergic rhin", "B2 E5")] // by a designation; its text begins with what was typed
    [InlineData("d41", "D4.1 D4.10")]
    [InlineData("d4.1", "D4.1 D4.10")]
    [InlineData("D4.10", "D4.10")]
    [InlineData("b2 hay", "B2")]
    [InlineData("ever", "")]
    [InlineData("   ", "")]
    [InlineData("!?", "")]
    public void Finds_by_the_beginnings_of_words_best_first(string typed, string expected) => Assert.Equal(expected, Codes(typed, ConceptSet.Full(s_system.Count), 10));

    [Fact]
    public void Finds_only_within_what_is_allowed() => Assert.Equal("C3 E5", Codes("fever", ConceptSet.Of(s_system.Count, [2, 5, 6]), 10));

    [Fact]
    public void Counts_all_and_gives_the_best()
    {
        var matches = TermSearch.Run(s_system, "fever", ConceptSet.Full(s_system.Count), 2);
        Assert.Equal(5, matches.Total);
        Assert.Equal(["A1", "C3"], matches.Best.Select(hit => s_system.Concept(hit.Key).Code));
    }

    [Fact]
    public void The_index_finds_what_a_look_at_every_text_finds()
    {
        var random = new Random(3);
        string[] syllables = ["al", "ber", "co", "der", "ep", "fo", "gi", "hy", "ist", "ja"];
        var rows = Enumerable.Range(0, 400).Select(i => ($"X{i}", string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Word())), Array.Empty<string>())).ToArray();
        var system = Build(rows);
        for (var round = 0; round < 300; round++)
        {
            var typed = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Word() is var word ? word[..random.Next(1, Math.Min(word.Length, 3) + 1)] : ""));
            var expected = rows.Select((row, key) => TermSearch.Match(key, row.Item1, [row.Item2], typed)).OfType<TermHit>().OrderBy(hit => hit.Key).ToList();
            var found = TermSearch.Run(system, typed, ConceptSet.Full(system.Count), 1_000);
            Assert.Equal(expected.Select(hit => hit.Key), found.Best.Select(hit => hit.Key).Order());
            Assert.Equal(expected.Count, found.Total);
            Assert.Equal(expected.Select(hit => (hit.Key, hit.Rank)), found.Best.OrderBy(hit => hit.Key).Select(hit => (hit.Key, hit.Rank)));
        }

        string Word() => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => syllables[random.Next(syllables.Length)]));
    }

    private static string Codes(string typed, ConceptSet within, int limit) => string.Join(' ', TermSearch.Run(s_system, typed, within, limit).Best.Select(hit => s_system.Concept(hit.Key).Code));

    private static CodeSystemTable Build(params (string Code, string Display, string[] Others)[] rows)
    {
        using var builder = new CodeSystemBuilder(new CodeSystemHeader("http://example.org/s", "1", "S"));
        foreach (var (code, display, others) in rows)
        {
            var key = builder.Add(code, display);
            foreach (var other in others)
                builder.AddDesignation(key, new Designation(null, null, other));
        }
        return builder.Build();
    }
}
