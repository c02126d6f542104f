using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The log of messages in one more SQLite file beside the record (docs/architecture/interfaces.md).</summary>
public sealed class SqliteMessageLog : IMessageLog
{
    /// <summary>Name of the file in the store's folder.</summary>
    public const string FileName = "messages.db";

    private const int ErasedAtOnce = 64;

    private readonly SqliteRecordStore _store;
    private readonly LogKeys _keys;
    private readonly LogFile _file;
    private readonly LogReader _reader;
    private readonly LogWriter _writer;
    private readonly LogRenewal _renewal;
    private readonly TimeProvider _clock;
    private int _isDisposed;

    private SqliteMessageLog(string path, SqliteRecordStore store, LogKeys keys, TimeProvider clock)
    {
        (_store, _keys, _clock) = (store, keys, clock);
        _file = new LogFile(path, keys);
        _reader = new LogReader(path, keys);
        _writer = new LogWriter(_file);
        _renewal = new LogRenewal(_writer, keys, store);
        store.MessageKeyAdded += TakeKeys;
    }

    /// <inheritdoc />
    public event Action? Received;

    /// <inheritdoc />
    public event Action<LoggedMessage>? Erased;

    private long Now => LogRow.Microseconds(_clock.GetUtcNow());

    /// <summary>Opens the log of a store that is open, or makes one; it is to be closed before the store. What a rotation of the tenant key has left to do in it goes on.</summary>
    /// <param name="folder">The store's folder; the store's lock keeps others out.</param>
    /// <param name="store">The store: it has the log's keys.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StoreFormatException">The file was written by a newer program.</exception>
    public static Task<SqliteMessageLog> OpenAsync(DirectoryInfo folder, SqliteRecordStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(store);
        return Task.Run(() => Open(Path.Combine(folder.FullName, FileName), store, clock), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<LoggedMessage> AppendAsync(MessageDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var prepared = SealedDraft.Of(draft, _clock.GetUtcNow(), _keys.Current);
        var logged = await _writer.RunAsync(file => file.Add(prepared), cancellationToken).ConfigureAwait(false);
        if (logged.State == MessageState.Received)
            Received?.Invoke();
        return logged;
    }

    /// <inheritdoc />
    public async Task<LoggedMessage?> ChangeAsync(MessageChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = await _writer.RunAsync(file => file.Change(change, Now), cancellationToken).ConfigureAwait(false);
        if (changed is { State: MessageState.Received } && change.From != MessageState.Received)
            Received?.Invoke();
        return changed;
    }

    /// <inheritdoc />
    public async Task<int> EraseAsync(IReadOnlySet<string> identifiers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identifiers);
        var erased = 0;
        foreach (var identifier in identifiers)
        {
            for (var named = _reader.Naming(identifier, 0); named.Count > 0; named = _reader.Naming(identifier, named[^1]))
            {
                foreach (var some in named.Chunk(ErasedAtOnce))
                    erased += await EraseAsync(some, identifiers, cancellationToken).ConfigureAwait(false);
            }
        }
        return erased;
    }

    /// <inheritdoc />
    public async Task<int> TrimAsync(DateTimeOffset before, IReadOnlyCollection<MessageState> states, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (states.Any(state => state is MessageState.Received or MessageState.Held or MessageState.Dead))
            throw new ArgumentException("What waits for somebody is not removed by its age.", nameof(states));
        var removed = 0;
        for (var step = default(TrimStep); !step.IsEnd; removed += step.Removed)
        {
            var place = step.Place;
            step = await _writer.RunAsync(file => LogTrimming.Step(file, place, LogRow.Microseconds(before), states), cancellationToken).ConfigureAwait(false);
        }
        return removed;
    }

    /// <summary>How far the log is on its way under a new key; null when it is all there.</summary>
    public KeyRotationStatus? KeyRenewal() => _renewal.Status();

    /// <summary>Completes when everything in the log is under the key in force, but for what does not open.</summary>
    public Task WhenKeyIsRenewedAsync(CancellationToken cancellationToken) => _renewal.WhenDoneAsync(cancellationToken);

    /// <inheritdoc />
    public LoggedMessage? Find(string id) => Guid.TryParse(id, out var guid) ? _reader.Find(guid) : null;

    /// <inheritdoc />
    public byte[]? Raw(LoggedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.HasRaw ? _reader.Raw(message) : null;
    }

    /// <inheritdoc />
    public IReadOnlyList<LoggedMessage> InOrder(MessageState state, MessageDirection direction, long after, int count, string? partner = null) => _reader.InOrder(state, direction, after, count, partner);

    /// <inheritdoc />
    public MessagePage List(MessageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _reader.List(query);
    }

    /// <inheritdoc />
    public IReadOnlyList<MessageTally> Tally() => _reader.Tally();

    /// <inheritdoc />
    public PartnerPulse Pulse(string partner, DateTimeOffset since) => _reader.Pulse(partner, since);

    /// <inheritdoc />
    public long PatientKey(string identifier) => _keys.Order(identifier);

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        _store.MessageKeyAdded -= TakeKeys;
        await _renewal.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
        _file.Dispose();
        _keys.Dispose();
    }

    private static SqliteMessageLog Open(string path, SqliteRecordStore store, TimeProvider clock)
    {
        var keys = new LogKeys(store.Tenant);
        try
        {
            keys.Take(store.MessageKeys);
            var log = new SqliteMessageLog(path, store, keys, clock);
            // One that came in between.
            log.TakeKeys();
            return log;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    private void TakeKeys()
    {
        _keys.Take(_store.MessageKeys);
        _renewal.Wake();
    }

    private async Task<int> EraseAsync(long[] sequences, IReadOnlySet<string> identifiers, CancellationToken cancellationToken)
    {
        var erased = await _writer.RunAsync(file => LogErasure.Erase(file, _keys, sequences, identifiers, Now), cancellationToken).ConfigureAwait(false);
        foreach (var message in erased)
            Erased?.Invoke(message);
        return erased.Count;
    }
}
