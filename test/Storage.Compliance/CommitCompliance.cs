using System.Text;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>Writing and reading back: versions, preconditions, guards, concurrency.</summary>
public abstract class CommitCompliance : StoreCompliance
{
    [Fact]
    public async Task A_created_resource_reads_back_byte_for_byte()
    {
        var draft = Drafts.Create(Samples.Patient("p1"));
        var result = await WriteAsync(draft);
        var read = Store.Read("Patient", "p1")!;
        Assert.Equal(draft.Body.ToArray(), read.Open().ToArray());
        Assert.Equal(("Patient", "p1", 1L, VersionAction.Create, draft.LastUpdated), (read.ResourceType, read.Id, read.VersionId, read.Action, read.LastUpdated));
        Assert.Equal(["Patient/p1"], read.Patients);
        Assert.Equal(result.Sequence, read.Sequence);
        Assert.Equal(read.Sequence, read.RowId);
        Assert.Equal(Store.BlindIndex.Identity("Patient", "p1"), read.Identity);
    }

    [Fact]
    public async Task What_never_existed_is_not_there()
    {
        await WriteAsync(Drafts.Create(Samples.Patient("p1")));
        Assert.Null(Store.Read("Patient", "p2"));
        Assert.Null(Store.Read("Observation", "p1"));
        Assert.Null(Store.ReadVersion("Patient", "p1", 2));
        Assert.Null(Store.ReadVersion("Patient", "p1", 0));
        Assert.Empty(Store.History("Patient", "p2", null, 10));
    }

    [Fact]
    public async Task Versions_pile_up_and_each_can_be_read()
    {
        var expected = await WriteVersionsAsync("p1", 5);
        Assert.Equal(expected[^1], Text(Store.Read("Patient", "p1")!));
        for (var version = 1; version <= 5; version++)
            Assert.Equal(expected[version - 1], Text(Store.ReadVersion("Patient", "p1", version)!));
        await SettleAsync();
        Assert.Equal([5, 4, 3, 2, 1], Store.History("Patient", "p1", null, 10).Select(version => version.VersionId));
        Assert.Equal([3, 2], Store.History("Patient", "p1", 4, 2).Select(version => version.VersionId));
        Assert.Equal([1], Store.History("Patient", "p1", 2, 2).Select(version => version.VersionId));
        Assert.Empty(Store.History("Patient", "p1", 1, 2));
        Assert.Single(Store.History("Patient", "p1", null, 10).Select(version => version.RowId).Distinct());
    }

