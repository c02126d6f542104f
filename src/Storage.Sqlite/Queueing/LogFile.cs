using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The log's file as its writer uses it; for one thread at a time. Everything but opening, committing and closing runs within a transaction.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly Connection _connection;
    private readonly LogKeys _keys;
    private readonly LogTally _tally;
    private readonly Statement _insert;
    private readonly Statement _same;
    private readonly Statement _named;
    private readonly Statement _unnamed;
    private readonly Statement _find;
    private readonly Statement _change;
    private readonly Statement _move;
    private readonly Statement _body;
    private readonly Statement _drop;
    private readonly Statement _remove;
    private LogKey _key;
    private long _last;
    private bool _isTruncated;

    public LogFile(string path, LogKeys keys)
    {
        (_keys, _key) = (keys, keys.Current);
        _connection = LogSchema.Open(path);
        _tally = new LogTally(_connection, keys);
        _insert = _connection.Prepare("INSERT INTO message(seq, id, at, changed, direction, state, generation, partner, control, same, head, body) VALUES(?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        _same = _connection.Prepare("SELECT id FROM message WHERE same = ?1 AND same <> 0 ORDER BY seq LIMIT 1");
        _named = _connection.Prepare("INSERT OR IGNORE INTO patient(hash, seq) VALUES(?1, ?2)");
        _unnamed = _connection.Prepare("DELETE FROM patient WHERE hash = ?1 AND seq = ?2");
        _find = _connection.Prepare($"SELECT {LogRow.Columns} FROM message m WHERE seq = ?1");
        _change = _connection.Prepare("UPDATE message SET state = ?2, changed = ?3, same = ?4, head = ?5 WHERE seq = ?1");
        _move = _connection.Prepare("UPDATE message SET generation = ?2, partner = ?3, control = ?4, same = ?5, head = ?6, body = ?7 WHERE seq = ?1");
        _body = _connection.Prepare("SELECT body FROM message WHERE seq = ?1");
        _drop = _connection.Prepare("UPDATE message SET body = NULL WHERE seq = ?1");
        _remove = _connection.Prepare("DELETE FROM message WHERE seq = ?1");
        _last = _connection.Scalar("SELECT max(seq) FROM message");
    }

    /// <summary>The sequence number of the newest row.</summary>
    public long Last => _last;

    /// <summary>The key of this transaction. Another one may come at any moment, from another thread: a row that said one generation and were sealed under the next would never open again.</summary>
    public LogKey Key => _key;

    public void Begin()
    {
        _connection.Execute("BEGIN IMMEDIATE");
        _key = _keys.Current;
    }

    /// <summary>Makes the transaction durable; and, if something was taken away for good, empties the write-ahead log, or tries to with the next one while somebody reads in it.</summary>
    public void Commit()
    {
        _connection.Execute("COMMIT");
        if (_isTruncated)
            _isTruncated = _connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
    }

    /// <summary>Adds a message, or a row that says that it came before.</summary>
    public LoggedMessage Add(SealedDraft draft)
    {
        if (draft.Key != _key)
            draft = draft.Under(_key);
        if (draft.Hashes.Same != 0 && FirstOf(draft.Head) is { } first)
            draft = draft.AsDuplicate(first);
        Insert(++_last, draft);
        Name(_last, draft.Hashes);
        _tally.Count(_key, draft.Head.Partner, draft.State, 1);
        return draft.Entry(_last).Message(_keys);
    }

    /// <summary>Changes a message; null when it is not in the state that is expected.</summary>
    public LoggedMessage? Change(MessageChange change, long now)
    {
        if (Find(change.Sequence) is not { } found || found.State != change.From)
            return null;
        var head = found.Head with { Reason = change.Reason, Decision = change.Decision ?? found.Head.Decision, Attempts = found.Head.Attempts + (change.IsAttempt ? 1 : 0) };
        return Put(found, found with { State = change.To, Head = head, HasRaw = found.HasRaw && !change.DropsRaw }, now).Message(_keys);
    }

    /// <summary>A row; null when there is none.</summary>
    /// <exception cref="SealBrokenException">It does not open.</exception>
    public LogEntry? Find(long sequence)
    {
        _find.Bind(1, sequence);
        try
        {
            return _find.Step() ? LogRow.Read(_find, _keys) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Sequence numbers of the next rows after one that a condition (on <c>m</c>, <c>?3</c> its value) holds for, at most so many.</summary>
    public List<long> After(long sequence, int count, string condition, long value)
    {
        var found = new List<long>(count);
        using var rows = _connection.Prepare($"SELECT m.seq FROM message m WHERE m.seq > ?1 AND {condition} ORDER BY m.seq LIMIT ?2");
        rows.Bind(1, sequence).Bind(2, count).Bind(3, value);
        while (rows.Step())
            found.Add(rows.Int64(0));
        return found;
    }

    /// <summary>Puts a row into the place of what it was, under the key in force.</summary>
    public LogEntry Put(LogEntry before, LogEntry after, long now)
    {
        // Nothing new under an older key.
        if (before.Generation != _key.Generation)
            (before, after) = (Move(before), after with { Generation = _key.Generation });
        Unname(before, after.Head.Patients);
        _change.Bind(1, after.Sequence).Bind(2, (long)after.State).Bind(3, now).Bind(4, _key.Same(after.Head)).Bind(5, LogRow.CloseHead(_key, after.Id, after.Head)).Run();
        if (before.HasRaw && !after.HasRaw)
            DropRaw(after.Sequence);
        _tally.Move(_key, after.Head.Partner, before.State, after.State);
        return after;
    }

    /// <summary>Brings a row, its hashes and its body under the key in force.</summary>
    /// <exception cref="SealBrokenException">Its body does not open; the row is as it was.</exception>
    public LogEntry Move(LogEntry entry)
    {
        var (from, to) = (_keys.Of(entry.Generation), _key);
        var body = entry.HasRaw ? to.CloseBody(entry.Id, from.OpenBody(entry.Id, Body(entry.Sequence))) : null;
        var hashes = to.Hashes(entry.Head);
        Unname(entry, []);
        Name(entry.Sequence, hashes);
        _move.Bind(1, entry.Sequence).Bind(2, to.Generation).Bind(3, hashes.Partner).Bind(4, hashes.Control).Bind(5, hashes.Same).Bind(6, LogRow.CloseHead(to, entry.Id, entry.Head));
        (body is null ? _move.BindNull(7) : _move.Bind(7, body)).Run();
        return entry with { Generation = to.Generation };
    }

    /// <summary>Overwrites the body of a row.</summary>
    public void DropRaw(long sequence) => _drop.Bind(1, sequence).Run();

    /// <summary>Removes a row and what leads to it.</summary>
    public void Remove(LogEntry entry)
    {
        Unname(entry, []);
        _remove.Bind(1, entry.Sequence).Run();
        _tally.Count(_key, entry.Head.Partner, entry.State, -1);
    }

    /// <summary>Makes the tally anew under the key in force.</summary>
    public void RenewTally() => _tally.Renew(_key);

    /// <summary>Says that something is taken away for good: a copy of the log that was made before is not to be kept beside what is copied after it.</summary>
    public void EndEra()
    {
        _connection.Execute("UPDATE era SET n = n + 1");
        _isTruncated = true;
    }

    public void Dispose() => _connection.Dispose();

    private void Insert(long seq, SealedDraft draft)
    {
        var hashes = draft.Hashes;
        _insert.Bind(1, seq).Bind(2, draft.Id.ToByteArray(bigEndian: true)).Bind(3, draft.At).Bind(4, (long)draft.Direction).Bind(5, (long)draft.State)
            .Bind(6, draft.Key.Generation).Bind(7, hashes.Partner).Bind(8, hashes.Control).Bind(9, hashes.Same).Bind(10, draft.SealedHead);
        (draft.SealedBody is { } body ? _insert.Bind(11, body) : _insert.BindNull(11)).Run();
    }

    private Guid? FirstOf(LogHead head)
    {
        foreach (var key in _keys.Sought)
        {
            _same.Bind(1, key.Same(head));
            var first = _same.Step() ? new Guid(_same.Blob(0), bigEndian: true) : (Guid?)null;
            _same.Reset();
            if (first is not null)
                return first;
        }
        return null;
    }

    private byte[] Body(long sequence)
    {
        _body.Bind(1, sequence);
        var body = _body.Step() ? _body.Blob(0).ToArray() : [];
        _body.Reset();
        return body;
    }

    private void Name(long sequence, LogHashes hashes)
    {
        foreach (var patient in hashes.Patients)
            _named.Bind(1, patient).Bind(2, sequence).Run();
    }

    private void Unname(LogEntry entry, IReadOnlyList<string> kept)
    {
        foreach (var patient in entry.Head.Patients.Except(kept))
            _unnamed.Bind(1, _keys.Of(entry.Generation).Patient(patient)).Bind(2, entry.Sequence).Run();
    }
}
