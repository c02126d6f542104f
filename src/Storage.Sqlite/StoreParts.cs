using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Storage.Indexing;
using Carewright.Storage.Indexing.Catalogue;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Reindexing;
using Carewright.Storage.Sqlite.Writing;

namespace Carewright.Storage.Sqlite;

/// <summary>Opens, copies and closes what a store is made of, in the right order.</summary>
internal sealed class StoreParts : IDisposable
{
    private readonly Stack<IDisposable> _owned = new();

    private StoreParts()
    {
    }

    public StoreState State { get; private set; } = null!;

    public StoreLock Lock { get; private set; } = null!;

    public RecordFile Record { get; private set; } = null!;

    public IndexMerger Merger { get; private set; } = null!;

    public Checkpointer Checkpointer { get; private set; } = null!;

    /// <summary>For versions: held snapshots, whose pages stay in memory.</summary>
    public ReaderPool Readers { get; private set; } = null!;

    /// <summary>For what must be read anew each time: audit rows, private rows, the feed.</summary>
    public ReaderPool Fresh { get; private set; } = null!;

    public CatalogueState Catalogue { get; private set; } = null!;

    private IndexFile Index { get; set; } = null!;

    public static async Task<StoreParts> OpenAsync(DirectoryInfo folder, ITenantKeyProvider provider, SqliteStoreOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.FullName);
        var parts = new StoreParts();
        try
        {
            parts.Lock = parts.Own(StoreLock.Take(folder.FullName));
            parts.Record = parts.Own(RecordFile.Open(Path.Combine(folder.FullName, "record.db"), options.Schema));
            var (tenant, tenantKey) = await TenantKeyAsync(parts.Record, provider, options, cancellationToken).ConfigureAwait(false);
            parts.Assemble(folder.FullName, tenant, tenantKey);
            CryptographicOperations.ZeroMemory(tenantKey);
            parts.Recover(options);
            return parts;
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>Size of a database file with its write-ahead log.</summary>
    public static long SizeOf(string path) => new[] { path, path + "-wal" }.Where(File.Exists).Sum(file => new FileInfo(file).Length);

    /// <summary>Merges what is left and closes. The writer has stopped before.</summary>
    public void Close()
    {
        Merger.Stop();
        Merger.MergeNow();
        Readers.Dispose();
        Fresh.Dispose();
        Index.Checkpoint();
        Record.Checkpoint();
        Dispose();
    }

    public void Dispose()
    {
        while (_owned.TryPop(out var part))
            part.Dispose();
    }

    private void Assemble(string folder, TenantId tenant, byte[] tenantKey)
    {
        var tail = Record.Tail();
        var source = Own(new DataKeySource(Path.Combine(folder, "record.db")));
        var ring = Own(new KeyRing(tenant, tenantKey, source, tail.NextKeyId, layers: Record.Keys.Layers()));
        foreach (var retired in Record.Keys.Retired())
            ring.Retired.Add(retired);
        var blind = Own(new BlindIndex(ring.BlindIndexKey));
        var registry = new ParameterRegistry(Record.Parameters());
        var seal = new VersionSeal(ring, Own(new BodyCodec(Dictionaries())));
        State = new StoreState(folder, ring, seal, blind, registry, new IndexEncoder(FhirModel.R4, registry, blind));
        Readers = Own(new ReaderPool(State, holds: true));
        Fresh = Own(new ReaderPool(State, holds: false));
        Catalogue = ParameterCatalogue.Load(State, Record, isNew: tail.Sequence == 0);
    }

    /// <summary>The dictionaries of this store; one that is new in this program is added, so that what is written with it can be read by any later one.</summary>
    private List<byte[]> Dictionaries()
    {
        var dictionaries = new List<byte[]>();
        while (Record.Setting(DictionaryName(dictionaries.Count + 1)) is { } stored)
            dictionaries.Add(stored);
        var shipped = BodyCodec.ShippedDictionary();
        if (dictionaries.Count == 0 || !dictionaries[^1].AsSpan().SequenceEqual(shipped))
        {
            dictionaries.Add(shipped);
            Record.PutSetting(DictionaryName(dictionaries.Count), shipped);
        }
        return dictionaries;
    }

    private static string DictionaryName(int number) => string.Create(CultureInfo.InvariantCulture, $"dictionary-{number}");

    private void Recover(SqliteStoreOptions options)
    {
        var isErasing = Record.Setting(PatientErasure.PendingSetting) is { Length: > 0 };
        var tail = Record.Tail();
        var had = OpenIndex(isErasing, tail, options);
        Merger = Own(new IndexMerger(State, Index, Readers, options.Limits, options.Logger));
        State.Delta.Append(SortedRun.Of([]), had);
        var replayed = new IndexRecovery(State, Record, Merger).Run(had, tail.Sequence);
        if (isErasing)
            Record.PutSetting(PatientErasure.PendingSetting, []);
        Merger.Start(had);
        Checkpointer = Own(new Checkpointer(State.RecordPath, Readers, options.Logger));
        Log.Opened(options.Logger, tail.Sequence, replayed);
    }

    /// <summary>Opens the index file if it belongs to the record as that is, and says what it has; otherwise begins one from nothing.</summary>
    private Coverage OpenIndex(bool isErasing, RecordTail tail, SqliteStoreOptions options)
    {
        if (!isErasing)
        {
            Index = IndexFile.Open(State.IndexPath);
            var had = Index.Mark() ?? Coverage.None;
            if (had.Sequence <= tail.Sequence && had.Proof == Record.Proof(had.Sequence) && had.Rewrites >= Record.Rewrites.Forgotten && had.Rewrites <= Record.Rewrites.Last)
            {
                Own(Index);
                return had;
            }
            Log.Rebuilding(options.Logger);
            Index.Dispose();
        }
        IndexFile.Delete(State.IndexPath);
        Index = Own(IndexFile.Open(State.IndexPath));
        // An index made from nothing is made from the rows, and they say all that it is to have.
        Record.Rewrites.Forget(Record.Rewrites.Last);
        return Coverage.None with { Rewrites = Record.Rewrites.Last };
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Push(part);
        return part;
    }

    private static async Task<(TenantId Tenant, byte[] Key)> TenantKeyAsync(RecordFile record, ITenantKeyProvider provider, SqliteStoreOptions options, CancellationToken cancellationToken)
    {
        if (record.Setting("tenant") is { } name)
        {
            var stored = record.Setting(StoreKeys.SettingOf(provider.Name)) ?? throw new WrongKeyException("This store has no recovery kit.");
            return (new TenantId(Encoding.UTF8.GetString(name)), await provider.UnwrapAsync(StoredKey.Read(stored), cancellationToken).ConfigureAwait(false));
        }
        var tenant = options.Tenant ?? new TenantId("t" + RandomNumberGenerator.GetHexString(15, lowercase: true));
        var key = KeyRing.NewTenantKey();
        record.PutSetting("tenant", Encoding.UTF8.GetBytes(tenant.Value));
        record.PutSetting(StoredKey.Setting, StoredKey.Write(await provider.WrapAsync(key, cancellationToken).ConfigureAwait(false)));
        return (tenant, key);
    }
}
