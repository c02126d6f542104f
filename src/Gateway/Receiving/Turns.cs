namespace Carewright.Gateway.Receiving;

/// <summary>Lets one caller after the other do something, in the order in which they came.</summary>
internal sealed class Turns
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    internal async ValueTask<T> TakeAsync<T>(Func<ValueTask<T>> act, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
            (before, _last) = (_last, turn.Task);
        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await act().ConfigureAwait(false);
        }
        finally
        {
            // Who gives up waiting does not let the next overtake the one before.
            _ = before.ContinueWith(_ => turn.SetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
