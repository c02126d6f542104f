using System.Collections.Concurrent;
using System.Globalization;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>Reads the log beside its writer: a connection for each reader at a time, kept for the next.</summary>
internal sealed class LogReader(string path, LogKeys keys) : IDisposable
{
    private const int MostExamined = 20_000;
    private const int MostCounted = 100_000;
    private const int MostNamed = 1_000;

    // Hashes are bound from here on: one for each key that rows may be under.
    private const int Hashes = 10;

    private readonly ConcurrentBag<Connection> _idle = [];

    public LoggedMessage? Find(Guid id) =>
        With($"SELECT {LogRow.Columns} FROM message m WHERE m.id = ?1", row => row.Bind(1, id.ToByteArray(bigEndian: true)), row => row.Step() ? LogRow.Read(row, keys).Message(keys) : null);

    public byte[]? Raw(LoggedMessage message) =>
        With("SELECT body, generation FROM message WHERE seq = ?1", row => row.Bind(1, message.Sequence), row => row.Step() && !row.IsNull(0) ? keys.Of(row.Int64(1)).OpenBody(Guid.Parse(message.Id), row.Blob(0)) : null);

    public IReadOnlyList<LoggedMessage> InOrder(MessageState state, MessageDirection direction, long after, int count, string? partner) => Seeking(sought =>
    {
        var hashes = partner is null ? [] : sought.Select(key => key.Partner(partner)).ToList();
        var sql = $"SELECT {LogRow.Columns} FROM message m WHERE m.state = ?1{(IsOpen(state) ? " AND m.state IN (1, 3, 4)" : "")} AND m.direction = ?4 AND m.seq > ?2{(partner is null ? "" : " AND " + Among("+m.partner", hashes))} ORDER BY m.seq LIMIT ?3";
        return With(sql, row => Bind(row, hashes).Bind(1, (long)state).Bind(2, after).Bind(3, Math.Clamp(count, 1, 1000)).Bind(4, (long)direction), ReadAll);
    });

    public MessagePage List(MessageQuery query) => Seeking(sought =>
    {
        var walk = Walk(query, sought);
        var before = query.Before ?? long.MaxValue;
        var sql = $"SELECT {LogRow.Columns}, m.partner, m.control FROM {walk.From} AND {walk.Column} < ?2 ORDER BY {walk.Column} DESC LIMIT ?3";
        return With(sql, row => Bind(row, walk.Hashes).Bind(2, before).Bind(3, MostExamined), row => Page(row, query, sought));
    });

    public IReadOnlyList<MessageTally> Tally() => With("SELECT name, state, n, generation FROM tally WHERE n > 0 ORDER BY partner, state", _ => { }, row =>
    {
        var rows = new List<MessageTally>();
        while (row.Step())
            rows.Add(new MessageTally(LogTally.NameOf(keys.Of(row.Int64(3)), row.Blob(0)), (MessageState)row.Int64(1), row.Int64(2)));
        return rows;
    });

    public PartnerPulse Pulse(string partner, DateTimeOffset since) => Seeking(sought =>
    {
        var hashes = sought.Select(key => key.Partner(partner)).ToList();
        var own = Among("partner", hashes);
        var last = With($"SELECT at FROM message WHERE {own} AND direction = 1 ORDER BY seq DESC LIMIT 1", row => Bind(row, hashes), row => row.Step() ? row.Int64(0) : (long?)null);
        var count = With($"SELECT count(*) FROM (SELECT 1 FROM (SELECT at FROM message WHERE {own} AND direction = 1 ORDER BY seq DESC LIMIT ?3) WHERE at >= ?2)",
            row => Bind(row, hashes).Bind(2, LogRow.Microseconds(since)).Bind(3, MostCounted), row => row.Step() ? (int)row.Int64(0) : 0);
        DateTimeOffset? Oldest(MessageDirection direction) => With($"SELECT at FROM message WHERE state = 1 AND state IN (1, 3, 4) AND {own} AND direction = ?1 ORDER BY seq LIMIT 1",
            row => Bind(row, hashes).Bind(1, (long)direction), row => row.Step() ? LogRow.Time(row.Int64(0)) : (DateTimeOffset?)null);
        return new PartnerPulse(last is { } at ? LogRow.Time(at) : null, count, Oldest(MessageDirection.Inbound), Oldest(MessageDirection.Outbound));
    });

