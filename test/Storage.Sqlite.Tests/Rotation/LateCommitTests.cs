using System.Collections;
using Carewright.Storage.Compliance;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>What a caller sealed before a rotation and commits after its end, when the keys it was sealed under are gone, is sealed again by the writer.</summary>
public sealed class LateCommitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sealed_before_and_is_written_after_opens()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var late = new HeldList(new PrivateDraft("late", "row", [7]));
        var before = clinic.Store.Read("Patient", "p1")!;
        var commit = Task.Run(async () => await clinic.Store.CommitAsync(new CommitRequest([Drafts.Update(before, Samples.Patient("p1", "Lately")), Drafts.Create(Samples.Observation("late", "p2"))], [], []) { Private = late }, Stop), Stop);
        await late.Sealed.WaitAsync(Stop);
        await clinic.RotateTenantAsync();
        await clinic.Store.RotateDataKeysAsync(null, Stop);
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        late.LetGo();
        Assert.Equal(CommitStatus.Committed, (await commit).Status);
        AssertThere(clinic.Store);
        await clinic.ReopenAsync();
        AssertThere(clinic.Store);
    }

    [Fact]
    public async Task What_was_sealed_before_its_patient_was_erased_is_refused()
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.Lasting);
        var late = new HeldList(new PrivateDraft("late", "row", [7]));
        var before = clinic.Store.Read("Patient", "p1")!;
        var commit = Task.Run(async () => await clinic.Store.CommitAsync(new CommitRequest([Drafts.Update(before, Samples.Patient("p1", "Lately"))], [], []) { Private = late }, Stop), Stop);
        await late.Sealed.WaitAsync(Stop);
        await clinic.Store.RotateDataKeysAsync("p1", Stop);
        Assert.True(await clinic.Store.DestroyPatientKeyAsync("p1", Stop) > 0);
        late.LetGo();
        Assert.Equal(CommitStatus.VersionConflict, (await commit).Status);
        Assert.Null(clinic.Store.Read("Patient", "p1"));
        Assert.Null(clinic.Store.Private.Get("late", "row"));
    }

    private static void AssertThere(SqliteRecordStore store)
    {
        Assert.Contains("Lately", System.Text.Encoding.UTF8.GetString(store.Read("Patient", "p1")!.Open().Span), StringComparison.Ordinal);
        Assert.NotEmpty(store.Read("Observation", "late")!.Open().ToArray());
        Assert.Equal([7], store.Private.Get("late", "row")!);
    }

    /// <summary>A list of one that whoever goes through it does not come to the end of until he is let go. It is gone through when the versions have been sealed, and each of its drafts is sealed as it comes.</summary>
    private sealed class HeldList(PrivateDraft draft) : IReadOnlyList<PrivateDraft>
    {
        private readonly TaskCompletionSource _sealed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isLetGo;

        public Task Sealed => _sealed.Task;

        public int Count => 1;

        public PrivateDraft this[int index] => draft;

        public void LetGo() => _isLetGo = true;

        public IEnumerator<PrivateDraft> GetEnumerator()
        {
            yield return draft;
            _sealed.TrySetResult();
            SpinWait.SpinUntil(() => _isLetGo || Stop.IsCancellationRequested);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
