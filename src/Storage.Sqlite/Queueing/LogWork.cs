namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>Something for the log's writer to do in its next transaction.</summary>
internal abstract class LogWork
{
    /// <summary>Does it within the transaction.</summary>
    public abstract void Run(LogFile file);

    /// <summary>Tells its caller that it is on disk.</summary>
    public abstract void Complete();

    /// <summary>Tells its caller that it is not.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>Work with a result.</summary>
internal sealed class LogWork<T>(Func<LogFile, T> run) : LogWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _fault;

    public Task<T> Completion => _done.Task;

    public override void Run(LogFile file)
    {
        try
        {
            _result = run(file);
        }
        catch (SealBrokenException broken)
        {
            // A row that somebody has changed behind our back is a matter of who asked for it: nothing was written, and the others of the group go on.
            _fault = broken;
        }
    }

    public override void Complete()
    {
        if (_fault is null)
            _done.TrySetResult(_result!);
        else
            _done.TrySetException(_fault);
    }

    public override void Fail(Exception error) => _done.TrySetException(error);
}
