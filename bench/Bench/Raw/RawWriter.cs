using System.Threading.Channels;
using SQLitePCL;

namespace Carewright.Bench.Raw;

/// <summary>Group commit and nothing else: one thread inserts what many callers bring, one synced commit for all that wait.</summary>
internal sealed class RawWriter : IDisposable
{
    private const int MaxGroup = 256;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(1024) { SingleReader = true });
    private readonly Thread _thread;

    public RawWriter(string folder)
    {
        _thread = new Thread(() => Loop(folder)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completes when the bodies are on disk.</summary>
    public async Task WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        var work = new Work(bodies, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(work);
        await work.Done.Task;
    }

    public void Dispose()
    {
        _queue.Writer.Complete();
        _thread.Join();
    }

    private void Loop(string folder)
    {
        using var database = new RawDatabase(folder);
        using var insert = database.Prepare("INSERT INTO written(json) VALUES(?)");
        var group = new List<Work>(MaxGroup);
        while (Take(group))
        {
            database.Execute("BEGIN IMMEDIATE");
            foreach (var body in group.SelectMany(work => work.Bodies))
            {
                raw.sqlite3_bind_blob(insert, 1, body.Span);
                RawDatabase.Run(insert);
            }
            database.Execute("COMMIT");
            foreach (var work in group)
                work.Done.SetResult();
        }
    }

    private bool Take(List<Work> group)
    {
        group.Clear();
        if (!_queue.Reader.TryPeek(out _) && !_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            return false;
        while (group.Count < MaxGroup && _queue.Reader.TryRead(out var work))
            group.Add(work);
        return true;
    }

    private sealed record Work(IReadOnlyList<ReadOnlyMemory<byte>> Bodies, TaskCompletionSource Done);
}
