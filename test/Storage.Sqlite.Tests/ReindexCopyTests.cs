using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage.Compliance;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Tests;

/// <summary>
/// A copy that is taken while rows are rewritten has an index file older than its record, and the walk that the record tells of was called off: what the copy says is whole finds everything all the same.
/// </summary>
public sealed class ReindexCopyTests : IDisposable
{
    private const int Patients = 2_000;
    private readonly SqlitePlace _place = new();
    private readonly DirectoryInfo _copies = Directory.CreateTempSubdirectory("carewright-copies-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _place.Remove();
        _copies.Delete(recursive: true);
    }

    [Fact]
    public async Task A_walk_that_was_called_off_loses_nothing_in_a_copy()
    {
        var options = new SqliteStoreOptions { Reindexing = new(Step: 300, LeastBatch: 8, MostBatch: 8), KeptAfterRetirement = TimeSpan.FromHours(1) };
        await using var store = await _place.OpenAsync(options);
        foreach (var batch in Enumerable.Range(0, Patients).Chunk(250))
            await store.CommitAsync(new CommitRequest([.. batch.Select(i => Drafts.Create(Patient(i)))], [], []), Stop);
        await SqlitePlace.SettleAsync(store);
        await store.Parameters.DefineAsync([Rank], Stop);
        while (store.Parameters.Indexing() is var walks && walks is not [{ Done: > 500 }, ..])
        {
            // Whoever looks too late finds the walk at its end, and has it walk again.
            if (walks.Count == 0)
                await store.Parameters.ReindexAsync(["Patient"], Stop);
            await Task.Yield();
        }
        await store.Parameters.ReindexAsync(["Patient"], Stop);
        CopyFile("index.db");
        CopyFile("record.db");

        await using var copy = await SqliteRecordStore.OpenAsync(_copies, SqlitePlace.Key, TimeProvider.System, Stop, options);
        await copy.Parameters.WhenWholeAsync(Stop);
        foreach (var rank in new[] { 0, 4, 8 })
            Assert.Equal(Enumerable.Range(0, Patients).Count(i => i % 9 == rank), Found(copy, rank));
    }

    // The index first, as it is found after a crash: never newer than the record.
    private void CopyFile(string name)
    {
        using var source = Connection.Open(Path.Combine(_place.Folder.FullName, name), readOnly: true);
        source.Execute($"VACUUM INTO '{Path.Combine(_copies.FullName, name)}'");
    }

    private static SearchParameterDefinition Rank { get; } =
        new(new AddedSearchParameter("rank", "http://example.org/SearchParameter/rank", "quantity", "Patient.multipleBirth.ofType(integer)", ["Patient"], [], []));

    private static int Found(SqliteRecordStore store, int rank)
    {
        var request = SearchRequest.Parse("Patient", [new("rank", $"{rank}")], store.Parameters.Searchable, SearchHandling.Strict).Request!;
        return store.Search(store.Compiler.Compile("Patient", request.Criteria, [], 1000, null).Plan!, Stop).Rows.Count;
    }

    private static JsonObject Patient(int number)
    {
        var patient = Samples.Patient($"p{number}");
        patient["multipleBirthInteger"] = number % 9;
        return patient;
    }
}
