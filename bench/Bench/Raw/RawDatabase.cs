using SQLitePCL;

namespace Carewright.Bench.Raw;

/// <summary>SQLite with nothing on top: WAL, <c>synchronous=FULL</c>, raw statements. One thread at a time.</summary>
internal sealed class RawDatabase : IDisposable
{
    private readonly sqlite3 _db;

    public RawDatabase(string folder)
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        if (raw.sqlite3_open_v2(Path.Combine(folder, "raw.db"), out _db, raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null) != raw.SQLITE_OK)
            throw new BenchFault("The raw database cannot be opened.");
        raw.sqlite3_busy_timeout(_db, 10_000);
        Execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824");
        Execute("CREATE TABLE IF NOT EXISTS body(id INTEGER PRIMARY KEY, json BLOB NOT NULL)");
        Execute("CREATE TABLE IF NOT EXISTS written(id INTEGER PRIMARY KEY, json BLOB NOT NULL)");
        Execute("CREATE TABLE IF NOT EXISTS ix(p INTEGER, v INTEGER, s INTEGER, r INTEGER, PRIMARY KEY(p, v, s, r)) WITHOUT ROWID");
    }

    public void Execute(string sql)
    {
        if (raw.sqlite3_exec(_db, sql) != raw.SQLITE_OK)
            throw new BenchFault($"SQLite: {raw.sqlite3_errmsg(_db).utf8_to_string()} in {sql}");
    }

    public sqlite3_stmt Prepare(string sql) =>
        raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement) == raw.SQLITE_OK
            ? statement
            : throw new BenchFault($"SQLite: {raw.sqlite3_errmsg(_db).utf8_to_string()} in {sql}");

    /// <summary>Steps a statement that gives no rows, and resets it.</summary>
    public static void Run(sqlite3_stmt statement)
    {
        if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
            throw new BenchFault("A raw insert failed.");
        raw.sqlite3_reset(statement);
    }

    public void Dispose()
    {
        raw.sqlite3_close_v2(_db);
        _db.Dispose();
    }
}
