using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The log's file as its writer uses it; for one thread at a time.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly Connection _connection;
    private readonly LogKeys _keys;
    private readonly Statement _insert;
    private readonly Statement _same;
    private readonly Statement _named;
    private readonly Statement _tally;
    private readonly Statement _find;
    private readonly Statement _change;
    private readonly Statement _drop;
    private long _last;

    public LogFile(string path, LogKeys keys)
    {
        _keys = keys;
        _connection = LogSchema.Open(path);
        _insert = _connection.Prepare("INSERT INTO message(seq, id, at, direction, state, partner, control, same, head, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        _same = _connection.Prepare("SELECT id FROM message WHERE same = ?1 AND same <> 0 ORDER BY seq LIMIT 1");
        _named = _connection.Prepare("INSERT OR IGNORE INTO patient(hash, seq) VALUES(?1, ?2)");
        _tally = _connection.Prepare("INSERT INTO tally(partner, state, n, name) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(partner, state) DO UPDATE SET n = n + ?3");
        _find = _connection.Prepare($"SELECT {LogRow.Columns} FROM message WHERE seq = ?1");
        _change = _connection.Prepare("UPDATE message SET state = ?2, head = ?3 WHERE seq = ?1");
        _drop = _connection.Prepare("UPDATE message SET body = NULL WHERE seq = ?1");
        _last = _connection.Scalar("SELECT max(seq) FROM message");
    }

    public void Begin() => _connection.Execute("BEGIN IMMEDIATE");

    public void Commit() => _connection.Execute("COMMIT");

    /// <summary>Adds a message, or a row that says that it came before.</summary>
    public LoggedMessage Add(SealedDraft draft)
    {
        if (draft.Same != 0 && FirstOf(draft.Same) is { } first)
            draft = draft.AsDuplicate(_keys, first);
        var seq = ++_last;
        Insert(seq, draft);
        foreach (var patient in draft.Head.Patients)
            _named.Bind(1, patient).Bind(2, seq).Run();
        Count(draft.Partner, draft.State, 1, draft.Head.Partner);
        return draft.Logged(seq);
    }

    /// <summary>Changes a message; null when it is not in the state that is expected.</summary>
    public LoggedMessage? Change(MessageChange change)
    {
        if (Find(change.Sequence) is not { } found || found.State != change.From)
            return null;
        var changed = found with
        {
            State = change.To,
            Reason = change.Reason,
            Decision = change.Decision ?? found.Decision,
            Attempts = found.Attempts + (change.IsAttempt ? 1 : 0),
            HasRaw = found.HasRaw && !change.DropsRaw,
        };
        _change.Bind(1, change.Sequence).Bind(2, (long)change.To).Bind(3, LogRow.CloseHead(_keys, Guid.Parse(found.Id), LogHead.Of(changed))).Run();
        if (change.DropsRaw)
            _drop.Bind(1, change.Sequence).Run();
        if (change.From != change.To)
        {
            Count(_keys.Partner(found.Partner), change.From, -1, found.Partner);
            Count(_keys.Partner(found.Partner), change.To, 1, found.Partner);
        }
        return changed;
    }

    public void Dispose() => _connection.Dispose();

    private void Insert(long seq, SealedDraft draft)
    {
        _insert.Bind(1, seq).Bind(2, draft.Id.ToByteArray(bigEndian: true)).Bind(3, draft.At).Bind(4, (long)draft.Direction).Bind(5, (long)draft.State)
            .Bind(6, draft.Partner).Bind(7, draft.Control).Bind(8, draft.State == MessageState.Duplicate ? 0 : draft.Same).Bind(9, draft.SealedHead);
        if (draft.SealedBody is { } body)
            _insert.Bind(10, body).Run();
        else
            _insert.BindNull(10).Run();
    }

    private LoggedMessage? Find(long sequence)
    {
        _find.Bind(1, sequence);
        var found = _find.Step() ? LogRow.Read(_find, _keys) : null;
        _find.Reset();
        return found;
    }

    private Guid? FirstOf(long same)
    {
        _same.Bind(1, same);
        var first = _same.Step() ? new Guid(_same.Blob(0), bigEndian: true) : (Guid?)null;
        _same.Reset();
        return first;
    }

    private void Count(long partner, MessageState state, long by, string name) =>
        _tally.Bind(1, partner).Bind(2, (long)state).Bind(3, by).Bind(4, _keys.CloseHead(Guid.Empty, System.Text.Encoding.UTF8.GetBytes(name))).Run();
}
