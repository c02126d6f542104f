using SQLitePCL;

namespace Carewright.Bench.Raw;

/// <summary>Bodies by key, and pages of 20 bodies by an index range. One per thread.</summary>
internal sealed class RawReader(string folder)
{
    private const int PageSize = 20;

    [ThreadStatic]
    private static RawReader? t_reader;

    private readonly (sqlite3_stmt Body, sqlite3_stmt Page) _statements = Prepare(new RawDatabase(folder));

    /// <summary>The reader of this thread.</summary>
    public static RawReader Of(string folder) => t_reader ??= new RawReader(folder);

    public byte[] Body(long id)
    {
        raw.sqlite3_bind_int64(_statements.Body, 1, id);
        var body = raw.sqlite3_step(_statements.Body) == raw.SQLITE_ROW ? raw.sqlite3_column_blob(_statements.Body, 0).ToArray() : [];
        raw.sqlite3_reset(_statements.Body);
        return body;
    }

    public byte[] Page(long parameter, long from)
    {
        using var page = new MemoryStream(32 * 1024);
        raw.sqlite3_bind_int64(_statements.Page, 1, parameter);
        raw.sqlite3_bind_int64(_statements.Page, 2, from);
        raw.sqlite3_bind_int64(_statements.Page, 3, PageSize);
        while (raw.sqlite3_step(_statements.Page) == raw.SQLITE_ROW)
            page.Write(raw.sqlite3_column_blob(_statements.Page, 0));
        raw.sqlite3_reset(_statements.Page);
        return page.ToArray();
    }

    private static (sqlite3_stmt Body, sqlite3_stmt Page) Prepare(RawDatabase database) =>
        (database.Prepare("SELECT json FROM body WHERE id = ?"), database.Prepare("SELECT b.json FROM ix JOIN body b ON b.id = ix.r WHERE ix.p = ? AND ix.v >= ? ORDER BY ix.v LIMIT ?"));
}
