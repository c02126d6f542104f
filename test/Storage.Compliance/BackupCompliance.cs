using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Storage.Backups;
using Carewright.Storage.Search;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>Backup sets: what is new is added, any moment since the first can be restored, and what is damaged or another's is refused.</summary>
public abstract class BackupCompliance : StoreCompliance
{
    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("carewright-backup-");

    /// <summary>The set of this test.</summary>
    protected DirectoryInfo Set => new(Path.Combine(_place.FullName, "set"));

    /// <summary>Restores the set into a folder of its own, and opens the store that comes of it.</summary>
    /// <param name="moment">As of when; null: all of it.</param>
    protected abstract Task<IRecordStore> RestoreAsync(DateTimeOffset? moment = null);

    /// <summary>A new store with the same key as the one under test.</summary>
    protected abstract Task<IRecordStore> OpenOtherAsync();

    /// <inheritdoc />
    protected override void Remove() => _place.Delete(recursive: true);

    [Fact]
    public async Task Each_backup_has_what_came_since_the_last()
    {
        await WriteAsync([.. Enumerable.Range(0, 200).Select(i => Drafts.Create(Samples.Observation($"o{i}", "p1")))]);
        await Store.Private.PutAsync("account", "one", [1], Stop);
        var first = await Store.BackupAsync(Set, Stop);
        Assert.Equal(0, first.After);
        await WriteAsync(Drafts.Update(Store.Read("Observation", "o7")!, Samples.Observation("o7", "p1", code: "718-7")), Drafts.Create(Samples.Patient("p2")));
        await WriteAsync(Drafts.Delete(Store.Read("Observation", "o8")!));
        await Store.Private.PutAsync("account", "one", null, Stop);
        await Store.Private.PutAsync("account", "two", [2], Stop);
        await Store.CommitAsync(new CommitRequest([], [new AuditDraft("a", Now, "{}"u8.ToArray(), [new("user", "u")])], []), Stop);
        var second = await Store.BackupAsync(Set, Stop);
        Assert.Equal(first.Through, second.After);
        Assert.True(second.Bytes < first.Bytes / 2, $"{second.Bytes} of {first.Bytes}");

        await using var restored = await RestoreAsync();
        Assert.Equal(["o7"], restored.Search(Plan(restored, "Observation", "code=718-7"), Stop).Rows.Select(row => row.Id));
        Assert.Equal(199, restored.Search(Plan(restored, "Observation", "patient=p1"), Stop).Rows.Count);
        Assert.Equal(2, restored.ReadVersion("Observation", "o8", 2)!.VersionId);
        Assert.Equal(Store.Read("Patient", "p2")!.Open().ToArray(), restored.Read("Patient", "p2")!.Open().ToArray());
        Assert.Null(restored.Private.Get("account", "one"));
        Assert.Equal([2], restored.Private.Get("account", "two")!);
        Assert.Equal(Store.AuditChain(0).Select(row => Convert.ToHexString(row.Hash.Span)), restored.AuditChain(0).Select(row => Convert.ToHexString(row.Hash.Span)));
        Assert.Equal(Store.Statistics().LastSequence, restored.Statistics().LastSequence);
    }

