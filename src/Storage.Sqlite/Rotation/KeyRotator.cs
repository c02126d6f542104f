using System.Security.Cryptography;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite.Rotation;

/// <summary>The one worker that replaces keys in the background while the store is in use (ADR 0009). What is left of a rotation is seen when the store is opened, and goes on.</summary>
internal sealed class KeyRotator : IAsyncDisposable
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);

    private readonly RotationParts _parts;
    private readonly CancellationTokenSource _closing = new();
    private readonly ChangeSignal _wake = new();
    private readonly ChangeSignal _turn = new();
    private readonly HashSet<long> _kept = [];
    private readonly Task _work;
    private volatile Func<KeyRotationStatus>? _status;
    private int _asked = 1;
    private volatile int _done;

    public KeyRotator(RotationParts parts)
    {
        _parts = parts;
        _work = Task.Run(RunAsync);
    }

    /// <summary>Raised on the writer's thread when a new tenant key, and with it a new key of the log of messages, is in force; handlers must be quick.</summary>
    public event Action? TenantRotated;

    /// <summary>What is in work; null when nothing is.</summary>
    public KeyRotationStatus? Status() => IsIdle ? null : _status?.Invoke() ?? new KeyRotationStatus("", 0, 0, 0, false);

    /// <summary>Puts a new tenant key in force. On return nothing new is under the one before.</summary>
    /// <exception cref="KeyRotationException">One is in work, or the new key was made by somebody who has another than the one in force.</exception>
    public async Task RotateTenantAsync(TenantKeyHandover handover, CancellationToken cancellationToken)
    {
        LayerKeys? next = null;
        await _parts.ChangeAsync(
            () =>
            {
                next = Succeed(handover);
                _parts.Record.Keys.PutLayers(next.Stored());
                _parts.Record.PutSetting(StoredKey.Setting, StoredKey.Write(handover.Key));
                if (handover.Recovery is { } recovery)
                    _parts.Record.PutSetting(StoredKey.RecoverySetting, StoredKey.Write(recovery));
                else
                    _parts.Record.RemoveSetting(StoredKey.RecoverySetting);
            },
            () => Begin(() =>
            {
                _parts.State.Keys.Become(next!);
                TenantRotated?.Invoke();
            })).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a patient, or everybody and what is shared, new data keys.</summary>
    /// <returns>False when the patient has no key.</returns>
    public async Task<bool> RotateDataAsync(string? patientId, CancellationToken cancellationToken)
    {
        if (patientId is null)
        {
            await _parts.ChangeAsync(() => _parts.Record.Keys.RetireUpTo(_parts.Record.Keys.Next), () => Begin(null)).WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        var isFound = false;
        var owner = _parts.State.Blind.Identity("Patient", patientId);
        await DataKeyWalk.RetireAsync(_parts, () =>
        {
            IReadOnlyList<StoredDataKey> keys = _parts.Record.Keys.Of(owner) is { } key ? [key] : [];
            isFound = keys.Count > 0;
            return keys;
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
        Begin(null);
        return isFound;
    }

    /// <summary>Destroys the keys of the log of messages before a generation: nothing in it is under them any more.</summary>
    public async Task DestroyMessageKeysAsync(int before)
    {
        LayerKeys? after = null;
        await _parts.ChangeAsync(
            () =>
            {
                after = _parts.State.Keys.Layers.WithoutMessagesBefore(before);
                _parts.Record.Keys.PutLayers(after.Stored());
            },
            () => _parts.State.Keys.Become(after!)).ConfigureAwait(false);
        await _parts.PurgeAsync().ConfigureAwait(false);
    }

    public async Task WhenDoneAsync(CancellationToken cancellationToken)
    {
        for (var next = _turn.Next; !IsIdle; next = _turn.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops where it is; what is left is done when the store is opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _wake.Set();
        await _work.ConfigureAwait(false);
        _closing.Dispose();
    }

    // What was asked for while the worker was looking is not done yet.
    private bool IsIdle => _done == Volatile.Read(ref _asked);

    private LayerKeys Succeed(TenantKeyHandover handover)
    {
        if (_parts.State.Keys.HasOlder)
            throw new KeyRotationException("The tenant key is being rotated already.");
        if (handover.Key.Provider == PassphraseKeyProvider.RecoveryName || handover.Recovery is { Provider: not PassphraseKeyProvider.RecoveryName })
            throw new KeyRotationException("The provider and the recovery kit are not in their places; nothing was done.");
        byte[] key;
        try
        {
            key = _parts.State.Keys.TakeOver(handover);
        }
        catch (SealBrokenException)
        {
            throw new KeyRotationException("The tenant key has changed meanwhile; nothing was done.");
        }
        var next = _parts.State.Keys.Layers.Succeed(key, _parts.State.Delta.Snapshot.Coverage.Sequence);
        CryptographicOperations.ZeroMemory(key);
        return next;
    }

    private void Begin(Action? then)
    {
        then?.Invoke();
        Interlocked.Increment(ref _asked);
        _wake.Set();
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var woken = _wake.Next;
            var asked = Volatile.Read(ref _asked);
            try
            {
                if (await WorkAsync().ConfigureAwait(false))
                    continue;
                _done = asked;
                _turn.Set();
                await woken.WaitAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error)
            {
                // A full disk, a store that has stopped writing, something that opens by no key: what is done stays done, both generations stay readable.
                Log.RotationFailed(_parts.Log, error);
                await PauseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Does what is to be done; false when there is nothing.</summary>
    private async Task<bool> WorkAsync()
    {
        if (_parts.State.Keys.HasOlder)
        {
            var walk = new TenantKeyWalk(_parts);
            _status = walk.Status;
            await walk.RunAsync(_closing.Token).ConfigureAwait(false);
            Log.Rotated(_parts.Log, "tenant");
            return true;
        }
        var isWanted = false;
        await _parts.Alone(() => isWanted = _parts.Record.Keys.RetireBelow > 0 || _parts.Record.Keys.Retired().Exists(id => !_kept.Contains(id))).ConfigureAwait(false);
        if (!isWanted)
            return false;
        var data = new DataKeyWalk(_parts);
        _status = data.Status;
        _kept.UnionWith(await data.RunAsync(_closing.Token).ConfigureAwait(false));
        Log.Rotated(_parts.Log, "data");
        return true;
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(s_afterFailure, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
