namespace Carewright.Interfaces.Applying;

/// <summary>
/// Runs work in parallel, but in order wherever two pieces have a key in common. At most so many run at once, and at most so many are taken on before the first of them has ended. Added by one thread at a time.
/// </summary>
internal sealed class Lanes(int parallel, int most) : IDisposable
{
    private readonly Dictionary<long, Task> _last = [];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _running = new(parallel, parallel);
    private readonly SemaphoreSlim _taken = new(most, most);

    /// <summary>Takes work on; waits while there is too much already.</summary>
    /// <param name="keys">What it must not overtake others on.</param>
    /// <param name="work">It; must not throw.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async Task AddAsync(IReadOnlyList<long> keys, Func<Task> work, CancellationToken cancellationToken)
    {
        await _taken.WaitAsync(cancellationToken).ConfigureAwait(false);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            before = Task.WhenAll(keys.Select(key => _last.GetValueOrDefault(key, Task.CompletedTask)));
            foreach (var key in keys)
                _last[key] = done.Task;
        }
        _ = RunAsync(before, keys, work, done);
    }

    /// <summary>Completes when nothing runs any more; nothing may be added meanwhile.</summary>
    internal async Task WhenIdleAsync()
    {
        for (var i = 0; i < most; i++)
            await _taken.WaitAsync().ConfigureAwait(false);
        _taken.Release(most);
    }

    public void Dispose()
    {
        _running.Dispose();
        _taken.Dispose();
    }

    private async Task RunAsync(Task before, IReadOnlyList<long> keys, Func<Task> work, TaskCompletionSource done)
    {
        await before.ConfigureAwait(false);
        await _running.WaitAsync().ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                foreach (var key in keys.Where(key => _last.GetValueOrDefault(key) == done.Task))
                    _last.Remove(key);
            }
            done.SetResult();
            _running.Release();
            _taken.Release();
        }
    }
}
