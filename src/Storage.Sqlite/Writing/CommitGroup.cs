using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>The work that becomes durable with one transaction. Used by the writer's thread alone.</summary>
internal sealed class CommitGroup : IDisposable
{
    private readonly StoreState _state;
    private readonly RecordFile _record;
    private readonly Reader _reader;
    private readonly CommitPreparation _preparation;
    private readonly TimeProvider _time;
    private readonly Func<SearchPlan, bool> _exists;
    private readonly List<CommitWork> _works = [];
    private readonly List<DeltaEntry> _changes = [];
    private readonly List<long> _updatedRows = [];
    private readonly HashSet<DataKey> _newKeys = [];
    private readonly Dictionary<long, long> _currentOfRow = [];
    private readonly HashSet<long> _newIdentities = [];
    private readonly Dictionary<int, long> _countChanges = [];
    private long _sequence;
    private byte[] _chain;
    private byte[] _groupChain;
    private long _auditHour;
    private long _proof;
    private bool _isOpen;

    public CommitGroup(StoreState state, RecordFile record, RecordTail tail, TimeProvider time, Func<SearchPlan, bool> exists)
    {
        _state = state;
        _record = record;
        _reader = new Reader(state);
        _preparation = new CommitPreparation(state);
        _time = time;
        _exists = exists;
        _sequence = tail.Sequence;
        _chain = _groupChain = tail.Chain;
        _proof = state.Delta.Snapshot.Coverage.Proof;
    }

    /// <summary>Called on the writer's thread after each commit, with about how many bytes it wrote.</summary>
    public event Action<long>? Committed;

    public bool IsEmpty => _works.Count == 0;

    /// <summary>Whether the group holds versions that a search does not see yet.</summary>
    public bool HasVersions => _currentOfRow.Count > 0;

    /// <summary>Checks the preconditions of a piece of work against everything committed and everything in this group.</summary>
    public void Check(CommitWork work)
    {
        if (!_reader.IsBusy)
            _reader.Begin();
        for (var i = 0; i < work.Versions.Count; i++)
            if (_preparation.Renew(work.Versions[i], _reader) is { } renewed)
                work.Renew(i, renewed);
        work.Result = Preconditions(work);
    }

    /// <summary>Takes checked work into the group; writes it into the group's transaction if its preconditions hold.</summary>
    public void Write(CommitWork work)
    {
        _works.Add(work);
        if (work.Result.Status == CommitStatus.Committed)
            WriteRows(work);
    }

    /// <summary>Makes the group durable, publishes it, completes its callers.</summary>
    public void Commit()
    {
        var parameters = _isOpen && _state.Registry.HasUnsaved ? _state.Registry.Unsaved() : [];
        if (_isOpen)
        {
            foreach (var parameter in parameters)
                _record.InsertParameter(parameter);
            var written = _record.Commit();
            _isOpen = false;
            Publish(parameters);
            Committed?.Invoke(written);
        }
        var done = _works.ToArray();
        Clear();
        ThreadPool.UnsafeQueueUserWorkItem(new Completions(done), preferLocal: false);
    }

    /// <summary>Undoes the group after a failure and tells its callers.</summary>
    public void Abandon(Exception error)
    {
        if (_isOpen)
        {
            _isOpen = false;
            _record.Rollback();
        }
        _sequence = _state.Delta.Snapshot.Coverage.Sequence;
        _groupChain = _chain;
        var failed = _works.ToArray();
        Clear();
        foreach (var work in failed)
            work.Fail(error);
    }

    public void Dispose() => _reader.Dispose();

    private void Clear()
    {
        if (_reader.IsBusy)
            _reader.End();
        _works.Clear();
        _changes.Clear();
        _updatedRows.Clear();
        _newKeys.Clear();
        _currentOfRow.Clear();
        _newIdentities.Clear();
        _countChanges.Clear();
    }

    private CommitResult Preconditions(CommitWork work)
    {
        for (var i = 0; i < work.Versions.Count; i++)
            if (!IsExpected(work.Versions[i]))
                return new CommitResult(CommitStatus.VersionConflict, 0, i);
        for (var i = 0; i < work.Guards.Count; i++)
            if (_exists(work.Guards[i].NoneMatches))
                return new CommitResult(CommitStatus.GuardFailed, 0, i);
        return new CommitResult(CommitStatus.Committed, 0, -1);
    }

