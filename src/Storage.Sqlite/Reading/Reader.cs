using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Reading;

/// <summary>One reader's connections to both files, with prepared statements. Used by one thread at a time; see <see cref="ReaderPool"/>.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Connection _record;
    private readonly Connection _index;
    private readonly List<Statement> _rows = [];
    private Statement? _private;
    private int _open;
    private readonly Statement _indexBegin;
    private readonly Statement _indexEnd;
    private readonly Statement _recordBegin;
    private readonly Statement _recordEnd;
    private readonly Stack<Statement> _forward = new();
    private readonly Stack<Statement> _backward = new();
    private readonly StoreState _state;
    private readonly bool _holds;
    private long? _versions;
    private long? _merged;

    /// <param name="state">The store.</param>
    /// <param name="holds">Whether it keeps its snapshot from one read to the next, as long as <see cref="ReadMarks"/> say that it will do: SQLite forgets every page when a new one begins.</param>
    public Reader(StoreState state, bool holds = false)
    {
        _state = state;
        _holds = holds;
        _record = Connection.Open(state.RecordPath, readOnly: true);
        _index = Connection.Open(state.IndexPath, readOnly: true);
        // SQLite unmaps a file whenever its log has grown since the last read. record.db grows with every audited look, so mapping it costs a system call, page faults and a flush of the other
        // processors' address caches each time; reading a page is cheaper.
        _record.Execute("PRAGMA query_only=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY");
        _index.Execute("PRAGMA query_only=ON; PRAGMA mmap_size=17179869184; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY");
        (_indexBegin, _indexEnd) = (_index.Prepare("BEGIN"), _index.Prepare("COMMIT"));
        (_recordBegin, _recordEnd) = (_record.Prepare("BEGIN"), _record.Prepare("COMMIT"));
        Snapshot = state.Delta.Snapshot;
    }

    /// <summary>The delta this reader sees. Taken before the index file is read: what is merged meanwhile is then seen twice, which does no harm, and never not at all.</summary>
    public DeltaSnapshot Snapshot { get; private set; }

    public Connection Record => _record;

    /// <summary>True while a read has not ended: a reader that failed half-way is thrown away.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Begins a read of versions that asks the index several times. It sees everything that was committed before.</summary>
    public void Begin()
    {
        Snapshot = _state.Delta.Snapshot;
        IsBusy = true;
        BeginRecord();
        var merged = _state.Marks.Merged;
        if (_merged == merged)
            return;
        if (_merged is not null)
            _indexEnd.Run();
        _indexBegin.Run();
        _merged = merged;
    }

    public void End()
    {
        IsBusy = false;
        if (!_holds || !_state.Marks.MayHold)
            Release();
    }

    /// <summary>Lets go of the snapshots that are held.</summary>
    public void Release()
    {
        if (_versions is not null)
            _recordEnd.Run();
        if (_merged is not null)
            _indexEnd.Run();
        (_versions, _merged) = (null, null);
    }

    private void BeginRecord()
    {
        var versions = _state.Marks.Versions;
        if (_versions == versions)
            return;
        if (_versions is not null)
            _recordEnd.Run();
        _recordBegin.Run();
        _versions = versions;
    }

    // The parameter stands by itself: SQLite seeks to all four columns this way, but walks from the parameter's first row when it is part of the row value as well.
    public Statement TakeCursor(bool backward) => backward
        ? _backward.TryPop(out var statement) ? statement : _index.Prepare("SELECT v, s, r FROM ix WHERE p = ?1 AND (v, s, r) <= (?2, ?3, ?4) ORDER BY v DESC, s DESC, r DESC")
        : _forward.TryPop(out statement) ? statement : _index.Prepare("SELECT v, s, r FROM ix WHERE p = ?1 AND (v, s, r) >= (?2, ?3, ?4) ORDER BY v, s, r");

    public void ReturnCursor(Statement statement, bool backward)
    {
        statement.Reset();
        (backward ? _backward : _forward).Push(statement);
    }

    /// <summary>Sequence number of the current version of a resource.</summary>
    public long CurrentSequence(long row)
    {
        if (!_state.Updated.Contains(row))
            return row;
        using var cursor = new MergedCursor(this, backward: true);
        cursor.Seek(IndexKey.Last(BuiltInParameter.History, row), IndexKey.First(BuiltInParameter.History, row));
        return cursor.Next() ? cursor.Current.Row : row;
    }

    /// <summary>Sequence number of one version; 0 when there is none.</summary>
    public long SequenceOf(long row, long versionId)
    {
        if (versionId == 1)
            return row;
        using var cursor = new MergedCursor(this, backward: false);
        cursor.Seek(new IndexKey(BuiltInParameter.History, row, versionId, long.MinValue), new IndexKey(BuiltInParameter.History, row, versionId, long.MaxValue));
        return cursor.Next() ? cursor.Current.Row : 0;
    }

    /// <summary>Positions on a row; <see cref="CloseRow"/> must follow, if it is there. Rows may be nested: a chain looks at one while another is open.</summary>
    public bool OpenRow(long sequence)
    {
        if (_open == _rows.Count)
            _rows.Add(_record.Prepare("SELECT rid, type, vid, action, at, key, ident, entries, body FROM version WHERE seq = ?1"));
        if (_rows[_open].Bind(1, sequence).Step())
        {
            _open++;
            return true;
        }
        _rows[_open].Reset();
        return false;
    }

    /// <summary>The innermost open row, straight from SQLite's memory: valid until <see cref="CloseRow"/>.</summary>
    public RowView View(long sequence) => new(_rows[_open - 1], sequence);

    public void CloseRow() => _rows[--_open].Reset();

    /// <summary>A version in memory; null when there is none, or when its patient has been erased.</summary>
    public SealedVersion? Version(long sequence)
    {
        if (!OpenRow(sequence))
            return null;
        var version = View(sequence).IsErased ? null : Materialise(sequence);
        CloseRow();
        return version;
    }

    /// <summary>A version by itself, without a snapshot of the index; as <see cref="Version"/>.</summary>
    public SealedVersion? Lone(long sequence)
    {
        IsBusy = true;
        BeginRecord();
        var version = Version(sequence);
        End();
        return version;
    }

    /// <summary>Copies the row that is open.</summary>
    public SealedVersion Materialise(long sequence) => Materialise(_rows[_open - 1], sequence, 0);

    /// <summary>Copies a row whose columns are rid, type, vid, action, at, key, ident, entries, body from <paramref name="column"/> on.</summary>
    public SealedVersion Materialise(Statement row, long sequence, int column)
    {
        var rid = row.Int64(column);
        var header = new VersionHeader(
            sequence, rid == 0 ? sequence : rid, _state.Registry.Name((int)row.Int64(column + 1)), row.Int64(column + 2), (VersionAction)row.Int64(column + 3),
            row.Int64(column + 4), row.Int64(column + 6), row.Int64(column + 5));
        var entries = row.Blob(column + 7);
        var body = row.Blob(column + 8);
        var bytes = GC.AllocateUninitializedArray<byte>(entries.Length + body.Length);
        entries.CopyTo(bytes);
        body.CopyTo(bytes.AsSpan(entries.Length));
        return new SealedVersion(header, new PackedEntries(bytes.AsMemory(0, entries.Length)), bytes.AsMemory(entries.Length), _state.Seal);
    }

    /// <summary>Versions of a resource below a version number, newest first.</summary>
    public List<StoredVersion> History(long row, long before, int count)
    {
        var versions = new List<StoredVersion>();
        using var cursor = new MergedCursor(this, backward: true);
        cursor.Seek(new IndexKey(BuiltInParameter.History, row, before == long.MaxValue ? before : before - 1, long.MaxValue), IndexKey.First(BuiltInParameter.History, row));
        while (versions.Count < count && cursor.Next())
            if (Version(cursor.Current.Row) is { } version)
                versions.Add(version);
        if (versions.Count < count && before > 1 && Version(row) is { } first)
            versions.Add(first);
        return versions;
    }

    /// <summary>All versions sealed with a key. Reads the whole table.</summary>
    public List<SealedVersion> VersionsOfKey(long key)
    {
        var versions = new List<SealedVersion>();
        using var statement = _record.Prepare("SELECT seq, rid, type, vid, action, at, key, ident, entries, body FROM version WHERE key = ?1");
        statement.Bind(1, key);
        while (statement.Step())
            versions.Add(Materialise(statement, statement.Int64(0), 1));
        return versions;
    }

    /// <summary>A sealed value of the private table; by a reader that does not hold, like all that is not a version.</summary>
    public byte[]? Private(long kind, long key)
    {
        _private ??= _record.Prepare("SELECT value FROM private WHERE kind = ?1 AND key = ?2");
        var value = _private.Bind(1, kind).Bind(2, key).Step() ? _private.Blob(0).ToArray() : null;
        _private.Reset();
        return value;
    }

    /// <summary>All sealed values of a kind.</summary>
    public List<KeyValuePair<long, byte[]>> PrivateOf(long kind)
    {
        var values = new List<KeyValuePair<long, byte[]>>();
        using var statement = _record.Prepare("SELECT key, value FROM private WHERE kind = ?1");
        statement.Bind(1, kind);
        while (statement.Step())
            values.Add(new(statement.Int64(0), statement.Blob(1).ToArray()));
        return values;
    }

    public void Dispose()
    {
        _record.Dispose();
        _index.Dispose();
    }
}

/// <summary>The open row of a reader.</summary>
internal readonly ref struct RowView(Statement row, long sequence)
{
    public long RowId => row.Int64(0) is var rid && rid == 0 ? sequence : rid;

    public bool IsErased => row.Blob(8).IsEmpty;

    public VersionAction Action => (VersionAction)row.Int64(3);

    public Search.RowFacts Facts => new((int)row.Int64(1), row.Int64(6), row.Int64(4), row.Blob(7));
}
