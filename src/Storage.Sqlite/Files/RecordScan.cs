using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>Reads versions in order of their sequence numbers.</summary>
internal static class RecordScan
{
    private const string Sql = "SELECT seq, rid, type, vid, action, at, key, ident, entries, body FROM version WHERE seq > ?1 ORDER BY seq LIMIT ?2";

    /// <summary>Versions after a sequence number, oldest first. Those whose patient has been erased are not there any more.</summary>
    public static List<SealedVersion> Versions(Reader reader, long after, int count)
    {
        var result = new List<SealedVersion>();
        using var statement = reader.Record.Prepare(Sql);
        statement.Bind(1, after).Bind(2, count);
        while (statement.Step())
            if (!statement.Blob(9).IsEmpty)
                result.Add(reader.Materialise(statement, statement.Int64(0), 1));
        return result;
    }

    /// <summary>Audit rows of one table after a sequence number: sequence, time, packed keys.</summary>
    public static IEnumerable<(long Sequence, long At, PackedEntries Keys)> AuditKeys(Connection connection, string table, long after)
    {
        using var statement = connection.Prepare($"SELECT seq, at, keys FROM {table} WHERE seq > ?1 ORDER BY seq");
        statement.Bind(1, after);
        while (statement.Step())
            yield return (statement.Int64(0), statement.Int64(1), new PackedEntries(statement.Blob(2).ToArray()));
    }
}
