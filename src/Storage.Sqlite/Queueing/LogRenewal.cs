using System.Diagnostics;
using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>
/// Brings the log under its key in force, in the background and a few rows at a time, and has the store destroy the older ones (ADR 0009). A row says which key it is under, so that there is no place to remember: after a
/// crash it begins anew and finds what is left. What is written meanwhile is under the key in force already.
/// </summary>
internal sealed class LogRenewal : IAsyncDisposable
{
    private const int Window = 4096;
    private const int MostRows = 64;
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);

    private readonly LogWriter _writer;
    private readonly LogKeys _keys;
    private readonly SqliteRecordStore _store;
    private readonly CancellationTokenSource _closing = new();
    private readonly ChangeSignal _wake = new();
    private readonly ChangeSignal _turn = new();
    private readonly Task _work;
    private long _place;
    private long _total;
    private long _kept;
    private volatile int _reached;

    public LogRenewal(LogWriter writer, LogKeys keys, SqliteRecordStore store)
    {
        (_writer, _keys, _store) = (writer, keys, store);
        _work = Task.Run(RunAsync);
    }

    /// <summary>How far it is; null when everything is under the key in force, but for what does not open.</summary>
    public KeyRotationStatus? Status() =>
        IsIdle ? null : new KeyRotationStatus("messages", Math.Min(Interlocked.Read(ref _place), Interlocked.Read(ref _total)), Interlocked.Read(ref _total), Interlocked.Read(ref _kept), false);

    /// <summary>Tells that there is a new key.</summary>
    public void Wake() => _wake.Set();

    public async Task WhenDoneAsync(CancellationToken cancellationToken)
    {
        for (var next = _turn.Next; !IsIdle; next = _turn.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops where it is; what is left is done when the log is opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _wake.Set();
        await _work.ConfigureAwait(false);
        _closing.Dispose();
    }

    // Rows that do not open keep older keys beside the one in force until the log is opened again.
    private bool IsIdle => _keys.Sought.Count == 1 || _reached == _keys.Current.Generation;

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var woken = _wake.Next;
            try
            {
                while (!IsIdle)
                    await WalkAsync().ConfigureAwait(false);
                _turn.Set();
                await woken.WaitAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error)
            {
                // A full disk, a store that has stopped writing: what is done stays done, both generations stay readable.
                Log.RenewalFailed(_store.Logger, error);
                await Task.Delay(s_afterFailure, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WalkAsync()
    {
        var generation = _keys.Current.Generation;
        (_place, _kept) = (0, 0);
        // After this nothing more comes to be under an older key: the writer has taken over the one in force.
        _total = await _writer.RunAsync(Begin, _closing.Token).ConfigureAwait(false);
        while (_place < _total)
        {
            var started = Stopwatch.GetTimestamp();
            var moved = await _writer.RunAsync(file => Step(file, _place), _closing.Token).ConfigureAwait(false);
            if (moved > 0)
                await Task.Delay(Stopwatch.GetElapsedTime(started), _closing.Token).ConfigureAwait(false);
        }
        if (_kept == 0)
            await SettleAsync(generation).ConfigureAwait(false);
        _reached = generation;
    }

    private static long Begin(LogFile file)
    {
        file.RenewTally();
        return file.Last;
    }

    private int Step(LogFile file, long place)
    {
        var end = Math.Min(_total, place + Window);
        var older = file.After(place, MostRows, $"m.seq <= {end.ToString(System.Globalization.CultureInfo.InvariantCulture)} AND m.generation <> ?3", file.Key.Generation);
        foreach (var sequence in older)
            Move(file, sequence);
        Interlocked.Exchange(ref _place, older.Count == MostRows ? older[^1] : end);
        return older.Count;
    }

    private void Move(LogFile file, long sequence)
    {
        try
        {
            if (file.Find(sequence) is { } entry)
                file.Move(entry);
        }
        catch (SealBrokenException error)
        {
            // Changed behind our back: the key it was under stays, for whoever looks into it.
            Interlocked.Increment(ref _kept);
            Log.MessageNotMoved(_store.Logger, sequence, error);
        }
    }

    /// <summary>The log says first that keys go: a backup that has copied the log and not yet the keys begins anew.</summary>
    private async Task SettleAsync(int generation)
    {
        await _writer.RunAsync(End, _closing.Token).ConfigureAwait(false);
        await _store.DestroyMessageKeysAsync(generation).ConfigureAwait(false);
        _keys.Settle(generation);
        Log.Rotated(_store.Logger, "messages");
    }

    private static bool End(LogFile file)
    {
        file.EndEra();
        return true;
    }
}
