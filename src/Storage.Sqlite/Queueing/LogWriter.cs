using System.Threading.Channels;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>The one writer of the log: takes what waits as one group, writes it in one transaction, and completes the callers when that is on disk.</summary>
internal sealed class LogWriter : IAsyncDisposable
{
    private const int Capacity = 4096;
    private const int GroupSize = 512;
    private readonly Channel<LogWork> _waiting = Channel.CreateBounded<LogWork>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly LogFile _file;
    private readonly Task _running;
    private volatile Exception? _fault;

    public LogWriter(LogFile file)
    {
        _file = file;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Queues work and waits until it is on disk.</summary>
    public async Task<T> RunAsync<T>(Func<LogFile, T> run, CancellationToken cancellationToken)
    {
        if (_fault is { } fault)
            throw new IOException("The message log has stopped writing because a write did not reach the disk.", fault);
        var work = new LogWork<T>(run);
        await _waiting.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        // Once queued it will be written, whatever its caller does.
        return await work.Completion.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new List<LogWork>(GroupSize);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < GroupSize && _waiting.Reader.TryRead(out var work))
                group.Add(work);
            Write(group);
            group.Clear();
        }
    }

    private void Write(List<LogWork> group)
    {
        if (_fault is null)
            TryWrite(group);
        foreach (var work in group)
        {
            if (_fault is null)
                work.Complete();
            else
                work.Fail(new IOException("The message log could not be written.", _fault));
        }
    }

    private void TryWrite(List<LogWork> group)
    {
        try
        {
            _file.Begin();
            foreach (var work in group)
                work.Run(_file);
            _file.Commit();
        }
        catch (Exception error)
        {
            // After a failed flush nobody can say what the disk holds: nothing is acknowledged on top of it.
            _fault = error;
        }
    }
}
