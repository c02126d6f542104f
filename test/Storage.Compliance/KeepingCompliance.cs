using System.Text;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>Keeping and losing on purpose: backup, restore, erasure.</summary>
public abstract class KeepingCompliance : StoreCompliance
{
    /// <summary>Restores a set that <see cref="IRecordStore.BackupAsync"/> wrote into a folder of its own, and opens the store that comes of it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="moment">As of when; null: all of it.</param>
    protected abstract Task<IRecordStore> RestoreAsync(DirectoryInfo set, DateTimeOffset? moment = null);

    [Fact]
    public async Task A_backup_made_during_writes_is_restored_as_a_store()
    {
        await WriteAsync([.. Enumerable.Range(0, 300).Select(i => Drafts.Create(Samples.Observation($"o{i}", $"p{i % 5}")))]);
        await Store.Private.PutAsync("account", "ada", [7], Stop);
        var folder = Directory.CreateTempSubdirectory("carewright-copy-");
        var target = new DirectoryInfo(Path.Combine(folder.FullName, "copy"));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient($"late{i}"))], [new AuditDraft($"{i}", Drafts.Start, "{}"u8.ToArray(), [])], []), Stop);
        }, Stop);
        await Store.BackupAsync(target, Stop);
        await writing;
        await using (var copy = await RestoreAsync(target))
        {
            var rows = copy.Search(Plan("Observation", "patient=p3"), Stop).Rows;
            Assert.Equal(60, rows.Count);
            Assert.All(rows, row => Assert.Equal(Store.Read("Observation", row.Id)!.Open().ToArray(), row.Open().ToArray()));
            Assert.Equal([7], copy.Private.Get("account", "ada")!);
            Assert.Equal(copy.AuditChain(0).Count(), copy.Search(Plan("Patient", ""), Stop).Rows.Count);
            Assert.Equal(Store.Tenant, copy.Tenant);
            Assert.Equal(CommitStatus.Committed, (await copy.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("after"))], [], []), Stop)).Status);
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_erased_patient_is_gone_and_the_others_stay()
    {
        var shared = Samples.Observation("both", "p1");
        shared["performer"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["reference"] = "Patient/p2" });
        await WriteAsync(Drafts.Create(Samples.Patient("p1")), Drafts.Create(Samples.Patient("p2")), Drafts.Create(Samples.Observation("o1", "p1")), Drafts.Create(Samples.Observation("o2", "p2")), Drafts.Create(shared));
        await WriteAsync(Drafts.Update(Store.Read("Observation", "o1")!, Samples.Observation("o1", "p1", code: "718-7")));
        await WriteAsync(Drafts.Create(Samples.Observation("o3", "p1")));
        await WriteAsync(Drafts.Delete(Store.Read("Observation", "o3")!));
        await SettleAsync();
        var held = Store.Read("Patient", "p1")!;
        Assert.Equal(5, await Store.DestroyPatientKeyAsync("p1", Stop));
        Assert.Throws<SealBrokenException>(() => held.Open());
        for (var round = 0; round < 2; round++)
        {
            Assert.Null(Store.Read("Patient", "p1"));
            Assert.Null(Store.Read("Observation", "o1"));
            Assert.Null(Store.ReadVersion("Observation", "o1", 1));
            Assert.Null(Store.Read("Observation", "o3"));
            Assert.Empty(Find("Observation", "code=718-7"));
            Assert.Equal(["both", "o2"], Find("Observation", "").Order());
            Assert.Equal(["p2"], Find("Patient", "family=testperson"));
            Assert.Equal(["both"], Find("Observation", "subject=Patient/p1"));
            Assert.Equal(1, Store.Statistics().CurrentByType["Patient"]);
            Assert.DoesNotContain(Store.Changes(0, 100), version => version.Patients.SequenceEqual(["Patient/p1"]));
            await ReopenAsync();
        }
        Assert.Equal(0, await Store.DestroyPatientKeyAsync("p1", Stop));
        await WriteAsync(Drafts.Create(Samples.Patient("p1", family: "Newcomer")));
        Assert.Contains("Newcomer", Encoding.UTF8.GetString(Store.Read("Patient", "p1")!.Open().Span), StringComparison.Ordinal);
    }
}