    [Fact]
    public async Task Any_moment_since_the_first_backup_can_be_restored()
    {
        await WriteAsync(Drafts.Create(Samples.Patient("before"), Now));
        await Store.BackupAsync(Set, Stop);
        await PassAsync();
        await Store.Private.PutAsync("account", "one", [1], Stop);
        await WriteAsync(Drafts.Create(Samples.Patient("then"), Now));
        await PassAsync();
        var moment = Now;
        await PassAsync();
        await WriteAsync(Drafts.Create(Samples.Patient("after"), Now), Drafts.Update(Store.Read("Patient", "then")!, Samples.Patient("then", family: "Later"), Now));
        await Store.BackupAsync(Set, Stop);
        await WriteAsync(Drafts.Create(Samples.Patient("unsaved"), Now));

        await using (var restored = await RestoreAsync(moment))
        {
            Assert.Equal(["before", "then"], Ids(restored));
            Assert.DoesNotContain("Later", Encoding.UTF8.GetString(restored.Read("Patient", "then")!.Open().Span), StringComparison.Ordinal);
            // What has no history is as the last backup before that moment has it.
            Assert.Null(restored.Private.Get("account", "one"));
            Assert.Equal(CommitStatus.Committed, (await restored.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("new"))], [], []), Stop)).Status);
        }
        await using (var all = await RestoreAsync())
            Assert.Equal(["after", "before", "then"], Ids(all));
        var early = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(moment - TimeSpan.FromDays(1)));
        Assert.Contains("begins at", early.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_erased_since_stays_erased_in_older_backups()
    {
        await WriteAsync(Drafts.Create(Samples.Patient("p1")), Drafts.Create(Samples.Patient("p2")), Drafts.Create(Samples.Observation("o1", "p1")));
        await Store.BackupAsync(Set, Stop);
        await PassAsync();
        var before = Now;
        await PassAsync();
        await Store.DestroyPatientKeyAsync("p1", Stop);
        await WriteAsync(Drafts.Create(Samples.Patient("p3"), Now));
        await Store.BackupAsync(Set, Stop);
        foreach (var moment in new DateTimeOffset?[] { null, before })
        {
            await using var restored = await RestoreAsync(moment);
            Assert.Null(restored.Read("Patient", "p1"));
            Assert.Null(restored.Read("Observation", "o1"));
            Assert.Equal(moment is null ? ["p2", "p3"] : ["p2"], Ids(restored));
        }
    }

    [Fact]
    public async Task Rows_that_were_rewritten_are_backed_up_again()
    {
        var rank = new SearchParameterDefinition(new AddedSearchParameter("rank", "http://example.org/SearchParameter/rank", "quantity", "Patient.multipleBirth.ofType(integer)", ["Patient"], [], []));
        var patient = Samples.Patient("p1");
        patient["multipleBirthInteger"] = 3;
        await WriteAsync(Drafts.Create(patient));
        await Store.BackupAsync(Set, Stop);
        await Store.Parameters.DefineAsync([rank], Stop);
        await Store.Parameters.WhenWholeAsync(Stop);
        Assert.Equal(0, (await Store.BackupAsync(Set, Stop)).After);
        await WriteAsync(Drafts.Create(Samples.Patient("p2")));
        Assert.NotEqual(0, (await Store.BackupAsync(Set, Stop)).After);

        await using var restored = await RestoreAsync();
        await restored.Parameters.WhenWholeAsync(Stop);
        var request = SearchRequest.Parse("Patient", [new("rank", "3")], restored.Parameters.Searchable, SearchHandling.Strict).Request!;
        Assert.Equal(["p1"], restored.Search(restored.Compiler.Compile("Patient", request.Criteria, [], 10, null).Plan!, Stop).Rows.Select(row => row.Id));
        Assert.Equal(["p1", "p2"], Ids(restored));
    }

    [Fact]
    public async Task A_set_that_is_damaged_or_of_another_store_is_refused()
    {
        await WriteAsync(Drafts.Create(Samples.Patient("p1")));
        await Store.BackupAsync(Set, Stop);
        await WriteAsync(Drafts.Create(Samples.Patient("p2")));
        var second = await Store.BackupAsync(Set, Stop);
        await using (var other = await OpenOtherAsync())
            await Assert.ThrowsAsync<BackupException>(() => other.BackupAsync(Set, Stop));
        var file = Path.Combine(Set.FullName, second.File);
        var bytes = await File.ReadAllBytesAsync(file, Stop);
        foreach (var spoil in new Action[] { () => File.WriteAllBytes(file, [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]), () => File.WriteAllBytes(file, bytes[..^20]), () => File.Delete(file) })
        {
            spoil();
            await Assert.ThrowsAsync<BackupException>(() => RestoreAsync());
        }
        await File.WriteAllBytesAsync(file, bytes, Stop);
        await (await RestoreAsync()).DisposeAsync();
        File.Delete(Path.Combine(Set.FullName, BackupManifest.FileName));
        await Assert.ThrowsAsync<BackupException>(() => RestoreAsync());
        await Assert.ThrowsAsync<BackupException>(() => Store.BackupAsync(Set, Stop));
    }

    private static IEnumerable<string> Ids(IRecordStore store) => store.Search(Plan(store, "Patient", ""), Stop).Rows.Select(row => row.Id).Order(StringComparer.Ordinal);

    private static SearchPlan Plan(IRecordStore store, string type, string query)
    {
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).Select(part => new KeyValuePair<string, string>(part[0], part[1])).ToList();
        return store.Compiler.Compile(type, SearchRequest.Parse(type, pairs, store.Parameters.Searchable, SearchHandling.Strict).Request!.Criteria, [], 1000, null).Plan!;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // Times are kept to the millisecond.
    private static Task PassAsync() => Task.Delay(5, Stop);
}
