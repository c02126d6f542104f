using SQLitePCL;

namespace Carewright.Storage.Sqlite.Engine;

/// <summary>A prepared statement. Bind, step, read columns, reset. Columns are valid until the next step or reset.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle, string sql) : IDisposable
{
    /// <summary>Binds an integer; positions count from 1.</summary>
    public Statement Bind(int position, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, position, value));
        return this;
    }

    /// <summary>Binds bytes (copied by SQLite).</summary>
    public Statement Bind(int position, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, position, 0) : raw.sqlite3_bind_blob(handle, position, value));
        return this;
    }

    public Statement Bind(int position, string value)
    {
        Check(raw.sqlite3_bind_text(handle, position, value));
        return this;
    }

    public Statement BindNull(int position)
    {
        Check(raw.sqlite3_bind_null(handle, position));
        return this;
    }

    /// <summary>Runs to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw Fail(),
        };
    }

    /// <summary>Runs a statement without rows and resets it.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public void Dispose()
    {
        connection.Forget(this);
        handle.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw connection.Error(sql);
    }

    private SqliteException Fail()
    {
        var error = connection.Error(sql);
        Reset();
        return error;
    }
}
