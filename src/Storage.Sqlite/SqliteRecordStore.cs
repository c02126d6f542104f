using System.Security.Cryptography;
using Carewright.Storage.Backups;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Backups;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Reindexing;
using Carewright.Storage.Sqlite.Rotation;
using Carewright.Storage.Sqlite.Searching;
using Carewright.Storage.Sqlite.Writing;
using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite;

/// <summary>The record of one tenant in two SQLite files: see <c>docs/architecture/store.md</c>.</summary>
public sealed class SqliteRecordStore : IRecordStore
{
    private readonly StoreParts _parts;
    private readonly StoreState _state;
    private readonly ReaderPool _readers;
    private readonly KnownRows _rows = new();
    private readonly Executor _executor;
    private readonly CommitPreparation _preparation;
    private readonly CommitWriter _writer;
    private readonly Reindexer _reindexer;
    private readonly StoreParameters _parameters;
    private readonly ChangeSignal _signal = new();
    private readonly BackupWriter _backups;
    private readonly KeyRotator _rotator;
    private int _isDisposed;

    private SqliteRecordStore(StoreParts parts, SqliteStoreOptions options, TimeProvider time)
    {
        _parts = parts;
        Logger = options.Logger;
        _state = parts.State;
        _readers = parts.Readers;
        _executor = new Executor(_state, _readers);
        _preparation = new CommitPreparation(_state);
        var group = new CommitGroup(_state, parts.Record, parts.Record.Tail(), time, plan => _executor.Search(plan with { Count = 1, Cursor = null }, CancellationToken.None).Rows.Count > 0);
        group.Committed += written =>
        {
            parts.Merger.Grown();
            parts.Checkpointer.Written(written);
            _signal.Set();
        };
        _writer = new CommitWriter(group, parts.Merger, options.QueueCapacity);
        var catalogue = new ParameterCatalogue(_state, parts.Record, parts.Catalogue, time);
        var walk = new WalkParts(_state, catalogue, new RowRewriter(_state, parts.Record, parts.Merger), _readers, parts.Merger, AloneAsync)
        {
            Limits = options.Reindexing,
            Written = parts.Checkpointer.Written,
            Log = options.Logger,
        };
        _reindexer = new Reindexer(walk, options.KeptAfterRetirement, options.Logger);
        _parameters = new StoreParameters(catalogue, _reindexer, AloneAsync);
        _backups = new BackupWriter(_state, time);
        _rotator = new KeyRotator(new RotationParts(_state, parts.Record, _readers, AloneAsync)
        {
            Fresh = parts.Fresh,
            Limits = options.Reindexing,
            Kept = options.KeptAfterRetirement,
            Written = parts.Checkpointer.Written,
            Log = options.Logger,
        });
        Private = new PrivateTable(_state, parts.Fresh, CommitAsync);
        Compiler = new SearchCompiler(_state.Encoder, _state.Blind);
    }

    /// <inheritdoc />
    public TenantId Tenant => _state.Keys.Tenant;

    /// <inheritdoc />
    public BlindIndex BlindIndex => _state.Blind;

    /// <inheritdoc />
    public SearchCompiler Compiler { get; }

    /// <inheritdoc />
    public ISearchParameters Parameters => _parameters;

    /// <inheritdoc />
    public IPrivateTable Private { get; }

