using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Searching;
using Carewright.Storage.Sqlite.Writing;

namespace Carewright.Storage.Sqlite.Reading;

/// <summary>Reads audit rows: by keys, newest first, or all of them in order.</summary>
internal sealed class AuditReader(StoreState state, Reader reader)
{
    private const string Columns = "seq, at, keys, sealed, hash";

    /// <summary>Rows after a sequence number, oldest first.</summary>
    public List<StoredAudit> After(long sequence, int count)
    {
        var rows = new List<StoredAudit>();
        foreach (var table in RecordFile.AuditTables(reader.Record))
        {
            if (rows.Count == count)
                break;
            using var statement = reader.Record.Prepare($"SELECT {Columns} FROM {table} WHERE seq > ?1 ORDER BY seq LIMIT ?2");
            statement.Bind(1, sequence).Bind(2, count - rows.Count);
            while (statement.Step())
                rows.Add(MaterialiseForChain(statement));
        }
        return rows;
    }

    /// <summary>Rows that carry all keys, newest first.</summary>
    public List<StoredAudit> Find(AuditQuery query, CancellationToken cancellationToken)
    {
        var from = query.From is { } earliest ? Microseconds(earliest) : long.MinValue;
        var to = query.To is { } latest ? Microseconds(latest) : long.MaxValue;
        var below = Math.Min(query.BeforeSequence ?? long.MaxValue, FirstAfter(to));
        var above = LastBefore(from);
        var rows = new List<StoredAudit>();
        foreach (var row in query.Keys.Count == 0 ? Newest(below) : ByKeys(query.Keys, below))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.Count == query.Count || row.Int64(0) < above)
                break;
            // The time is in clear: a row outside of what is asked for is not opened.
            var at = row.Int64(1);
            if (at >= from && at <= to)
                rows.Add(Materialise(row));
        }
        return rows;
    }

    private IEnumerable<Statement> Newest(long below)
    {
        foreach (var table in Enumerable.Reverse(RecordFile.AuditTables(reader.Record)))
        {
            using var statement = reader.Record.Prepare($"SELECT {Columns} FROM {table} WHERE seq < ?1 ORDER BY seq DESC");
            statement.Bind(1, below);
            while (statement.Step())
                yield return statement;
        }
    }

    private IEnumerable<Statement> ByKeys(IReadOnlyList<AuditKey> keys, long below)
    {
        var tables = Enumerable.Reverse(RecordFile.AuditTables(reader.Record)).Select(table => reader.Record.Prepare($"SELECT {Columns} FROM {table} WHERE seq = ?1")).ToList();
        var parts = keys.Select(key => new PostingStream(reader, state.Registry.Number("audit." + key.Kind), state.Blind.AuditKey(key), 0)).ToList<RowStream>();
        using var stream = parts.Count == 1 ? parts[0] : new IntersectStream(parts);
        try
        {
            for (var found = below > long.MinValue && stream.Seek(below == long.MaxValue ? below : below - 1); found; found = stream.Next())
            {
                if (Row(tables, stream.Current) is not { } row)
                    continue;
                yield return row;
                row.Reset();
            }
        }
        finally
        {
            tables.ForEach(table => table.Dispose());
        }
    }

    // The statement of the table that has the row, standing on it.
    private static Statement? Row(List<Statement> tables, long sequence)
    {
        foreach (var table in tables)
        {
            if (table.Bind(1, sequence).Step())
                return table;
            table.Reset();
        }
        return null;
    }

    /// <summary>The first sequence number of an hour that begins more than an hour after a time: everything asked for lies below it, even if the clock was put back a little.</summary>
    private long FirstAfter(long at)
    {
        if (at > long.MaxValue - (2 * AuditChanges.Hour))
            return long.MaxValue;
        using var cursor = new MergedCursor(reader, backward: false);
        cursor.Seek(IndexKey.First(BuiltInParameter.AuditHour, at + AuditChanges.Hour), IndexKey.Last(BuiltInParameter.AuditHour));
        return cursor.Next() ? cursor.Current.Row : long.MaxValue;
    }

    private long LastBefore(long at)
    {
        if (at < long.MinValue + (2 * AuditChanges.Hour))
            return 0;
        using var cursor = new MergedCursor(reader, backward: true);
        cursor.Seek(IndexKey.Last(BuiltInParameter.AuditHour, at - (2 * AuditChanges.Hour)), IndexKey.First(BuiltInParameter.AuditHour));
        return cursor.Next() ? cursor.Current.Row : 0;
    }

    private StoredAudit Materialise(Statement row) => Materialise(row, static (keys, sequence, at, content) => AuditSeal.Open(keys, sequence, at, content));

    // Whoever verifies the chain must get past a record that was tampered with, to say which one it is: its content is then empty.
    private StoredAudit MaterialiseForChain(Statement row) => Materialise(row, static (keys, sequence, at, content) =>
    {
        try
        {
            return AuditSeal.Open(keys, sequence, at, content);
        }
        catch (SealBrokenException)
        {
            return [];
        }
    });

    private StoredAudit Materialise(Statement row, Func<KeyRing, long, long, byte[], byte[]> open)
    {
        var at = row.Int64(1);
        var content = row.Blob(3).ToArray();
        return new StoredAudit(
            row.Int64(0), DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond), open(state.Keys, row.Int64(0), at, content), content, row.Blob(4).ToArray());
    }

    private static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
