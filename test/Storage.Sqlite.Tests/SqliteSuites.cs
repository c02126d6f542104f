using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Storage.Sqlite.Tests;

/// <summary>Where the suites' stores lie and how they are opened.</summary>
internal sealed class SqlitePlace
{
    public static RawKeyProvider Key { get; } = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("carewright-store-");

    public async Task<IRecordStore> OpenAsync(SqliteStoreOptions? options = null) =>
        await SqliteRecordStore.OpenAsync(Folder, Key, TimeProvider.System, TestContext.Current.CancellationToken, options);

    public static Task SettleAsync(IRecordStore store) => Task.Run(((SqliteRecordStore)store).MergeNow);

    public void Remove() => Folder.Delete(recursive: true);
}

public sealed class SqliteCommitTests : CommitCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync();

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();
}

public sealed class SqliteSearchTests : SearchCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync();

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();
}

/// <summary>The same searches while the delta is merged all the time, so that every read meets a merge in progress.</summary>
public sealed class SqliteSearchWhileMergingTests : SearchCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync(new SqliteStoreOptions { Limits = new(1, 200) });

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();
}

public sealed class SqliteAuditTests : AuditCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync();

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();
}

public sealed class SqliteKeepingTests : KeepingCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync();

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();

    protected override async Task<IRecordStore> RestoreAsync(DirectoryInfo set, DateTimeOffset? moment = null)
    {
        var folder = new DirectoryInfo(Path.Combine(_place.Folder.FullName, Guid.NewGuid().ToString("N")));
        await SqliteRestore.RestoreAsync(set, folder, SqlitePlace.Key, moment, Stop);
        return await SqliteRecordStore.OpenAsync(folder, SqlitePlace.Key, TimeProvider.System, Stop);
    }
}

public sealed class SqliteBackupTests : BackupCompliance
{
    private readonly SqlitePlace _place = new();
    private int _folders;

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync();

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override async Task<IRecordStore> OpenOtherAsync() => await SqliteRecordStore.OpenAsync(NewFolder(), SqlitePlace.Key, TimeProvider.System, Stop);

    protected override async Task<IRecordStore> RestoreAsync(DateTimeOffset? moment = null)
    {
        var folder = NewFolder();
        await SqliteRestore.RestoreAsync(Set, folder, SqlitePlace.Key, moment, Stop);
        Assert.True(moment is not null || (await BackupProof.ProveAsync(Set, NewFolder(), SqlitePlace.Key, Stop)).Versions > 0);
        return await SqliteRecordStore.OpenAsync(folder, SqlitePlace.Key, TimeProvider.System, Stop);
    }

    protected override void Remove()
    {
        base.Remove();
        _place.Remove();
    }

    private DirectoryInfo NewFolder() => new(Path.Combine(_place.Folder.FullName, $"folder-{++_folders}"));
}

public sealed class SqliteParameterTests : ParameterCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync();

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();
}

/// <summary>The same with steps of a few rows, a merge at every turn, and entries that are dropped as soon as nobody may ask for them.</summary>
public sealed class SqliteParameterSmallStepTests : ParameterCompliance
{
    private readonly SqlitePlace _place = new();

    protected override Task<IRecordStore> OpenAsync() => _place.OpenAsync(new SqliteStoreOptions { Limits = new(1, 200), Reindexing = new(Step: 7, LeastBatch: 3, MostBatch: 5), KeptAfterRetirement = TimeSpan.FromSeconds(2) });

    protected override Task SettleAsync(IRecordStore store) => SqlitePlace.SettleAsync(store);

    protected override void Remove() => _place.Remove();
}
