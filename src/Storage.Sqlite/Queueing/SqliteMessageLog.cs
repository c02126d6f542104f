using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The log of messages in one more SQLite file beside the record (docs/architecture/interfaces.md).</summary>
public sealed class SqliteMessageLog : IMessageLog
{
    /// <summary>Name of the file in the store's folder.</summary>
    public const string FileName = "messages.db";

    private readonly LogKeys _keys;
    private readonly LogFile _file;
    private readonly LogReader _reader;
    private readonly LogWriter _writer;
    private readonly TimeProvider _clock;
    private int _isDisposed;

    private SqliteMessageLog(string path, LogKeys keys, TimeProvider clock)
    {
        (_keys, _clock) = (keys, clock);
        _file = new LogFile(path, keys);
        _reader = new LogReader(path, keys);
        _writer = new LogWriter(_file);
    }

    /// <inheritdoc />
    public event Action? Received;

    /// <summary>Opens the log of a store that is open, or makes one.</summary>
    /// <param name="folder">The store's folder; the store's lock keeps others out.</param>
    /// <param name="store">The store: its private table holds the log's key.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StoreFormatException">The file was written by a newer program.</exception>
    public static async Task<SqliteMessageLog> OpenAsync(DirectoryInfo folder, IRecordStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(store);
        var keys = await LogKeys.OpenAsync(store.Private, store.Tenant, cancellationToken).ConfigureAwait(false);
        try
        {
            return new SqliteMessageLog(Path.Combine(folder.FullName, FileName), keys, clock);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<LoggedMessage> AppendAsync(MessageDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var prepared = SealedDraft.Of(draft, _clock.GetUtcNow(), _keys);
        var logged = await _writer.RunAsync(file => file.Add(prepared), cancellationToken).ConfigureAwait(false);
        if (logged is { State: MessageState.Received, Direction: MessageDirection.Inbound })
            Received?.Invoke();
        return logged;
    }

    /// <inheritdoc />
    public async Task<LoggedMessage?> ChangeAsync(MessageChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = await _writer.RunAsync(file => file.Change(change), cancellationToken).ConfigureAwait(false);
        if (changed is { State: MessageState.Received } && change.From != MessageState.Received)
            Received?.Invoke();
        return changed;
    }

    /// <inheritdoc />
    public LoggedMessage? Find(string id) => Guid.TryParse(id, out var guid) ? _reader.Find(guid) : null;

    /// <inheritdoc />
    public byte[]? Raw(LoggedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.HasRaw ? _reader.Raw(message) : null;
    }

    /// <inheritdoc />
    public IReadOnlyList<LoggedMessage> InOrder(MessageState state, long after, int count) => _reader.InOrder(state, after, count);

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
    public long PatientKey(string identifier) => _keys.Patient(identifier);

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _writer.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
        _file.Dispose();
        _keys.Dispose();
    }
}
