using Carewright.Storage.Backups;
using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>Backups before, during and after a rotation.</summary>
public sealed class RotationBackupTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_of_before_opens_as_it_did_and_one_that_is_continued_goes_over()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var (aside, set) = (Folder(clinic, "aside"), Folder(clinic, "set"));
        await clinic.Store.BackupAsync(aside, Stop);
        await clinic.Store.BackupAsync(set, Stop);
        var early = TimeProvider.System.GetUtcNow();
        await clinic.RotateTenantAsync();
        await clinic.Store.RotateDataKeysAsync(null, Stop);
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        await clinic.CommitAsync([Drafts.Create(Samples.Encounter("late", "p1", Drafts.Start, null), TimeProvider.System.GetUtcNow())]);

        Assert.Equal(0, (await clinic.Store.BackupAsync(set, Stop)).After);
        await using (var restored = await RestoreAsync(clinic, set, SqlitePlace.Key))
        {
            RotatedClinic.AssertWhole(restored);
            Assert.NotNull(restored.Read("Encounter", "late"));
        }
        await using (var restored = await RestoreAsync(clinic, aside, SqlitePlace.Key))
        {
            RotatedClinic.AssertWhole(restored);
            await restored.RotateDataKeysAsync(null, Stop);
            await restored.WhenKeysAreRotatedAsync(Stop);
            RotatedClinic.AssertWhole(restored);
        }
        // The first segment of the set that was continued is under keys that are gone.
        var refusal = await Assert.ThrowsAsync<BackupException>(() => SqliteRestore.RestoreAsync(set, Folder(clinic, "early"), SqlitePlace.Key, early, Stop));
        Assert.Contains("destroyed", refusal.Message, StringComparison.Ordinal);
        Assert.True((await clinic.Store.BackupAsync(set, Stop)).After > 0);
    }

    [Fact]
    public async Task A_set_that_is_continued_while_the_rotation_is_at_work_is_restored_and_goes_on_with_it()
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.Lasting);
        var set = Folder(clinic, "set");
        var kit = PassphraseKeyProvider.ForRecovery(RecoveryCode.New());
        await clinic.Store.RewrapAsync(kit, Stop);
        await clinic.Store.BackupAsync(set, Stop);
        var early = TimeProvider.System.GetUtcNow();
        await clinic.RotateTenantAsync();
        await clinic.Store.RotateDataKeysAsync("p1", Stop);
        await clinic.CommitAsync([Drafts.Create(Samples.Encounter("late", "p1", Drafts.Start, null), TimeProvider.System.GetUtcNow())]);
        Assert.True((await clinic.Store.BackupAsync(set, Stop)).After > 0);

        await using (var restored = await RestoreAsync(clinic, set, SqlitePlace.Key))
        {
            await restored.WhenKeysAreRotatedAsync(Stop);
            RotatedClinic.AssertWhole(restored);
            Assert.NotEmpty(restored.Read("Encounter", "late")!.Open().ToArray());
        }
        await using (var restored = await RestoreAsync(clinic, set, SqlitePlace.Key, early))
        {
            await restored.WhenKeysAreRotatedAsync(Stop);
            RotatedClinic.AssertWhole(restored);
            Assert.Null(restored.Read("Encounter", "late"));
        }
        // The kit of before would unwrap a key that opens nothing: its place is empty in what is restored.
        await Assert.ThrowsAsync<WrongKeyException>(() => SqliteRestore.RestoreAsync(set, Folder(clinic, "kit"), kit, null, Stop));
    }

    [Fact]
    public async Task A_backup_that_broke_off_before_its_manifest_leaves_the_one_before_whole()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var (set, next) = (Folder(clinic, "set"), Folder(clinic, "next"));
        await clinic.Store.BackupAsync(set, Stop);
        Copy(set, next);
        await clinic.RotateTenantAsync();
        await clinic.Store.RotateDataKeysAsync(null, Stop);
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        await clinic.Store.BackupAsync(next, Stop);
        // As it lies when the manifest is not written yet; then as it lies when it is, and the keys are not in their place.
        File.Copy(Path.Combine(next.FullName, "keys.cwb"), Path.Combine(set.FullName, "keys.next.cwb"));
        File.Copy(Path.Combine(next.FullName, BackupSetNames.SecondSegment), Path.Combine(set.FullName, BackupSetNames.SecondSegment));
        await using (var restored = await RestoreAsync(clinic, set, SqlitePlace.Key))
            RotatedClinic.AssertWhole(restored);
        File.Copy(Path.Combine(next.FullName, BackupManifest.FileName), Path.Combine(set.FullName, BackupManifest.FileName), overwrite: true);
        await using (var restored = await RestoreAsync(clinic, set, SqlitePlace.Key))
            RotatedClinic.AssertWhole(restored);
        await clinic.Store.BackupAsync(set, Stop);
        Assert.False(File.Exists(Path.Combine(set.FullName, "keys.next.cwb")));
    }

    private static DirectoryInfo Folder(RotatedClinic clinic, string name) => new(Path.Combine(clinic.Place.Folder.FullName, name));

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        to.Create();
        foreach (var file in from.GetFiles())
            file.CopyTo(Path.Combine(to.FullName, file.Name));
    }

    private static async Task<SqliteRecordStore> RestoreAsync(RotatedClinic clinic, DirectoryInfo set, ITenantKeyProvider provider, DateTimeOffset? moment = null)
    {
        var folder = Folder(clinic, Guid.NewGuid().ToString("N"));
        await SqliteRestore.RestoreAsync(set, folder, provider, moment, Stop);
        return await SqliteRecordStore.OpenAsync(folder, provider, TimeProvider.System, Stop, RotatedClinic.AtOnce);
    }

    private static class BackupSetNames
    {
        public const string SecondSegment = "segment-000002.cwb";
    }
}
