using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage.Compliance;

namespace Carewright.Storage.Sqlite.Tests;

/// <summary>
/// A child process defines, changes and drops search parameters and has everything indexed anew while it writes, and is killed without warning, again and again. What the store then says is whole must find
/// what the bodies say.
/// </summary>
public sealed class ReindexCrashTests : IDisposable
{
    internal const string ChildVariable = "CAREWRIGHT_REINDEX_CHILD";
    private const int Patients = 1_500;
    private const string Extension = "http://example.org/StructureDefinition/place";
    private static readonly string[] s_places = ["north", "south", "east", "west"];

    private static readonly SqliteStoreOptions s_options = new()
    {
        Limits = new(2_000, 50_000),
        Reindexing = new(Step: 200, LeastBatch: 8, MostBatch: 64),
        KeptAfterRetirement = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>Who takes the work up walks in other strides than who left it.</summary>
    private static readonly SqliteStoreOptions s_afterwards = s_options with { Reindexing = s_options.Reindexing with { LeastBatch = 3, MostBatch = 5 } };

    private readonly SqlitePlace _place = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Remove();

    [Fact]
    public async Task A_killed_process_leaves_an_index_that_becomes_whole()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("CAREWRIGHT_CRASH_ROUNDS") ?? "8", CultureInfo.InvariantCulture);
        var random = new Random(23);
        await using (var store = await _place.OpenAsync(s_options))
            foreach (var batch in Enumerable.Range(0, Patients).Chunk(250))
                await store.CommitAsync(new CommitRequest([.. batch.Select(i => Drafts.Create(Patient(i, s_places[i % 4])))], [], []), Stop);
        for (var round = 0; round < rounds; round++)
        {
            await KilledChild.RunAsync(ChildVariable, _place.Folder, random.Next(1, 40), random.Next(0, 150), _ => { });
            await CheckAsync(round);
        }
    }

    /// <summary>The child's life.</summary>
    internal static async Task RunForeverAsync(string folder)
    {
        var store = await SqliteRecordStore.OpenAsync(new DirectoryInfo(folder), SqlitePlace.Key, TimeProvider.System, CancellationToken.None, s_options);
        var random = new Random();
        _ = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var current = store.Read("Patient", Id(random.Next(Patients)))!;
                await store.CommitAsync(new CommitRequest([Drafts.Update(current, Patient(Number(current.Id), s_places[random.Next(4)]))], [], []), CancellationToken.None);
                await Task.Delay(i % 3);
            }
        });
        SearchParameterDefinition[][] variants = [[Place("Patient.extension('" + Extension + "').value")], [Place("Patient.gender"), Count], [Count], [Place("Patient.extension.value"), Count]];
        for (var i = random.Next(4); ; i++)
        {
            await store.Parameters.DefineAsync(variants[i % 4], CancellationToken.None);
            if (i % 3 == 0)
                await store.Parameters.ReindexAsync(["Patient"], CancellationToken.None);
            Console.Out.WriteLine("ok");
            await Console.Out.FlushAsync();
            await Task.Delay(random.Next(200));
        }
    }

    private static SearchParameterDefinition Place(string expression) => Parameter("place", "token", expression);

    private static SearchParameterDefinition Count { get; } = Parameter("rank", "quantity", "Patient.multipleBirth.ofType(integer)");

    private static SearchParameterDefinition Parameter(string code, string type, string expression) =>
        new(new AddedSearchParameter(code, "http://example.org/SearchParameter/" + code, type, expression, ["Patient"], [], []));

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static int Number(string id) => int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture);

    private static JsonObject Patient(int number, string place)
    {
        var patient = Samples.Patient(Id(number), "Family" + (number % 50));
        patient["extension"] = new JsonArray(new JsonObject { ["url"] = Extension, ["valueCode"] = place });
        patient["multipleBirthInteger"] = number % 9;
        return patient;
    }

    private async Task CheckAsync(int round)
    {
        await using var store = await _place.OpenAsync(s_afterwards);
        AssertAnswers(store, $"round {round}, at once");
        await store.Parameters.WhenWholeAsync(Stop);
        Assert.All(store.Parameters.Status(), status => Assert.Equal(SearchParameterState.Whole, status.State));
        AssertAnswers(store, $"round {round}, whole");
    }

    /// <summary>Every parameter that is searchable now, and one of R4, find what the bodies say.</summary>
    private static void AssertAnswers(IRecordStore store, string when)
    {
        var rows = Enumerable.Range(0, Patients).Select(i => store.Read("Patient", Id(i))!).ToList();
        var documents = rows.ConvertAll(row => Drafts.Document(row.Open()));
        var model = store.Parameters.Searchable;
        foreach (var query in s_places.Append("female").Select(place => "place=" + place).Concat(["rank=3", "rank=gt5", "family=Family7"]))
        {
            var parts = query.Split('=');
            if (SearchRequest.Parse("Patient", [new(parts[0], parts[1])], model, SearchHandling.Strict).Request is not { } request)
                continue;
            var expected = documents.Where(document => SearchMatcher.Matches(document, request.Criteria[0])).Select(document => document.Id!).Order(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(All(store, request).Order(StringComparer.Ordinal)), $"{query} ({when}): {expected.Count()} against {All(store, request).Count}");
        }
    }

    private static List<string> All(IRecordStore store, SearchRequest request)
    {
        var ids = new List<string>();
        var plan = store.Compiler.Compile("Patient", request.Criteria, [], 1000, null).Plan!;
        for (var page = store.Search(plan, Stop); ; page = store.Search(plan with { Cursor = page.NextCursor }, Stop))
        {
            ids.AddRange(page.Rows.Select(row => row.Id));
            if (page.NextCursor is null)
                return ids;
        }
    }
}
