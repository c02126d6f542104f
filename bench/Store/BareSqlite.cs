using System.Diagnostics;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.StoreBench;

/// <summary>What SQLite alone does on this machine at this moment: the limit that the store is measured against.</summary>
internal sealed class BareSqlite
{
    private readonly Connection _connection;
    private readonly Statement _insert;
    private long _next = 1;

    public BareSqlite(string path)
    {
        _connection = Connection.Open(path, readOnly: false);
        _connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=17179869184; CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        _insert = _connection.Prepare("INSERT INTO t(id, body) VALUES(?1, ?2)");
    }

    public double Inserts(int groups, int perGroup, byte[] body)
    {
        var clock = Stopwatch.StartNew();
        for (var group = 0; group < groups; group++)
        {
            _connection.Execute("BEGIN");
            for (var i = 0; i < perGroup; i++)
                _insert.Bind(1, _next++).Bind(2, body).Run();
            _connection.Execute("COMMIT");
        }
        return groups * perGroup / clock.Elapsed.TotalSeconds;
    }

    public void Fill(int rows, byte[] body)
    {
        if (_next <= rows)
            Inserts((int)((rows - _next) / 1000) + 1, 1000, body);
    }

    public double PointReads(int rows)
    {
        var read = _connection.Prepare("SELECT body FROM t WHERE id = ?1");
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (var bytes = 0L; clock.Elapsed < StoreLoad.Span; count++)
        {
            read.Bind(1, 1 + random.Next(rows)).Step();
            bytes += read.Blob(0).ToArray().Length;
            read.Reset();
        }
        return count / clock.Elapsed.TotalSeconds;
    }

    public double Pages(int rows)
    {
        var read = _connection.Prepare("SELECT id, body FROM t WHERE id > ?1 ORDER BY id LIMIT 20");
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (var bytes = 0L; clock.Elapsed < StoreLoad.Span; count++)
        {
            read.Bind(1, random.Next(rows));
            while (read.Step())
                bytes += read.Blob(1).ToArray().Length;
            read.Reset();
        }
        return count / clock.Elapsed.TotalSeconds;
    }
}
