using System.Buffers.Binary;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Files;

/// <summary><c>index.db</c>: the merged index. Everything in it can be made again from <c>record.db</c>.</summary>
internal sealed class IndexFile : IDisposable
{
    private const string CreateSql = """
        CREATE TABLE IF NOT EXISTS ix(p INTEGER NOT NULL, v INTEGER NOT NULL, s INTEGER NOT NULL, r INTEGER NOT NULL, PRIMARY KEY(p, v, s, r)) WITHOUT ROWID, STRICT;
        CREATE TABLE IF NOT EXISTS mark(id INTEGER PRIMARY KEY CHECK(id = 1), rules INTEGER NOT NULL, seq INTEGER NOT NULL, proof INTEGER NOT NULL, counts BLOB NOT NULL, rewrites INTEGER NOT NULL) STRICT;
        """;

    private readonly Connection _connection;
    private readonly Statement _put;
    private readonly Statement _remove;
    private readonly Statement _mark;

    private IndexFile(Connection connection)
    {
        _connection = connection;
        _put = connection.Prepare("INSERT OR IGNORE INTO ix(p, v, s, r) VALUES(?1, ?2, ?3, ?4)");
        _remove = connection.Prepare("DELETE FROM ix WHERE p = ?1 AND v = ?2 AND s = ?3 AND r = ?4");
        _mark = connection.Prepare("INSERT OR REPLACE INTO mark(id, rules, seq, proof, counts, rewrites) VALUES(1, ?1, ?2, ?3, ?4, ?5)");
    }

    /// <summary>Opens or makes the file; one that is damaged or made by other rules is thrown away.</summary>
    public static IndexFile Open(string path)
    {
        try
        {
            var file = new IndexFile(Prepare(path));
            if (file._connection.Scalar("SELECT count(*) FROM mark") == 0 || file._connection.Scalar("SELECT rules FROM mark") == TypeIndex.RulesVersion)
                return file;
            file.Dispose();
        }
        catch (SqliteException error) when ((error.Code & 0xFF) is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR)
        {
        }
        Delete(path);
        return new IndexFile(Prepare(path));
    }

    public static void Delete(string path)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(path + suffix);
    }

    public Coverage? Mark()
    {
        using var statement = _connection.Prepare("SELECT seq, proof, counts, rewrites FROM mark");
        return statement.Step() ? new Coverage(statement.Int64(0), statement.Int64(1), DecodeCounts(statement.Blob(2)), statement.Int64(3)) : null;
    }

    /// <summary>Applies one slice of sorted changes in one transaction; with the last slice of a run comes the mark.</summary>
    public void Apply(ReadOnlySpan<DeltaEntry> slice, Coverage? mark)
    {
        _connection.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (ref readonly var entry in slice)
                (entry.IsRemoved ? _remove : _put).Bind(1, entry.Key.Parameter).Bind(2, entry.Key.Value).Bind(3, entry.Key.Second).Bind(4, entry.Key.Row).Run();
            if (mark is not null)
                _mark.Bind(1, TypeIndex.RulesVersion).Bind(2, mark.Sequence).Bind(3, mark.Proof).Bind(4, EncodeCounts(mark.Counts)).Bind(5, mark.Rewrites).Run();
            _connection.Execute("COMMIT");
        }
        catch
        {
            _connection.Execute("ROLLBACK");
            throw;
        }
    }

    public void Checkpoint() => _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose() => _connection.Dispose();

    private static Connection Prepare(string path)
    {
        var connection = Connection.Open(path, readOnly: false);
        try
        {
            connection.Execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4000; PRAGMA secure_delete=ON");
            connection.Execute(CreateSql);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static byte[] EncodeCounts(IReadOnlyDictionary<int, long> counts)
    {
        var bytes = new byte[counts.Count * 12];
        var at = 0;
        foreach (var (type, count) in counts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), type);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 4), count);
            at += 12;
        }
        return bytes;
    }

    private static Dictionary<int, long> DecodeCounts(ReadOnlySpan<byte> bytes)
    {
        var counts = new Dictionary<int, long>();
        for (; bytes.Length >= 12; bytes = bytes[12..])
            counts[BinaryPrimitives.ReadInt32LittleEndian(bytes)] = BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]);
        return counts;
    }
}
