using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Reading;
using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>
/// Moves what the write-ahead log holds into <c>record.db</c>, on its own thread and connection, so that no commit waits while pages are copied and flushed. The writer's own checkpoint, which comes later,
/// then finds little left to do.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private const long Enough = 4L << 20;
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(10);
    private readonly string _path;
    private readonly ReaderPool _readers;
    private readonly ILogger _log;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isClosing;
    private long _written;

    public Checkpointer(string path, ReaderPool readers, ILogger log)
    {
        _path = path;
        _readers = readers;
        _log = log;
        _thread = new Thread(Run) { Name = "carewright-checkpointer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Tells how much a commit has written. Called by the writer's thread alone.</summary>
    public void Written(long bytes)
    {
        _written += bytes;
        if (_written < Enough)
            return;
        _written = 0;
        _wake.Set();
    }

    public void Dispose()
    {
        _isClosing = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        using var connection = Connection.Open(_path, readOnly: false);
        connection.Execute("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
        while (_wake.WaitOne() && !_isClosing)
        {
            try
            {
                _readers.WithoutHolding(() =>
                {
                    connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
                    // Time for the writer to find the log moved and nobody in it, and to start it anew.
                    Thread.Sleep(s_grace);
                });
            }
            catch (SqliteException error)
            {
                // The log keeps what could not be moved; the writer's own checkpoint tries again.
                Log.CheckpointFailed(_log, error);
            }
        }
    }
}
