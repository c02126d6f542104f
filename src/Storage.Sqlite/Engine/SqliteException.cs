namespace Carewright.Storage.Sqlite.Engine;

/// <summary>SQLite refused an operation: disk full, damaged file, or a bug. The message names the operation, never a value.</summary>
public sealed class SqliteException(int code, string message) : IOException($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code (sqlite.org/rescode.html).</summary>
    public int Code { get; } = code;
}