    [Fact]
    public async Task A_deleted_resource_says_so_and_can_be_written_again()
    {
        await WriteVersionsAsync("p1", 2);
        await WriteAsync(Drafts.Delete(Store.Read("Patient", "p1")!));
        var deleted = Store.Read("Patient", "p1")!;
        Assert.True(deleted.IsDeleted);
        Assert.Equal((3L, "p1", 0), (deleted.VersionId, deleted.Id, deleted.Open().Length));
        Assert.Equal(["Patient/p1"], deleted.Patients);
        Assert.Empty(Find("Patient", ""));
        await WriteAsync(Drafts.Update(deleted, Samples.Patient("p1", family: "Again")));
        Assert.Equal(["p1"], Find("Patient", "family=again"));
        Assert.Equal(4, Store.History("Patient", "p1", null, 10).Count);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_nothing_is_written()
    {
        await WriteVersionsAsync("p1", 1);
        var first = Store.Read("Patient", "p1")!;
        await WriteAsync(Drafts.Update(first, Samples.Patient("p1", given: "Second")));
        var result = await Store.CommitAsync(
            new CommitRequest([Drafts.Create(Samples.Patient("p2")), Drafts.Update(first, Samples.Patient("p1", given: "Stale"))], [Audit("a")], []), Stop);
        Assert.Equal(new CommitResult(CommitStatus.VersionConflict, 0, 1), result);
        Assert.Null(Store.Read("Patient", "p2"));
        Assert.Empty(Store.AuditChain(0));
        Assert.Equal(2, Store.Read("Patient", "p1")!.VersionId);
    }

    [Fact]
    public async Task A_resource_is_created_once()
    {
        await WriteVersionsAsync("p1", 1);
        Assert.Equal(CommitStatus.VersionConflict, (await Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1"))], [], []), Stop)).Status);
        await SettleAsync();
        Assert.Equal(CommitStatus.VersionConflict, (await Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1"))], [], []), Stop)).Status);
    }

    [Fact]
    public async Task Of_parallel_updates_exactly_one_wins_each_version()
    {
        await WriteVersionsAsync("p1", 1);
        var wins = 0;
        await Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop }, async (caller, stop) =>
        {
            for (var i = 0; i < 25; i++)
            {
                var current = Store.Read("Patient", "p1")!;
                var result = await Store.CommitAsync(new CommitRequest([Drafts.Update(current, Samples.Patient("p1", given: $"C{caller}x{i}"))], [], []), stop);
                if (result.Status == CommitStatus.Committed)
                    Interlocked.Increment(ref wins);
            }
        });
        var history = Store.History("Patient", "p1", null, 1000);
        Assert.Equal(wins + 1, history.Count);
        Assert.Equal(Enumerable.Range(1, wins + 1).Reverse().Select(version => (long)version), history.Select(version => version.VersionId));
        Assert.Equal(["p1"], Find("Patient", "_id=p1"));
        Assert.Equal(1, Store.Statistics().CurrentResources);
    }

    [Fact]
    public async Task Of_parallel_creates_of_one_resource_exactly_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(caller =>
            Task.Run(() => Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1", given: $"C{caller}"))], [], []), Stop).AsTask(), Stop)));
        Assert.Single(results, result => result.Status == CommitStatus.Committed);
        Assert.Equal(31, results.Count(result => result.Status == CommitStatus.VersionConflict));
    }

    [Fact]
    public async Task A_guard_keeps_a_second_match_out()
    {
        var guard = new CommitGuard(Plan("Patient", "identifier=urn:test:record|R-7"));
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient($"p{i}", record: "R-7"))], [], [guard]), Stop).AsTask(), Stop)));
        Assert.Single(results, result => result.Status == CommitStatus.Committed);
        Assert.All(results.Where(result => result.Status != CommitStatus.Committed), result => Assert.Equal(new CommitResult(CommitStatus.GuardFailed, 0, 0), result));
        Assert.Single(Find("Patient", "identifier=R-7"));
    }

    [Fact]
    public async Task A_commit_of_hundreds_is_all_there()
    {
        var drafts = Enumerable.Range(0, 400).Select(i => Drafts.Create(Samples.Observation($"o{i}", $"p{i % 7}"))).ToArray();
        await WriteAsync(drafts);
        Assert.Equal(400, Find("Observation", "").Count);
        foreach (var draft in drafts)
            Assert.Equal(draft.Body.ToArray(), Store.Read("Observation", draft.Id)!.Open().ToArray());
    }

    [Fact]
    public async Task Everything_is_there_after_closing_and_opening()
    {
        var expected = await WriteVersionsAsync("p1", 3);
        await WriteAsync(Drafts.Create(Samples.Observation("o1", "p1")), Drafts.Create(Samples.Patient("p2")));
        await WriteAsync(Drafts.Delete(Store.Read("Patient", "p2")!));
        await ReopenAsync();
        Assert.Equal(expected[^1], Text(Store.Read("Patient", "p1")!));
        Assert.Equal(expected[0], Text(Store.ReadVersion("Patient", "p1", 1)!));
        Assert.Equal(["o1"], Find("Observation", "patient=p1&code=8867-4"));
        Assert.True(Store.Read("Patient", "p2")!.IsDeleted);
        Assert.Equal(1, Store.Statistics().CurrentByType["Patient"]);
        await WriteAsync(Drafts.Update(Store.Read("Patient", "p1")!, Samples.Patient("p1", given: "Fourth")));
        Assert.Equal(4, Store.Read("Patient", "p1")!.VersionId);
    }

    [Fact]
    public async Task The_feed_gives_every_version_once_in_order()
    {
        await WriteVersionsAsync("p1", 3);
        await WriteAsync(Drafts.Create(Samples.Patient("p2")));
        var feed = new List<StoredVersion>();
        for (var batch = Store.Changes(0, 2).ToList(); batch.Count > 0; batch = [.. Store.Changes(feed[^1].Sequence, 2)])
            feed.AddRange(batch);
        Assert.Equal([("p1", 1L), ("p1", 2L), ("p1", 3L), ("p2", 1L)], feed.Select(version => (version.Id, version.VersionId)));
        var waiting = Store.WaitForChangeAsync(feed[^1].Sequence, Stop);
        Assert.False(waiting.IsCompleted);
        await WriteAsync(Drafts.Create(Samples.Patient("p3")));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await Store.WaitForChangeAsync(feed[^1].Sequence, Stop);
    }

    [Fact]
    public async Task The_feed_backwards_gives_every_version_once_by_type_and_time_while_others_write()
    {
        var hour = TimeSpan.FromHours(1);
        await WriteAsync(Drafts.Create(Samples.Patient("p1"), Drafts.Start));
        await WriteAsync(Drafts.Create(Samples.Observation("o1", "p1"), Drafts.Start + hour));
        await WriteAsync(Drafts.Update(Store.Read("Patient", "p1")!, Samples.Patient("p1", given: "B"), Drafts.Start + (2 * hour)));
        await WriteAsync(Drafts.Delete(Store.Read("Observation", "o1")!, Drafts.Start + (3 * hour)));
        Assert.Equal([("o1", 2L), ("p1", 2L), ("o1", 1L), ("p1", 1L)], (await BackwardAsync(null, null)).Select(version => (version.Id, version.VersionId)));
        await SettleAsync();
        Assert.Equal([("p1", 2L), ("p1", 1L)], (await BackwardAsync("Patient", null)).Select(version => (version.Id, version.VersionId)));
        Assert.Equal([("o1", 2L), ("p1", 2L)], (await BackwardAsync(null, Drafts.Start + (2 * hour))).Select(version => (version.Id, version.VersionId)));
        Assert.Empty(await BackwardAsync("Practitioner", null));
        Assert.Empty(await BackwardAsync(null, Drafts.Start + (9 * hour)));
        await Store.DestroyPatientKeyAsync("p1", Stop);
        Assert.Empty(await BackwardAsync(null, null));
    }

    private async Task<List<StoredVersion>> BackwardAsync(string? type, DateTimeOffset? notBefore)
    {
        var all = new List<StoredVersion>();
        var page = Store.ChangesBackward(type, null, notBefore, 1, Stop);
        while (true)
        {
            all.AddRange(page.Versions.Where(version => !version.Id.StartsWith("late", StringComparison.Ordinal)));
            if (page.NextBefore is not { } next)
                return all;
            await WriteAsync(Drafts.Create(Samples.Observation($"late{Guid.NewGuid()}", "p2"), Drafts.Start + TimeSpan.FromDays(100)));
            page = Store.ChangesBackward(type, next, notBefore, 1, Stop);
        }
    }

    [Fact]
    public async Task A_draft_that_skips_a_version_is_a_bug()
    {
        await WriteVersionsAsync("p1", 1);
        var draft = Drafts.Update(Store.Read("Patient", "p1")!, Samples.Patient("p1")) with { VersionId = 3 };
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync(new CommitRequest([draft], [], []), Stop));
    }

    /// <summary>An audit record.</summary>
    protected static AuditDraft Audit(string id) => new(id, Drafts.Start, Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), [new AuditKey("user", "tester")]);

    private static string Text(StoredVersion version) => Encoding.UTF8.GetString(version.Open().Span);

    private async Task<List<string>> WriteVersionsAsync(string id, int count)
    {
        var texts = new List<string>();
        for (var version = 1; version <= count; version++)
        {
            var patient = Samples.Patient(id, given: $"Version{version}");
            var draft = version == 1 ? Drafts.Create(patient) : Drafts.Update(Store.Read("Patient", id)!, patient);
            texts.Add(Encoding.UTF8.GetString(draft.Body.Span));
            await WriteAsync(draft);
        }
        return texts;
    }
}
