using System.Buffers.Binary;
using System.Globalization;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>The writing side of <c>record.db</c>. Used by one thread at a time: at open, then by the writer alone.</summary>
internal sealed class RecordFile : IDisposable
{
    private const long CommitBytes = 16 << 10;
    private const long RewrittenBytes = 4 << 10;
    private readonly Connection _connection;
    private readonly Statement _version;
    private readonly Statement _dataKey;
    private readonly Statement _parameter;
    private readonly Statement _private;
    private readonly Statement _privateDelete;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rewrite;
    private Statement? _audit;
    private long _inserted;
    private string _auditTable = "";

    private RecordFile(Connection connection)
    {
        _connection = connection;
        _version = connection.Prepare("INSERT INTO version(seq, rid, type, vid, action, at, key, ident, entries, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        _dataKey = connection.Prepare("INSERT INTO data_key(id, owner, wrapped) VALUES(?1, ?2, ?3)");
        _parameter = connection.Prepare("INSERT INTO parameter(number, name) VALUES(?1, ?2)");
        _private = connection.Prepare("INSERT OR REPLACE INTO private(kind, key, value) VALUES(?1, ?2, ?3)");
        _privateDelete = connection.Prepare("DELETE FROM private WHERE kind = ?1 AND key = ?2");
        // A row without a body is an erased patient's: nothing of it comes back.
        _rewrite = connection.Prepare("UPDATE version SET entries = ?2 WHERE seq = ?1 AND length(body) > 0");
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        Rewrites = new RewriteLog(connection);
        Keys = new KeyTable(connection);
    }

    /// <summary>What rewriting rows has changed in the index.</summary>
    public RewriteLog Rewrites { get; }

    /// <summary>The wrapped keys.</summary>
    public KeyTable Keys { get; }

    /// <summary>Opens or makes the file and brings its schema up to date.</summary>
    public static RecordFile Open(string path, RecordSchema schema)
    {
        var connection = Connection.Open(path, readOnly: false);
        try
        {
            connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=16000; PRAGMA secure_delete=ON");
            schema.Upgrade(connection, version => Copy(connection, $"{path}.before-{version.ToString(CultureInfo.InvariantCulture)}"));
            return new RecordFile(connection);
        }
        catch (SqliteException error) when ((error.Code & 0xFF) == SQLitePCL.raw.SQLITE_NOTADB)
        {
            connection.Dispose();
            throw new StoreFormatException("The record file is not a store.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Begin() => _begin.Run();

    /// <summary>Makes the transaction durable and returns about how many bytes that put into the log: what was inserted, and a few pages that every commit touches.</summary>
    public long Commit()
    {
        _commit.Run();
        var written = _inserted + CommitBytes;
        _inserted = 0;
        return written;
    }

    public void Rollback()
    {
        foreach (var statement in new[] { _version, _dataKey, _parameter, _private, _privateDelete, _rewrite, _commit })
            statement.Reset();
        _audit?.Dispose();
        _audit = null;
        _auditTable = "";
        _connection.Execute("ROLLBACK");
    }

    public void InsertVersion(in VersionHeader header, int type, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> body)
    {
        _version.Bind(1, header.Sequence).Bind(3, type).Bind(4, header.VersionId).Bind(5, (long)header.Action).Bind(6, header.LastUpdatedMicroseconds)
            .Bind(7, header.KeyId).Bind(8, header.Identity).Bind(9, entries).Bind(10, body);
        // A first version is its own surrogate: the column stays empty.
        if (header.RowId == header.Sequence)
            _version.BindNull(2);
        else
            _version.Bind(2, header.RowId);
        _version.Run();
        _inserted += entries.Length + body.Length;
    }

    public void InsertDataKey(in StoredDataKey key) => _dataKey.Bind(1, key.Id).Bind(2, key.Owner).Bind(3, key.Wrapped).Run();

    public void InsertParameter(StoredParameter parameter) => _parameter.Bind(1, parameter.Number).Bind(2, parameter.Name).Run();

    /// <summary>Saves the numbers that have been given and lie nowhere yet, and tells the registry; within a transaction.</summary>
    public void SaveParameters(ParameterRegistry registry)
    {
        if (!registry.HasUnsaved)
            return;
        var unsaved = registry.Unsaved();
        foreach (var parameter in unsaved)
            InsertParameter(parameter);
        registry.Saved(unsaved);
    }

    /// <summary>Puts other packed entries into a row; false when the row is erased. The body stays as it is.</summary>
    public bool RewriteEntries(long sequence, ReadOnlySpan<byte> entries)
    {
        _rewrite.Bind(1, sequence).Bind(2, entries).Run();
        _inserted += entries.Length + RewrittenBytes;
        return _connection.Changes() == 1;
    }

    /// <summary>A sealed value of the private table; null when there is none.</summary>
    public byte[]? Private(long kind, long key)
    {
        using var statement = _connection.Prepare("SELECT value FROM private WHERE kind = ?1 AND key = ?2");
        return statement.Bind(1, kind).Bind(2, key).Step() ? statement.Blob(0).ToArray() : null;
    }

    /// <summary>Writes an audit row into the table of its month, which is made when the month begins.</summary>
    public void InsertAudit(long sequence, DateTimeOffset now, long at, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> content, ReadOnlySpan<byte> hash)
    {
        var table = AuditTable(now);
        if (_audit is null || string.CompareOrdinal(table, _auditTable) > 0)
        {
            // A clock that goes back stays in the newer table, so that the tables follow one another without overlap.
            _auditTable = string.CompareOrdinal(table, _auditTable) > 0 ? table : _auditTable;
            _connection.Execute($"CREATE TABLE IF NOT EXISTS {_auditTable}(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, keys BLOB NOT NULL, sealed BLOB NOT NULL, hash BLOB NOT NULL) STRICT");
            _audit?.Dispose();
            _audit = _connection.Prepare($"INSERT INTO {_auditTable}(seq, at, keys, sealed, hash) VALUES(?1, ?2, ?3, ?4, ?5)");
        }
        _audit.Bind(1, sequence).Bind(2, at).Bind(3, keys).Bind(4, content).Bind(5, hash).Run();
        _inserted += keys.Length + content.Length;
    }

    public void PutPrivate(long kind, long key, byte[]? value)
    {
        if (value is null)
            _privateDelete.Bind(1, kind).Bind(2, key).Run();
        else
            _private.Bind(1, kind).Bind(2, key).Bind(3, value).Run();
    }

    /// <summary>Removes a patient's key and overwrites everything that was sealed with it, hashes included; returns how many versions that were.</summary>
    public int Erase(long keyId)
    {
        // The row stays, so that the number is never given again.
        _connection.Execute($"UPDATE data_key SET owner = NULL, wrapped = x'' WHERE id = {keyId.ToString(CultureInfo.InvariantCulture)}");
        _connection.Execute($"UPDATE version SET ident = 0, entries = x'', body = x'' WHERE key = {keyId.ToString(CultureInfo.InvariantCulture)}");
        return _connection.Changes();
    }

    public void RemoveSetting(string key)
    {
        using var statement = _connection.Prepare("DELETE FROM store WHERE k = ?1");
        statement.Bind(1, key).Run();
    }

    public byte[]? Setting(string key) => StoreSetting.Of(_connection, key);

    public void PutSetting(string key, ReadOnlySpan<byte> value)
    {
        using var statement = _connection.Prepare("INSERT OR REPLACE INTO store(k, v) VALUES(?1, ?2)");
        statement.Bind(1, key).Bind(2, value).Run();
    }

    public List<StoredParameter> Parameters()
    {
        var result = new List<StoredParameter>();
        using var statement = _connection.Prepare("SELECT number, name FROM parameter");
        while (statement.Step())
            result.Add(new StoredParameter((int)statement.Int64(0), statement.Text(1)));
        return result;
    }

    /// <summary>Removes the oldest month of the audit log; false when it may not be removed. What lies in the log of writes is moved into the file, so that nothing of it is left there.</summary>
    public bool DropAuditMonth(int year, int month)
    {
        if (!AuditPartitions.Drop(_connection, year, month))
            return false;
        Checkpoint();
        return true;
    }

    /// <summary>The audit tables, oldest first.</summary>
    public static List<string> AuditTables(Connection connection)
    {
        var result = new List<string>();
        using var statement = connection.Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'audit_*' ORDER BY name");
        while (statement.Step())
            result.Add(statement.Text(0));
        return result;
    }

    /// <summary>Last sequence number, last chain value, last key number, and the proof of the last version up to a sequence number.</summary>
    public RecordTail Tail()
    {
        var tables = AuditTables(_connection);
        _auditTable = tables.Count > 0 ? tables[^1] : "";
        var (auditSequence, chain) = (0L, new byte[32]);
        for (var i = tables.Count - 1; i >= 0 && auditSequence == 0; i--)
        {
            using var statement = _connection.Prepare($"SELECT seq, hash FROM {tables[i]} ORDER BY seq DESC LIMIT 1");
            if (statement.Step())
                (auditSequence, chain) = (statement.Int64(0), statement.Blob(1).ToArray());
        }
        var last = Math.Max(auditSequence, _connection.Scalar("SELECT max(seq) FROM version"));
        return new RecordTail(last, chain, _connection.Scalar("SELECT max(id) FROM data_key") + 1);
    }

    /// <summary>First bytes of the sealed body of the last version up to a sequence number; 0 when there is none.</summary>
    public long Proof(long sequence)
    {
        using var statement = _connection.Prepare("SELECT body FROM version WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1");
        return statement.Bind(1, sequence).Step() ? ProofOf(statement.Blob(0)) : 0;
    }

    public static long ProofOf(ReadOnlySpan<byte> body) => body.Length < 8 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(body);

    public void Checkpoint() => _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose() => _connection.Dispose();

    private static string AuditTable(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"audit_{at.UtcDateTime:yyyyMM}");

    private static void Copy(Connection connection, string path) => connection.Execute($"VACUUM INTO '{path.Replace("'", "''", StringComparison.Ordinal)}'");
}

/// <summary>Where a record file ends.</summary>
internal sealed record RecordTail(long Sequence, byte[] Chain, long NextKeyId);
