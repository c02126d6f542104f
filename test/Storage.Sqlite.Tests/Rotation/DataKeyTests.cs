using Carewright.Storage.Sqlite.Engine;
using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>New keys for patients: a copy of the old wrapped keys, with the tenant key, opens nothing of a later copy.</summary>
public sealed class DataKeyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_keys_open_nothing_of_a_later_copy()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var (tenant, tenantKey, before) = (clinic.Store.Tenant, await clinic.TenantKeyAsync(), clinic.Copy());
        var stolen = Thief.DataKeys(before, tenant, tenantKey);
        var versions = Thief.Rows(before).Count;
        Assert.Equal(versions, Thief.Versions(before, tenant, stolen));

        Assert.True(await clinic.Store.RotateDataKeysAsync(null, Stop));
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        var after = clinic.Copy();
        Assert.Equal(versions, Thief.Rows(after).Count);
        Assert.Equal(0, Thief.Versions(after, tenant, stolen));
        Assert.Equal(versions, Thief.Versions(after, tenant, Thief.DataKeys(after, tenant, tenantKey)));
        Assert.Empty(Thief.DataKeys(after, tenant, tenantKey).Select(Convert.ToHexString).Intersect(stolen.Select(Convert.ToHexString)));
        RotatedClinic.AssertWhole(clinic.Store);
    }

    [Fact]
    public async Task One_patient_is_rotated_alone()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        var before = Thief.Rows(clinic.Record).ToDictionary(row => row.Sequence);
        Assert.False(await clinic.Store.RotateDataKeysAsync("nobody", Stop));
        Assert.True(await clinic.Store.RotateDataKeysAsync("p1", Stop));
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        var patient = clinic.Store.BlindIndex.Identity("Patient", "p1");
        var key = before.Values.Single(row => row.Binding.Identity == patient).KeyId;
        foreach (var row in Thief.Rows(clinic.Record))
            Assert.Equal(before[row.Sequence].KeyId != key, before[row.Sequence].Body.SequenceEqual(row.Body));
        RotatedClinic.AssertWhole(clinic.Store);
    }

    [Fact]
    public async Task The_index_goes_with_the_record_that_was_sealed_again()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        await SqlitePlace.SettleAsync(clinic.Store);
        await clinic.Store.RotateDataKeysAsync(null, Stop);
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        var log = new Lines();
        await clinic.ReopenAsync(RotatedClinic.AtOnce with { Logger = log });
        Assert.Contains(log.Events, id => id == 2);
        Assert.DoesNotContain(log.Events, id => id == 3);
        RotatedClinic.AssertWhole(clinic.Store);
    }

    [Fact]
    public async Task A_patient_who_is_erased_before_the_old_key_is_gone_is_erased_all_the_same()
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.Lasting);
        var (tenant, tenantKey) = (clinic.Store.Tenant, await clinic.TenantKeyAsync());
        var patient = clinic.Store.BlindIndex.Identity("Patient", "p3");
        var held = Thief.Rows(clinic.Record).Single(row => row.Binding.Identity == patient);
        await clinic.Store.RotateDataKeysAsync(null, Stop);
        Assert.True(held.OpensBy(tenant, Thief.DataKeys(clinic.Record, tenant, tenantKey)));
        Assert.Equal(2, await clinic.Store.DestroyPatientKeyAsync("p3", Stop));
        Assert.False(held.OpensBy(tenant, Thief.DataKeys(clinic.Record, tenant, tenantKey)));
        Assert.DoesNotContain(Thief.Rows(clinic.Record), row => row.Binding.Identity == patient);
        await clinic.ReopenAsync();
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        Assert.Null(clinic.Store.Read("Patient", "p3"));
        Assert.NotNull(clinic.Store.Read("Patient", "p4")!.Open().ToArray());
    }

    [Fact]
    public async Task A_body_that_does_not_open_keeps_its_key()
    {
        await using var clinic = await RotatedClinic.OpenAsync();
        await clinic.Store.DisposeAsync();
        var patient = clinic.Store.BlindIndex.Identity("Patient", "p5");
        var row = Thief.Rows(clinic.Record).Single(row => row.Binding.Identity == patient);
        using (var file = Connection.Open(clinic.Record, readOnly: false))
            file.Execute($"UPDATE version SET vid = 9 WHERE seq = {row.Sequence}");
        await clinic.ReopenAsync();
        await clinic.Store.RotateDataKeysAsync(null, Stop);
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        using (var file = Connection.Open(clinic.Record, readOnly: false))
        {
            Assert.Equal(1, file.Scalar($"SELECT count(*) FROM data_key WHERE id = {row.KeyId} AND length(wrapped) = 72"));
            Assert.Equal(1, file.Scalar("SELECT count(*) FROM data_key WHERE length(wrapped) = 72"));
            file.Execute($"UPDATE version SET vid = 1 WHERE seq = {row.Sequence}");
        }
        await clinic.ReopenAsync();
        await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        using (var file = Connection.Open(clinic.Record, readOnly: true))
            Assert.Equal(0, file.Scalar("SELECT count(*) FROM data_key WHERE length(wrapped) = 72"));
        RotatedClinic.AssertWhole(clinic.Store);
    }

    private sealed class Lines : ILogger
    {
        public List<int> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Events)
                Events.Add(eventId.Id);
        }
    }
}
