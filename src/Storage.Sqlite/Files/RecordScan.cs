using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>Reads versions in order of their sequence numbers.</summary>
internal static class RecordScan
{
    // One call walks no further than this: a rare type in a large record is found over several pages.
    private const int MostLooked = 20_000;

    private const string BackwardSql = "SELECT seq, rid, type, vid, action, at, key, ident, entries, body FROM version WHERE seq < ?1 ORDER BY seq DESC";
    private const string Sql = "SELECT seq, rid, type, vid, action, at, key, ident, entries, body FROM version WHERE seq > ?1 AND length(body) > 0 ORDER BY seq LIMIT ?2";

    /// <summary>Versions after a sequence number, oldest first. Those whose patient has been erased are not there any more.</summary>
    public static List<SealedVersion> Versions(Reader reader, long after, int count)
    {
        var result = new List<SealedVersion>();
        using var statement = reader.Record.Prepare(Sql);
        statement.Bind(1, after).Bind(2, count);
        while (statement.Step())
            result.Add(reader.Materialise(statement, statement.Int64(0), 1));
        return result;
    }

    /// <summary>Versions before a sequence number, newest first. Those whose patient has been erased are not there any more.</summary>
    public static ChangePage Backward(Reader reader, BackwardScan scan, CancellationToken cancellationToken)
    {
        var result = new List<StoredVersion>();
        var oldest = scan.NotBefore is { } time ? (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond : long.MinValue;
        using var statement = reader.Record.Prepare(BackwardSql);
        statement.Bind(1, scan.Before);
        for (var looked = 0; statement.Step(); looked++)
        {
            var sequence = statement.Int64(0);
            if (statement.Int64(5) < oldest)
                return new(result, null);
            if (result.Count == scan.Count || looked == MostLooked)
                return new(result, sequence + 1);
            if ((scan.Type is { } type && statement.Int64(2) != type) || statement.Blob(9).IsEmpty)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            result.Add(reader.Materialise(statement, sequence, 1));
        }
        return new(result, null);
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

/// <summary>What a walk back through the versions is to find.</summary>
/// <param name="Type">Number of a type; null for all.</param>
/// <param name="Before">Only lower sequence numbers.</param>
/// <param name="NotBefore">Ends at the first version that is older.</param>
/// <param name="Count">At most this many.</param>
internal readonly record struct BackwardScan(int? Type, long Before, DateTimeOffset? NotBefore, int Count);
