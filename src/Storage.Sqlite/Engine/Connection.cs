using SQLitePCL;

namespace Carewright.Storage.Sqlite.Engine;

/// <summary>One SQLite connection, for one thread at a time. A thin layer over the C interface: no pooling, no parameters by name, no conversions.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly Lock s_gate = new();
    private static bool s_isReady;
    private readonly sqlite3 _db;
    private readonly HashSet<Statement> _statements = [];

    private Connection(sqlite3 db) => _db = db;

    public static Connection Open(string path, bool readOnly)
    {
        Initialise();
        var flags = raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var db, flags, null);
        var connection = new Connection(db);
        if (code != raw.SQLITE_OK)
        {
            connection.Dispose();
            throw new SqliteException(code, $"cannot open {Path.GetFileName(path)}");
        }
        raw.sqlite3_busy_timeout(db, 10_000);
        return connection;
    }

    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_db, sql);
        if (code != raw.SQLITE_OK)
            throw Error(sql);
    }

    /// <summary>A prepared statement, disposed with the connection.</summary>
    public Statement Prepare(string sql)
    {
        if (raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle) != raw.SQLITE_OK)
            throw Error(sql);
        var statement = new Statement(this, handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>The first column of the first row; 0 when there is none or it is null.</summary>
    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public void Forget(Statement statement) => _statements.Remove(statement);

    public int Changes() => raw.sqlite3_changes(_db);

    public SqliteException Error(string sql) => new(raw.sqlite3_extended_errcode(_db), $"{raw.sqlite3_errmsg(_db).utf8_to_string()} in: {sql}");

    public void Dispose()
    {
        foreach (var statement in _statements.ToArray())
            statement.Dispose();
        _db.manual_close_v2();
        _db.Dispose();
    }

    private static void Initialise()
    {
        lock (s_gate)
        {
            if (s_isReady)
                return;
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            s_isReady = true;
        }
    }
}
