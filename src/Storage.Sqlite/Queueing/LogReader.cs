using System.Collections.Concurrent;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>Reads the log beside its writer: a connection for each reader at a time, kept for the next.</summary>
internal sealed class LogReader(string path, LogKeys keys) : IDisposable
{
    private const int MostExamined = 20_000;
    private const int MostCounted = 100_000;
    private readonly ConcurrentBag<Connection> _idle = [];

    public LoggedMessage? Find(Guid id) => With($"SELECT {LogRow.Columns} FROM message WHERE id = ?1", row => row.Bind(1, id.ToByteArray(bigEndian: true)), row => row.Step() ? LogRow.Read(row, keys) : null);

    public byte[]? Raw(LoggedMessage message) =>
        With("SELECT body FROM message WHERE seq = ?1", row => row.Bind(1, message.Sequence), row => row.Step() && !row.IsNull(0) ? keys.OpenBody(Guid.Parse(message.Id), row.Blob(0)) : null);

    public IReadOnlyList<LoggedMessage> InOrder(MessageState state, long after, int count) =>
        With($"SELECT {LogRow.Columns} FROM message WHERE state = ?1{(IsOpen(state) ? " AND state IN (1, 3, 4)" : "")} AND seq > ?2 ORDER BY seq LIMIT ?3",
            row => row.Bind(1, (long)state).Bind(2, after).Bind(3, Math.Clamp(count, 1, 1000)), row => ReadAll(row));

    public MessagePage List(MessageQuery query)
    {
        var (from, column) = Walk(query);
        var before = query.Before ?? long.MaxValue;
        var sql = $"SELECT {LogRow.OfM}, m.partner, m.control FROM {from} AND {column} < ?2 ORDER BY {column} DESC LIMIT ?3";
        return With(sql, row => row.Bind(1, First(query)).Bind(2, before).Bind(3, MostExamined), row => Page(row, query));
    }

    public IReadOnlyList<MessageTally> Tally() => With("SELECT name, state, n FROM tally WHERE n > 0 ORDER BY partner, state", _ => { }, row =>
    {
        var rows = new List<MessageTally>();
        while (row.Step())
            rows.Add(new MessageTally(System.Text.Encoding.UTF8.GetString(keys.OpenHead(Guid.Empty, row.Blob(0))), (MessageState)row.Int64(1), row.Int64(2)));
        return rows;
    });

    public PartnerPulse Pulse(string partner, DateTimeOffset since)
    {
        var hash = keys.Partner(partner);
        var last = With("SELECT at FROM message WHERE partner = ?1 ORDER BY seq DESC LIMIT 1", row => row.Bind(1, hash), row => row.Step() ? row.Int64(0) : (long?)null);
        var count = With("SELECT count(*) FROM (SELECT 1 FROM (SELECT at FROM message WHERE partner = ?1 ORDER BY seq DESC LIMIT ?3) WHERE at >= ?2)",
            row => row.Bind(1, hash).Bind(2, LogRow.Microseconds(since)).Bind(3, MostCounted), row => row.Step() ? (int)row.Int64(0) : 0);
        var oldest = With("SELECT at FROM message WHERE state = 1 AND state IN (1, 3, 4) AND partner = ?1 ORDER BY seq LIMIT 1", row => row.Bind(1, hash), row => row.Step() ? row.Int64(0) : (long?)null);
        return new PartnerPulse(last is { } at ? LogRow.Time(at) : null, count, oldest is { } open ? LogRow.Time(open) : null);
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private static bool IsOpen(MessageState state) => state is MessageState.Received or MessageState.Held or MessageState.Dead;

    // The narrowest index that the query names; everything else is decided on the rows.
    private static (string From, string Column) Walk(MessageQuery query) => query switch
    {
        { Patient: not null } => ("patient p JOIN message m ON m.seq = p.seq WHERE p.hash = ?1", "p.seq"),
        { ControlId: not null } => ("message m WHERE m.control = ?1", "m.seq"),
        { State: { } state } when IsOpen(state) => ("message m WHERE m.state = ?1 AND m.state IN (1, 3, 4)", "m.seq"),
        { Partner: not null } => ("message m WHERE m.partner = ?1", "m.seq"),
        _ => ("message m WHERE ?1 = 0", "m.seq"),
    };

    private long First(MessageQuery query) => query switch
    {
        { Patient: { } patient } => keys.Patient(patient),
        { ControlId: { } control } => keys.Control(control),
        { State: { } state } when IsOpen(state) => (long)state,
        { Partner: { } partner } => keys.Partner(partner),
        _ => 0,
    };

    private MessagePage Page(Statement row, MessageQuery query)
    {
        var (partner, control) = (query.Partner is { } id ? keys.Partner(id) : 0, query.ControlId is { } text ? keys.Control(text) : 0);
        var (from, to) = (query.From is { } begin ? LogRow.Microseconds(begin) : long.MinValue, query.To is { } end ? LogRow.Microseconds(end) : long.MaxValue);
        var found = new List<LoggedMessage>();
        var examined = 0;
        while (row.Step())
        {
            var at = row.Int64(2);
            if ((query.State is not { } state || row.Int64(4) == (long)state) && at >= from && at < to && (partner == 0 || row.Int64(7) == partner) && (control == 0 || row.Int64(8) == control))
                found.Add(LogRow.Read(row, keys));
            if (++examined == MostExamined || found.Count == Math.Clamp(query.Count, 1, 1000))
                return new MessagePage(found, row.Int64(0));
        }
        return new MessagePage(found, null);
    }

    private List<LoggedMessage> ReadAll(Statement row)
    {
        var rows = new List<LoggedMessage>();
        while (row.Step())
            rows.Add(LogRow.Read(row, keys));
        return rows;
    }

    private T With<T>(string sql, Action<Statement> bind, Func<Statement, T> read)
    {
        var connection = _idle.TryTake(out var kept) ? kept : Connection.Open(path, readOnly: true);
        try
        {
            using var statement = connection.Prepare(sql);
            bind(statement);
            return read(statement);
        }
        finally
        {
            _idle.Add(connection);
        }
    }
}
