namespace Carewright.Storage.Sqlite;

/// <summary>Wakes whoever waits for the next commit. Waiting costs the writer nothing while nobody waits.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes with the next <see cref="Set"/>. Take it before looking whether there is something already.</summary>
    public Task Next
    {
        get
        {
            var waiting = Volatile.Read(ref _waiting);
            if (waiting is not null)
                return waiting.Task;
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _waiting, fresh, null) ?? fresh).Task;
        }
    }

    public void Set() => Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
}
