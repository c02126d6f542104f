using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage.Search;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>Search parameters beyond those of R4: indexed in the background, never answered by half, gone when they are gone.</summary>
public abstract class ParameterCompliance : StoreCompliance
{
    private const string Place = "http://example.org/StructureDefinition/place";
    private const string Score = "http://example.org/StructureDefinition/score";

    /// <summary>A parameter of one type.</summary>
    protected static SearchParameterDefinition Parameter(string code, string type, string expression, params string[] bases) =>
        new(new AddedSearchParameter(code, $"http://example.org/SearchParameter/{code}", type, expression, bases, [], []));

    /// <summary>A patient with values in extensions.</summary>
    protected static JsonObject Patient(string id, string place, int score)
    {
        var patient = Samples.Patient(id, "Family" + id);
        patient["extension"] = new JsonArray(
            new JsonObject { ["url"] = Place, ["valueCode"] = place }, new JsonObject { ["url"] = Score, ["valueInteger"] = score });
        return patient;
    }

    /// <summary>The place of a patient.</summary>
    protected static SearchParameterDefinition PlaceParameter { get; } = Parameter("place", "token", $"Patient.extension('{Place}').value", "Patient");

    private static SearchParameterDefinition ScoreParameter { get; } = Parameter("score", "number", $"Patient.extension.where(url = '{Score}').value.ofType(integer)", "Patient");

    [Fact]
    public async Task A_parameter_finds_what_was_there_before_and_what_comes_after()
    {
        for (var i = 0; i < 50; i++)
            await WriteAsync(Drafts.Create(Patient($"p{i}", i % 2 == 0 ? "north" : "south", i)));
        await Store.Parameters.DefineAsync([PlaceParameter, ScoreParameter], Stop);
        await WriteAsync(Drafts.Create(Patient("late", "north", 99)));
        await WriteAsync(Drafts.Update(Store.Read("Patient", "p0")!, Patient("p0", "south", 0)));
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.All(Store.Parameters.Status(), status => Assert.Equal(SearchParameterState.Whole, status.State));
        Assert.Equal(25, Ask("place=north").Count);
        Assert.Contains("late", Ask("place=north"));
        Assert.DoesNotContain("p0", Ask("place=north"));
        Assert.Equal(26, Ask("place=south").Count);
        Assert.Equal(["late", "p47", "p48", "p49"], Ask("score=gt46"));
        Assert.Equal(["p48"], Ask("score=gt46&place=north&_id=p48"));
        await SettleAsync();
        Assert.Equal(26, Ask("place=south").Count);
        await ReopenAsync();
        Assert.Equal(26, Ask("place=south").Count);
        Assert.Equal(["late", "p47", "p48", "p49"], Ask("score=gt46"));
    }