    /// <summary>Sequence numbers of messages after one that name a patient's identifier, or another one of the same hash; at most 1,000.</summary>
    public IReadOnlyList<long> Naming(string identifier, long after) => Seeking(sought =>
    {
        var hashes = sought.Select(key => key.Patient(identifier)).ToList();
        return With($"SELECT DISTINCT seq FROM patient WHERE {Among("hash", hashes)} AND seq > ?1 ORDER BY seq LIMIT ?2", row => Bind(row, hashes).Bind(1, after).Bind(2, MostNamed), row =>
        {
            var found = new List<long>();
            while (row.Step())
                found.Add(row.Int64(0));
            return found;
        });
    });

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private static bool IsOpen(MessageState state) => state is MessageState.Received or MessageState.Held or MessageState.Dead;

    // The narrowest index that the query names; everything else is decided on the rows.
    private static (string From, string Column, IReadOnlyList<long> Hashes) Walk(MessageQuery query, IReadOnlyList<LogKey> sought)
    {
        (string, string, IReadOnlyList<long>) By(string table, string hash, string column, Func<LogKey, long> hashOf)
        {
            var hashes = sought.Select(hashOf).ToList();
            return ($"{table} WHERE {Among(hash, hashes)}", column, hashes);
        }
        return query switch
        {
            { Patient: { } patient } => By("patient p JOIN message m ON m.seq = p.seq", "p.hash", "p.seq", key => key.Patient(patient)),
            { ControlId: { } control } => By("message m", "m.control", "m.seq", key => key.Control(control)),
            { State: { } state } when IsOpen(state) => (string.Create(CultureInfo.InvariantCulture, $"message m WHERE m.state = {(int)state} AND m.state IN (1, 3, 4)"), "m.seq", []),
            { Partner: { } partner } => By("message m", "m.partner", "m.seq", key => key.Partner(partner)),
            _ => ("message m WHERE 1", "m.seq", []),
        };
    }

    // One value alone is walked in the index's order; several, while keys are renewed, are sorted.
    private static string Among(string column, IReadOnlyList<long> hashes) =>
        hashes.Count == 1 ? $"{column} = ?{Hashes}" : $"{column} IN ({string.Join(", ", hashes.Select((_, place) => string.Create(CultureInfo.InvariantCulture, $"?{Hashes + place}")))})";

    private static Statement Bind(Statement row, IReadOnlyList<long> hashes)
    {
        for (var place = 0; place < hashes.Count; place++)
            row.Bind(Hashes + place, hashes[place]);
        return row;
    }

    private MessagePage Page(Statement row, MessageQuery query, IReadOnlyList<LogKey> sought)
    {
        var (partners, controls) = (query.Partner is { } id ? sought.Select(key => key.Partner(id)).ToList() : null, query.ControlId is { } text ? sought.Select(key => key.Control(text)).ToList() : null);
        var (from, to) = (query.From is { } begin ? LogRow.Microseconds(begin) : long.MinValue, query.To is { } end ? LogRow.Microseconds(end) : long.MaxValue);
        var found = new List<LoggedMessage>();
        var examined = 0;
        while (row.Step())
        {
            var at = row.Int64(2);
            if ((query.State is not { } state || row.Int64(4) == (long)state) && at >= from && at < to && partners?.Contains(row.Int64(LogRow.Width)) != false && controls?.Contains(row.Int64(LogRow.Width + 1)) != false)
                found.Add(LogRow.Read(row, keys).Message(keys));
            if (++examined == MostExamined || found.Count == Math.Clamp(query.Count, 1, 1000))
                return new MessagePage(found, row.Int64(0));
        }
        return new MessagePage(found, null);
    }

    private List<LoggedMessage> ReadAll(Statement row)
    {
        var rows = new List<LoggedMessage>();
        while (row.Step())
            rows.Add(LogRow.Read(row, keys).Message(keys));
        return rows;
    }

    // What was looked for while a key came may have been moved under it in between.
    private T Seeking<T>(Func<IReadOnlyList<LogKey>, T> look)
    {
        while (true)
        {
            var sought = keys.Sought;
            var found = look(sought);
            if (keys.Sought[0] == sought[0])
                return found;
        }
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
