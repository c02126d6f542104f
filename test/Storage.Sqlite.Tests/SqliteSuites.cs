using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;

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