    [Fact]
    public async Task A_parameter_that_is_gone_is_unknown_at_once_and_can_come_back()
    {
        await WriteAsync(Drafts.Create(Patient("p1", "north", 1)));
        await Store.Parameters.DefineAsync([PlaceParameter], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(["p1"], Ask("place=north"));
        await Store.Parameters.DefineAsync([], Stop);
        Assert.Equal("SEARCH-UNKNOWN-PARAMETER", Assert.Single(Outcome("place=north").Issues).Code);
        await WriteAsync(Drafts.Create(Patient("p2", "north", 1)));
        await Store.Parameters.DefineAsync([PlaceParameter], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(["p1", "p2"], Ask("place=north"));
    }

    [Fact]
    public async Task A_changed_parameter_answers_as_before_until_it_is_whole()
    {
        await WriteAsync(Drafts.Create(Patient("p1", "north", 7)));
        await WriteAsync(Drafts.Create(Patient("p2", "south", 8)));
        await Store.Parameters.DefineAsync([PlaceParameter], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        var plan = Compile("place=north");
        await Store.Parameters.DefineAsync([Parameter("place", "token", "Patient.gender", "Patient")], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(["p1", "p2"], Ask("place=female"));
        Assert.Empty(Ask("place=north"));
        Assert.Equal(["p1"], Store.Search(plan, Stop).Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task An_empty_type_is_whole_at_once()
    {
        await Store.Parameters.DefineAsync([Parameter("note-text", "string", "Resource.language", "Resource")], Stop);
        Assert.Empty(Store.Parameters.Indexing());
        var english = Samples.Condition("c1", "p1", "I10", "2024-01-01");
        english["language"] = "en-GB";
        await WriteAsync(Drafts.Create(english), Drafts.Create(Samples.Condition("c2", "p1", "I10", "2024-01-01")));
        Assert.Equal(["c1"], Ask("note-text=en", "Condition"));
    }

    [Fact]
    public async Task A_draft_made_before_the_definition_is_written_by_it()
    {
        await WriteAsync(Drafts.Create(Patient("p1", "north", 7)));
        var before = Store.Read("Patient", "p1")!;
        await Store.Parameters.DefineAsync([PlaceParameter], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        // The version in hand was read before its entries were written anew: what it had must be gone all the same.
        await WriteAsync(Drafts.Update(before, Patient("p1", "south", 7)));
        Assert.Empty(Ask("place=north"));
        Assert.Equal(["p1"], Ask("place=south"));
        Assert.Equal(["p1"], Ask("place:not=north"));
        await ReopenAsync();
        Assert.Empty(Ask("place=north"));
        Assert.Equal(["p1"], Ask("place=south"));
    }

    [Fact]
    public async Task Chains_includes_and_orders_go_through_references_of_ones_own()
    {
        var observation = Samples.Observation("o1", "p1");
        observation["extension"] = new JsonArray(new JsonObject { ["url"] = "http://example.org/StructureDefinition/mother", ["valueReference"] = new JsonObject { ["reference"] = "Patient/p2" } });
        await WriteAsync(Drafts.Create(Patient("p1", "north", 7)), Drafts.Create(Patient("p2", "south", 9)), Drafts.Create(observation), Drafts.Create(Samples.Observation("o2", "p2")));
        await Store.Parameters.DefineAsync([PlaceParameter, ScoreParameter, Parameter("mother", "reference", "Observation.extension('http://example.org/StructureDefinition/mother').value", "Observation")], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(["o1"], Ask("mother:Patient.place=south", "Observation"));
        Assert.Equal(["p2"], Ask("_has:Observation:mother:status=final"));
        Assert.Equal(["o2"], Ask("mother:missing=true", "Observation"));
        Assert.Equal(["p2"], Store.Include([Store.Read("Observation", "o1")!], "Observation", "mother", null, 10).Select(row => row.Id));
        Assert.Equal(["o1"], Store.ReverseInclude([Store.Read("Patient", "p2")!], "Observation", "mother", 10).Select(row => row.Id));
        Assert.Equal(["p2", "p1"], Store.Search(Compile("_sort=-score"), Stop).Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Many_parameters_on_several_types_become_whole_together_with_writers_at_work()
    {
        for (var i = 0; i < 300; i++)
            await WriteAsync(Drafts.Create(Patient($"p{i}", "place" + (i % 7), i)), Drafts.Create(Samples.Observation($"o{i}", $"p{i}", value: i)));
        var all = Enumerable.Range(0, 50).Select(i => i % 2 == 0
            ? Parameter($"x{i}", "token", $"Patient.extension('{Place}').value", "Patient")
            : Parameter($"x{i}", "quantity", "(Observation.value as Quantity)", "Observation")).ToList();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i += 3)
            {
                var current = Store.Read("Patient", $"p{i}")!;
                await WriteAsync(i % 2 == 0 ? Drafts.Update(current, Patient($"p{i}", "moved", i)) : Drafts.Delete(current));
                await WriteAsync(Drafts.Create(Patient($"n{i}", "new", i)));
            }
        }, Stop);
        for (var i = 10; i <= all.Count; i += 10)
            await Store.Parameters.DefineAsync([.. all.Take(i)], Stop);
        await writing;
        await Store.Parameters.WhenWholeAsync(Stop);
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var code in new[] { "x0", "x20", "x48" })
            {
                Assert.Equal(50, Ask(code + "=moved").Count);
                Assert.Equal(100, Ask(code + "=new").Count);
                Assert.Equal(Enumerable.Range(0, 300).Count(i => i % 3 != 0 && i % 7 == 4), Ask(code + "=place4").Count);
            }
            Assert.Equal(["o250"], Ask("x49=250||/min", "Observation"));
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task Everything_can_be_made_anew_from_the_bodies()
    {
        for (var i = 0; i < 30; i++)
            await WriteAsync(Drafts.Create(Patient($"p{i}", "north", i)));
        await Store.Parameters.DefineAsync([PlaceParameter], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        await Store.Parameters.ReindexAsync(null, Stop);
        Assert.Equal(30, Ask("place=north").Count);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(30, Ask("place=north").Count);
        Assert.Equal(["p7"], Find("Patient", "family=Familyp7"));
    }

    [Fact]
    public async Task An_erased_patient_stays_erased()
    {
        for (var i = 0; i < 10; i++)
            await WriteAsync(Drafts.Create(Patient($"p{i}", "north", i)));
        await Store.Parameters.DefineAsync([PlaceParameter], Stop);
        await Store.DestroyPatientKeyAsync("p3", Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(9, Ask("place=north").Count);
        await ReopenAsync();
        Assert.Equal(9, Ask("place=north").Count);
    }

    /// <summary>Parses by what is whole.</summary>
    protected SearchRequestOutcome Outcome(string query, string type = "Patient") =>
        SearchRequest.Parse(type, query.Split('&').Select(part => part.Split('=', 2)).Select(part => KeyValuePair.Create(part[0], Uri.UnescapeDataString(part[1]))), Store.Parameters.Searchable, SearchHandling.Strict);

    /// <summary>Ids that a search by what is whole finds, sorted.</summary>
    protected List<string> Ask(string query, string type = "Patient") => [.. Store.Search(Compile(query, type), Stop).Rows.Select(row => row.Id).Order(StringComparer.Ordinal)];

    private SearchPlan Compile(string query, string type = "Patient")
    {
        var outcome = Outcome(query, type);
        Assert.True(outcome.Request is not null, string.Join("; ", outcome.Issues.Select(issue => issue.Message)));
        var compiled = Store.Compiler.Compile(type, outcome.Request.Criteria, outcome.Request.Sorts, 1000, null);
        Assert.Empty(compiled.Issues);
        return compiled.Plan!;
    }
}
