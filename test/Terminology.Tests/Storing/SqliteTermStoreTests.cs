using Carewright.Storage.Sqlite.Terminology;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Searching;
using Carewright.Terminology.Storing;
using Carewright.Terminology.Tests.Running;

namespace Carewright.Terminology.Tests.Storing;

public sealed class SqliteTermStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteTermStore _store;

    public SqliteTermStoreTests() => _store = new SqliteTermStore(_folder.Folder, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_stored_system_answers_as_the_same_one_in_memory_does()
    {
        const int Concepts = 3_000;
        using var builder = new CodeSystemBuilder(GeneratedSystem.Header);
        GeneratedSystem.Fill(builder, Concepts);
        var (expected, stored) = (builder.Build(), Load(GeneratedSystem.Header, load => GeneratedSystem.Fill(load, Concepts)));
        Assert.Equal(Concepts, stored.Count);
        for (var key = 0; key < Concepts; key++)
        {
            Assert.Equal(expected.Concept(key), stored.Concept(key));
            Assert.Equal(key, stored.Find(expected.Concept(key).Code));
            var (one, other) = (expected.Detail(key), stored.Detail(key));
            Assert.Equal((one.Definition, Join(one.Designations), Join(one.Properties)), (other.Definition, Join(other.Designations), Join(other.Properties)));
            Assert.Equal(expected.Hierarchy.Parents(key).ToArray(), stored.Hierarchy.Parents(key).ToArray());
        }
        Assert.Equal(expected.Inactive, stored.Inactive);
        Assert.Equal(expected.Abstract, stored.Abstract);
        foreach (var (property, value) in new[] { ("color", "red"), ("color", null), ("weight", "7"), ("none", null), ("color", "green") })
            Assert.Equal(expected.WithProperty(property, value), stored.WithProperty(property, value));
        foreach (var property in new[] { "code", "display", "color" })
            Assert.Equal(expected.ValuesOf(property).Order(Pairs.Order), stored.ValuesOf(property).Order(Pairs.Order));
        Assert.Equal(-1, stored.Find("g000001"));
        Assert.Throws<ArgumentOutOfRangeException>(() => stored.Concept(Concepts));
    }

    [Fact]
    public void Type_ahead_finds_the_same_as_in_memory()
    {
        const int Concepts = 2_000;
        using var builder = new CodeSystemBuilder(GeneratedSystem.Header);
        GeneratedSystem.Fill(builder, Concepts);
        var (expected, stored) = (builder.Build(), Load(GeneratedSystem.Header, load => GeneratedSystem.Fill(load, Concepts)));
        var words = GeneratedSystem.Words(5, 200).ToArray();
        var random = new Random(1);
        for (var round = 0; round < 400; round++)
        {
            var typed = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => words[random.Next(words.Length)] is var word ? word[..random.Next(1, word.Length + 1)] : ""));
            var within = random.Next(2) == 0 ? ConceptSet.Full(Concepts) : ConceptSet.Of(Concepts, Enumerable.Range(0, Concepts).Where(_ => random.Next(3) == 0));
            var (one, other) = (TermSearch.Run(expected, typed, within, 20), TermSearch.Run(stored, typed, within, 20));
            Assert.Equal(one.Total, other.Total);
            Assert.Equal(one.Best, other.Best);
        }
        Assert.Equal("G000123", stored.Concept(TermSearch.Run(stored, "g000123", ConceptSet.Full(Concepts), 5).Best[0].Key).Code);
        Assert.Equal(["G001230", "G001231"], TermSearch.Run(stored, "G00123", ConceptSet.Full(Concepts), 2).Best.Select(hit => stored.Concept(hit.Key).Code));
    }

    [Fact]
    public void Versions_stand_side_by_side_and_the_newest_is_meant_without_one()
    {
        foreach (var version in new[] { "2024", "2025.10", "2025.9" })
            Load(new CodeSystemHeader("http://example.org/v", version, "V"), load => load.Add("a", version)).ToString();
        Assert.Equal(["2025.10", "2025.9", "2024"], _store.List().Select(one => one.Header.Version));
        Assert.Equal("2025.10", Display(null));
        Assert.Equal("2024", Display("2024"));
        Assert.Null(_store.Find("http://example.org/v", "2026"));
        var before = _store.Generation;
        Assert.True(_store.Remove("http://example.org/v", "2025.10"));
        Assert.False(_store.Remove("http://example.org/v", "2025.10"));
        Assert.Equal("2025.9", Display(null));
        Assert.NotEqual(before, _store.Generation);

        string? Display(string? version) => _store.Find("http://example.org/v", version) is { } found ? found.Concept(0).Display : null;
    }

    [Fact]
    public void An_edition_of_SNOMED_CT_finds_its_newest_version()
    {
        const string Edition = "http://snomed.info/sct/731000124108";
        Load(new CodeSystemHeader("http://snomed.info/sct", Edition + "/version/20250301", "SNOMED CT"), load => load.Add("138875005", "Root"));
        Assert.NotNull(_store.Find("http://snomed.info/sct", Edition));
        Assert.Null(_store.Find("http://snomed.info/sct", "http://snomed.info/sct/900000000000207008"));
    }

    [Fact]
    public void Loading_a_version_again_replaces_it_while_others_read()
    {
        var first = Load(new CodeSystemHeader("http://example.org/v", "1", "V"), load => load.Add("a", "first"));
        using (var load = _store.BeginLoad(new CodeSystemHeader("http://example.org/v", "1", "V"), "test"))
        {
            load.Add("a", "second");
            Assert.Equal("first", _store.Find("http://example.org/v", null)!.Concept(0).Display);
            load.Complete(null, Stop);
        }
        using var another = new SqliteTermStore(_folder.Folder, TimeProvider.System);
        Assert.Equal("second", another.Find("http://example.org/v", null)!.Concept(0).Display);
        Assert.NotNull(first);
        Assert.Single(another.List());
    }

    [Fact]
    public void A_load_that_is_broken_off_leaves_nothing_and_a_second_one_at_a_time_is_refused()
    {
        using (var load = _store.BeginLoad(new CodeSystemHeader("http://example.org/v", "1", "V"), "test"))
        {
            load.Add("a", "A");
            Assert.Throws<IOException>(() => _store.BeginLoad(new CodeSystemHeader("http://example.org/w", "1", "W"), "test"));
        }
        Assert.Empty(_store.List());
        Assert.Empty(_folder.Folder.EnumerateFiles());
    }

    [Fact]
    public void A_damaged_file_is_named_and_takes_nothing_away_from_the_others()
    {
        Load(new CodeSystemHeader("http://example.org/v", "1", "V"), load => load.Add("a", "A"));
        _folder.Write("broken.terms", "this is no database, but it is long enough to be read as the beginning of one: " + new string('x', 200));
        _folder.Write("empty.terms", "");
        using var another = new SqliteTermStore(_folder.Folder, TimeProvider.System);
        Assert.Single(another.List());
        Assert.Equal(2, another.Faults.Count);
        Assert.Contains(another.Faults, fault => fault.Contains("broken.terms", StringComparison.Ordinal));
    }

    [Fact]
    public void Codes_of_a_system_that_ignores_case_are_found_in_any()
    {
        var system = Load(new CodeSystemHeader("http://example.org/i", "1", "I") { IsCaseSensitive = false }, load => { load.Add("AbC", "x"); load.Add("aBc", "y"); });
        Assert.Equal(1, system.Count);
        Assert.Equal("AbC", system.Concept(system.Find("ABC")).Code);
    }

    [Fact]
    public void The_service_answers_from_the_store_and_forgets_what_it_knew_when_the_store_changes()
    {
        Load(new CodeSystemHeader("http://example.org/animals", "1", "Animals"), load => load.AddParent(load.Add("poodle", "Poodle"), load.Add("dog", "Dog")));
        var service = Definitions.Service(_store, null, Animals.Set("dogs", """{"include": [{"system": "http://example.org/animals", "filter": [{"property": "concept", "op": "is-a", "value": "dog"}]}]}"""));
        Assert.Equal(["poodle", "dog"], Codes());
        Load(new CodeSystemHeader("http://example.org/animals", "2", "Animals"), load => load.Add("dog", "Dog"));
        Assert.Equal(["dog"], Codes());

        IEnumerable<string> Codes() => service.Expand(new ExpandRequest { Url = Animals.Name("dogs") }).Value!.Contains.Select(one => one.Code);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private ICodeSystem Load(CodeSystemHeader header, Action<ITermLoad> fill)
    {
        using (var load = _store.BeginLoad(header, "test"))
        {
            fill(load);
            load.Complete(null, Stop);
        }
        return _store.Find(header.Url, header.Version)!;
    }

    private static string Join<T>(IEnumerable<T> items) => string.Join(" | ", items);

    private sealed class Pairs : IComparer<KeyValuePair<int, string>>
    {
        internal static Pairs Order { get; } = new();

        public int Compare(KeyValuePair<int, string> x, KeyValuePair<int, string> y) => x.Key != y.Key ? x.Key.CompareTo(y.Key) : string.CompareOrdinal(x.Value, y.Value);
    }
}
