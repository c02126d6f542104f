using System.Security.Cryptography;
using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>A new tenant key, while the store is in use: who has the old one reads nothing that is there afterwards.</summary>
public sealed class TenantKeyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_key_opens_nothing_of_a_later_copy()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var (tenant, old) = (clinic.Store.Tenant, await clinic.TenantKeyAsync());
        Assert.Equal(RotatedClinic.Patients + 1, Thief.DataKeys(clinic.Record, tenant, old).Count);
        Assert.True(Thief.Privates(clinic.Record, tenant, old) >= 300);
        Assert.True(Thief.Audits(clinic.Record, tenant, old, 0) > 0);
        var sequence = clinic.Store.Statistics().LastSequence;

        await clinic.RotateTenantAsync();
        await clinic.CommitAsync([Drafts.Create(Samples.Patient("later"))]);
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        Assert.Null(clinic.Store.KeyRotation());
        var copy = clinic.Copy();
        Assert.NotEqual(old, await clinic.TenantKeyAsync());
        Assert.Empty(Thief.DataKeys(copy, tenant, old));
        Assert.Equal(0, Thief.Privates(copy, tenant, old));
        Assert.Equal(0, Thief.Audits(copy, tenant, old, sequence));

        await clinic.Store.DisposeAsync();
        await clinic.ReopenAsync();
        await clinic.CommitAsync([Drafts.Delete(clinic.Store.Read("Patient", "later")!)]);
        RotatedClinic.AssertWhole(clinic.Store);
    }

    [Fact]
    public async Task Readers_and_writers_notice_nothing()
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.AtOnce with { KeptAfterRetirement = TimeSpan.FromSeconds(2) });
        using var done = new CancellationTokenSource();
        var work = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                await clinic.CommitAsync([Drafts.Create(Samples.Observation($"w{worker}-{i}", $"p{i % RotatedClinic.Patients}"))]);
                await clinic.Store.Private.PutAsync("work", $"{worker}", BitConverter.GetBytes(i), Stop);
                Assert.Equal(i, BitConverter.ToInt32(clinic.Store.Private.Get("work", $"{worker}")!));
                Assert.NotEmpty(clinic.Store.Read("Observation", $"w{worker}-{i}")!.Open().ToArray());
            }
            return true;
        }, Stop)).ToList();
        for (var round = 0; round < 2; round++)
        {
            await clinic.RotateTenantAsync();
            await clinic.Store.RotateDataKeysAsync(null, Stop);
            await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        }
        await done.CancelAsync();
        await Task.WhenAll(work);
        RotatedClinic.AssertWhole(clinic.Store);
        await clinic.ReopenAsync();
        RotatedClinic.AssertWhole(clinic.Store);
        foreach (var version in clinic.Store.Changes(0, 100_000))
            _ = version.Open();
    }

    [Fact]
    public async Task One_rotation_at_a_time_and_only_by_who_has_the_key_in_force()
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.Lasting);
        var stranger = await TenantKeyHandover.MakeAsync(RandomNumberGenerator.GetBytes(32), SqlitePlace.Key, null, Stop);
        await Assert.ThrowsAsync<KeyRotationException>(() => clinic.Store.RotateTenantKeyAsync(stranger, Stop));
        var (late, proof) = (await StoreKeys.SucceedAsync(clinic.Place.Folder, SqlitePlace.Key, null, Stop), clinic.Store.Proof());
        var wrapped = await SqlitePlace.Key.WrapAsync(await clinic.TenantKeyAsync(), Stop);
        await clinic.RotateTenantAsync();
        Assert.Contains("already", (await Assert.ThrowsAsync<KeyRotationException>(() => clinic.Store.RotateTenantKeyAsync(late, Stop))).Message, StringComparison.Ordinal);
        // Whoever wrapped the key of before must not make it the store's again.
        await Assert.ThrowsAsync<KeyRotationException>(() => clinic.Store.RewrapAsync(wrapped, proof, Stop));
        await clinic.ReopenAsync(RotatedClinic.Lasting);
        RotatedClinic.AssertWhole(clinic.Store);
    }

    [Fact]
    public async Task A_kit_of_before_opens_the_store_no_more_and_the_new_one_does()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var (first, second) = (PassphraseKeyProvider.ForRecovery(RecoveryCode.New()), PassphraseKeyProvider.ForRecovery(RecoveryCode.New()));
        await clinic.Store.RewrapAsync(first, Stop);
        var handover = await StoreKeys.SucceedAsync(clinic.Place.Folder, SqlitePlace.Key, second, Stop);
        await clinic.Store.RotateTenantKeyAsync(handover, Stop);
        await Assert.ThrowsAsync<WrongKeyException>(() => StoreKeys.UnwrapAsync(clinic.Place.Folder, first, Stop));
        Assert.Equal(await clinic.TenantKeyAsync(), await StoreKeys.UnwrapAsync(clinic.Place.Folder, second, Stop));
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        await clinic.RotateTenantAsync();
        Assert.False(StoreKeys.HasRecoveryKit(clinic.Place.Folder));
    }

    [Fact]
    public async Task A_page_token_goes_on_while_the_rotation_is_at_work()
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.Lasting);
        var plan = clinic.Store.Compiler.Compile("Patient", [], [], 10, null).Plan!;
        var first = clinic.Store.Search(plan, Stop);
        await clinic.RotateTenantAsync();
        var second = clinic.Store.Search(plan with { Cursor = first.NextCursor }, Stop);
        Assert.Equal(20, first.Rows.Concat(second.Rows).Select(row => row.Id).Distinct().Count());
    }
}