    private bool IsExpected(PreparedVersion version)
    {
        if (version.Key.IsDestroyed || _state.Keys.Retired.IsErased(version.Key.Id))
            return false;
        if (version.Draft.Expected is not { } expected)
            return !_newIdentities.Contains(version.Identity) && !Exists(version);
        var current = _currentOfRow.TryGetValue(expected.RowId, out var pending) ? pending : _reader.CurrentSequence(expected.RowId);
        return current == expected.Sequence && expected.Identity == version.Identity;
    }

    private bool Exists(PreparedVersion version)
    {
        using var cursor = new MergedCursor(_reader, backward: false);
        cursor.Seek(IndexKey.First(BuiltInParameter.Identity, version.Identity), IndexKey.Last(BuiltInParameter.Identity, version.Identity));
        while (cursor.Next())
            if (_reader.Version(cursor.Current.Row) is { } first && first.ResourceType == version.Draft.ResourceType && first.Id == version.Draft.Id)
                return true;
        return false;
    }

    private void WriteRows(CommitWork work)
    {
        if (!_isOpen)
        {
            _record.Begin();
            _isOpen = true;
        }
        foreach (var version in work.Versions)
            Write(version);
        foreach (var audit in work.Audit)
            Write(audit);
        foreach (var row in work.Privates.Select(_preparation.Renew))
            _record.PutPrivate(row.Kind, row.Key, row.Value);
        work.Result = work.Result with { Sequence = _sequence };
    }

    private void Write(PreparedVersion version)
    {
        if (!version.Key.IsSaved && _newKeys.Add(version.Key))
            _record.InsertDataKey(_state.Keys.Wrap(version.Key));
        var draft = version.Draft;
        var sequence = ++_sequence;
        var header = new VersionHeader(
            sequence, version.RowId ?? sequence, draft.ResourceType, draft.VersionId, draft.Action, version.LastUpdated, version.Identity, version.Key.Id);
        _record.InsertVersion(header, version.Type, version.Packed.Bytes.Span, version.Body);
        IndexChanges.Add(_changes, header, version.Type, version.Entries, version.Before);
        _currentOfRow[header.RowId] = sequence;
        if (draft.Expected is null)
            _newIdentities.Add(version.Identity);
        else
            _updatedRows.Add(header.RowId);
        Count(version.Type, (draft.Action == VersionAction.Delete ? 0 : 1) - (version.Before is null ? 0 : 1));
        _proof = RecordFile.ProofOf(version.Body);
    }

    private void Count(int type, long change) => _countChanges[type] = _countChanges.GetValueOrDefault(type) + change;

    private void Write(PreparedAudit audit)
    {
        var sequence = ++_sequence;
        _groupChain = AuditSeal.Chain(_groupChain, sequence, audit.Sealed);
        _record.InsertAudit(sequence, _time.GetUtcNow(), audit.At, audit.Keys.Bytes.Span, audit.Sealed, _groupChain);
        AuditChanges.Add(_changes, sequence, audit.At, audit.Keys, ref _auditHour);
    }

    private void Publish(IReadOnlyList<StoredParameter> parameters)
    {
        _chain = _groupChain;
        foreach (var key in _newKeys)
            KeyRing.Saved(key);
        if (parameters.Count > 0)
            _state.Registry.Saved(parameters);
        var before = _state.Delta.Snapshot.Coverage;
        var counts = before.Counts;
        if (_countChanges.Count > 0)
        {
            var changed = new Dictionary<int, long>(counts);
            foreach (var (type, change) in _countChanges)
                changed[type] = changed.GetValueOrDefault(type) + change;
            counts = changed;
        }
        if (HasVersions)
            _state.Marks.VersionsChanged();
        _state.Delta.Append(SortedRun.Of(_changes), before with { Sequence = _sequence, Proof = _proof, Counts = counts });
        foreach (var row in _updatedRows)
            _state.Updated.Add(row);
    }
}