    /// <summary>Opens the store in a folder, or makes one there.</summary>
    /// <param name="folder">Holds one tenant's store; made when it is not there.</param>
    /// <param name="keys">Unwraps the tenant key; wraps a new one for a new store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="WrongKeyException">The passphrase or key is not this store's.</exception>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    /// <exception cref="StoreFormatException">The folder holds something else, or a store of a newer program.</exception>
    public static async Task<SqliteRecordStore> OpenAsync(
        DirectoryInfo folder, ITenantKeyProvider keys, TimeProvider time, CancellationToken cancellationToken, SqliteStoreOptions? options = null)
    {
        options ??= new SqliteStoreOptions();
        var parts = await StoreParts.OpenAsync(folder, keys, options, cancellationToken).ConfigureAwait(false);
        try
        {
            return new SqliteRecordStore(parts, options, time);
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>Who has the store of a folder open, or null.</summary>
    public static StoreNote? ReadNote(DirectoryInfo folder) => StoreLock.ReadNote(folder.FullName);

    /// <summary>Tells other processes where this one serves the store.</summary>
    public void Announce(string? address) => _parts.Lock.Announce(address);

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var commit = CommitAsync(_preparation.Prepare(request));
        return _parameters.IsFollowed(request) ? FollowedAsync(commit, cancellationToken) : commit;
    }

    /// <inheritdoc />
    public StoredVersion? Read(string resourceType, string id)
    {
        using var lease = _readers.Rent();
        var identity = _state.Blind.Identity(resourceType, id);
        if (_rows.TryFind(identity, out var known) && !_state.Updated.Contains(known) && lease.Reader.Lone(known) is { } found && found.ResourceType == resourceType && found.Id == id)
            return found;
        lease.Reader.Begin();
        var version = RowOf(lease.Reader, identity, resourceType, id) is { } row ? lease.Reader.Version(lease.Reader.CurrentSequence(row)) : null;
        lease.Reader.End();
        if (version is not null)
            _rows.Remember(identity, version.RowId);
        return version;
    }

    /// <inheritdoc />
    public StoredVersion? ReadVersion(string resourceType, string id, long versionId)
    {
        using var lease = _readers.Rent();
        lease.Reader.Begin();
        var sequence = versionId >= 1 && RowOf(lease.Reader, _state.Blind.Identity(resourceType, id), resourceType, id) is { } row ? lease.Reader.SequenceOf(row, versionId) : 0;
        var version = sequence == 0 ? null : lease.Reader.Version(sequence);
        lease.Reader.End();
        return version;
    }

    /// <inheritdoc />
    public IReadOnlyList<StoredVersion> History(string resourceType, string id, long? beforeVersion, int count)
    {
        using var lease = _readers.Rent();
        lease.Reader.Begin();
        var versions = RowOf(lease.Reader, _state.Blind.Identity(resourceType, id), resourceType, id) is { } row ? lease.Reader.History(row, beforeVersion ?? long.MaxValue, count) : [];
        lease.Reader.End();
        return versions;
    }

    /// <inheritdoc />
    public SearchPage Search(SearchPlan plan, CancellationToken cancellationToken) => _executor.Search(plan, cancellationToken);

    /// <inheritdoc />
    public SearchCount Count(SearchPlan plan, long cap, CancellationToken cancellationToken) => _executor.Count(plan, cap, cancellationToken);

    /// <inheritdoc />
    public bool Matches(StoredVersion version, Predicate predicate) => _executor.Matches(version, predicate);

    /// <inheritdoc />
    public IReadOnlyList<StoredVersion> Include(IReadOnlyList<StoredVersion> from, string resourceType, string parameterCode, string? targetType, int cap)
    {
        using var lease = _readers.Rent();
        lease.Reader.Begin();
        var rows = new Includes(_state, lease.Reader).Forward(from, resourceType, parameterCode, targetType, cap);
        lease.Reader.End();
        return rows;
    }

    /// <inheritdoc />
    public IReadOnlyList<StoredVersion> ReverseInclude(IReadOnlyList<StoredVersion> to, string sourceType, string parameterCode, int cap)
    {
        using var lease = _readers.Rent();
        lease.Reader.Begin();
        var rows = new Includes(_state, lease.Reader).Backward(to, sourceType, parameterCode, cap);
        lease.Reader.End();
        return rows;
    }

    /// <inheritdoc />
    public IEnumerable<StoredVersion> Changes(long afterSequence, int count)
    {
        using var lease = _parts.Fresh.Rent();
        return RecordScan.Versions(lease.Reader, afterSequence, count);
    }

    /// <inheritdoc />
    public ChangePage ChangesBackward(string? resourceType, long? beforeSequence, DateTimeOffset? notBefore, int count, CancellationToken cancellationToken)
    {
        using var lease = _parts.Fresh.Rent();
        var type = resourceType is null ? (int?)null : _state.Registry.Number(resourceType);
        return RecordScan.Backward(lease.Reader, new(type, beforeSequence ?? long.MaxValue, notBefore, count), cancellationToken);
    }

    /// <inheritdoc />
    public async Task WaitForChangeAsync(long afterSequence, CancellationToken cancellationToken)
    {
        for (var next = _signal.Next; _state.Delta.Snapshot.Coverage.Sequence <= afterSequence; next = _signal.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IReadOnlyList<StoredAudit> AuditRows(AuditQuery query, CancellationToken cancellationToken)
    {
        using var lease = _parts.Fresh.Rent();
        lease.Reader.Begin();
        var rows = new AuditReader(_state, lease.Reader).Find(query, cancellationToken);
        lease.Reader.End();
        return rows;
    }

    /// <inheritdoc />
    public IEnumerable<StoredAudit> AuditChain(long afterSequence)
    {
        for (var after = afterSequence; ;)
        {
            List<StoredAudit> batch;
            using (var lease = _parts.Fresh.Rent())
                batch = new AuditReader(_state, lease.Reader).After(after, 500);
            foreach (var row in batch)
                yield return row;
            if (batch.Count == 0)
                yield break;
            after = batch[^1].Sequence;
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<AuditMonth> AuditMonths()
    {
        using var lease = _parts.Fresh.Rent();
        return AuditPartitions.List(lease.Reader.Record);
    }

    /// <inheritdoc />
    public async Task<bool> DisposeAuditMonthAsync(int year, int month, CancellationToken cancellationToken)
    {
        var isDisposed = false;
        await AloneAsync(() => _readers.WithoutHolding(() => isDisposed = _parts.Record.DropAuditMonth(year, month))).WaitAsync(cancellationToken).ConfigureAwait(false);
        return isDisposed;
    }

    /// <inheritdoc />
    public StoreStatistics Statistics()
    {
        var snapshot = _state.Delta.Snapshot;
        var counts = snapshot.Coverage.Counts.Where(count => count.Value > 0).ToDictionary(count => _state.Registry.Name(count.Key), count => count.Value);
        return new StoreStatistics(
            snapshot.Coverage.Sequence, counts.Values.Sum(), counts, StoreParts.SizeOf(_state.RecordPath), StoreParts.SizeOf(_state.IndexPath), snapshot.Entries, _parts.Merger.Merged.Sequence);
    }

    /// <inheritdoc />
    public async Task<int> DestroyPatientKeyAsync(string patientId, CancellationToken cancellationToken)
    {
        var erased = 0;
        var owner = _state.Blind.Identity("Patient", patientId);
        await AloneAsync(() => erased = new PatientErasure(_state, _parts.Record, _parts.Merger, _readers).Erase(owner)).WaitAsync(cancellationToken).ConfigureAwait(false);
        return erased;
    }

    /// <summary>Wraps the tenant key anew: for a changed passphrase, another provider, or a recovery kit, which has a place of its own. The data is not touched.</summary>
    public async Task RewrapAsync(ITenantKeyProvider provider, CancellationToken cancellationToken)
    {
        var proof = Proof();
        await RewrapAsync(await _state.Keys.WrapTenantKeyAsync(provider, cancellationToken).ConfigureAwait(false), proof, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the tenant key as somebody who has it has wrapped it.</summary>
    /// <param name="wrapped">It.</param>
    /// <param name="proof">Shows that it is the one in force that was wrapped (<see cref="KeyRing.ProofOf"/>).</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KeyRotationException">It is another: the tenant key has been rotated meanwhile.</exception>
    public Task RewrapAsync(WrappedTenantKey wrapped, byte[] proof, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        return AloneAsync(() =>
        {
            if (!CryptographicOperations.FixedTimeEquals(proof, Proof()))
                throw new KeyRotationException("The tenant key has changed meanwhile; nothing was done.");
            _parts.Record.PutSetting(StoreKeys.SettingOf(wrapped.Provider), StoredKey.Write(wrapped));
        }).WaitAsync(cancellationToken);
    }

    /// <summary>Puts a new tenant key in force; what is under the one before follows in the background, and then that is destroyed. A recovery kit of before opens the store no more.</summary>
    /// <exception cref="KeyRotationException">One is in work, or the handover was made with another key than the one in force.</exception>
    public Task RotateTenantKeyAsync(TenantKeyHandover handover, CancellationToken cancellationToken) => _rotator.RotateTenantAsync(handover, cancellationToken);

    /// <summary>Gives one patient, or everybody and what is shared, new data keys; the versions follow in the background, and then the keys of before are destroyed.</summary>
    /// <returns>False when the patient has no key.</returns>
    public Task<bool> RotateDataKeysAsync(string? patientId, CancellationToken cancellationToken) => _rotator.RotateDataAsync(patientId, cancellationToken);

    /// <summary>How far the rotation of keys is; null when none is in work.</summary>
    public KeyRotationStatus? KeyRotation() => _rotator.Status();

    /// <summary>Completes when no rotation is in work.</summary>
    public Task WhenKeysAreRotatedAsync(CancellationToken cancellationToken) => _rotator.WhenDoneAsync(cancellationToken);

    /// <summary>What <see cref="StoreKeys.ProveAsync"/> shows.</summary>
    public byte[] Proof() => _state.Keys.Proof();

    /// <inheritdoc />
    public Task<BackupSegment> BackupAsync(DirectoryInfo set, CancellationToken cancellationToken) => _backups.WriteAsync(set, cancellationToken);

    /// <summary>Finishes what is queued, merges the index, and closes the files.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return ValueTask.CompletedTask;
        return new ValueTask(Task.Run(async () =>
        {
            await _reindexer.DisposeAsync().ConfigureAwait(false);
            await _rotator.DisposeAsync().ConfigureAwait(false);
            _writer.Dispose();
            _backups.Dispose();
            _parts.Close();
        }));
    }

    /// <summary>Where it logs, and what lies beside it does.</summary>
    internal ILogger Logger { get; }

    /// <summary>The keys of the log of messages, newest first.</summary>
    internal IReadOnlyList<(int Generation, byte[] Key)> MessageKeys => _state.Keys.Layers.Messages;

    /// <summary>Raised when there is a new key of the log of messages; handlers must be quick.</summary>
    internal event Action? MessageKeyAdded
    {
        add => _rotator.TenantRotated += value;
        remove => _rotator.TenantRotated -= value;
    }

    /// <summary>Destroys the keys of the log of messages before a generation.</summary>
    internal Task DestroyMessageKeysAsync(int before) => _rotator.DestroyMessageKeysAsync(before);

    /// <summary>Merges the delta into the index file now; for tests.</summary>
    internal void MergeNow() => _parts.Merger.MergeNow();

    // Once queued it will be committed, whatever its caller does: there is nothing to cancel.
    private ValueTask<CommitResult> CommitAsync(CommitWork work) => _writer.TryAdd(work) ? new(work.Completion) : new(new CommitResult(CommitStatus.Busy, 0, -1));

    private async ValueTask<CommitResult> FollowedAsync(ValueTask<CommitResult> commit, CancellationToken cancellationToken)
    {
        var result = await commit.ConfigureAwait(false);
        if (result.Status == CommitStatus.Committed)
            await _parameters.FollowAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Runs something on the writer's thread, between commits.</summary>
    private Task AloneAsync(Action action)
    {
        var work = new ExclusiveWork(action);
        _writer.Add(work, CancellationToken.None);
        return work.Completion;
    }

    /// <summary>The row id of a resource. The id inside the seal decides, so that two identities with one hash are never mixed up.</summary>
    private static long? RowOf(Reader reader, long identity, string resourceType, string id)
    {
        using var cursor = new MergedCursor(reader, backward: false);
        cursor.Seek(IndexKey.First(BuiltInParameter.Identity, identity), IndexKey.Last(BuiltInParameter.Identity, identity));
        if (!cursor.Next())
            return null;
        var row = cursor.Current.Row;
        if (!cursor.Next())
            return row;
        foreach (var candidate in new[] { row, cursor.Current.Row })
            if (reader.Version(reader.CurrentSequence(candidate)) is { } version && version.ResourceType == resourceType && version.Id == id)
                return candidate;
        return null;
    }
}
