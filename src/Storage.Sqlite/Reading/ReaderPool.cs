using System.Collections.Concurrent;

namespace Carewright.Storage.Sqlite.Reading;

/// <summary>Readers that wait to be used again. Rent, use on one thread, return.</summary>
/// <param name="state">The store.</param>
/// <param name="holds">Whether its readers keep their snapshots between reads, for as long as they will do; those that do not see whatever is committed, be it a version or not.</param>
internal sealed class ReaderPool(StoreState state, bool holds) : IDisposable
{
    private static readonly int s_kept = Math.Max(8, Environment.ProcessorCount * 4);
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _isClosed;

    public Lease Rent()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return new Lease(this, _idle.TryTake(out var reader) ? reader : new Reader(state, holds));
    }

    /// <summary>Runs something while no reader holds a snapshot for longer than one read.</summary>
    public void WithoutHolding(Action action)
    {
        state.Marks.Suspend();
        try
        {
            var taken = new List<Reader>();
            while (_idle.TryTake(out var reader))
                taken.Add(reader);
            foreach (var reader in taken)
            {
                reader.Release();
                _idle.Add(reader);
            }
            action();
        }
        finally
        {
            state.Marks.Resume();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    private void Return(Reader reader)
    {
        if (_isClosed || reader.IsBusy || _idle.Count >= s_kept)
        {
            reader.Dispose();
            return;
        }
        if (!state.Marks.MayHold)
            reader.Release();
        _idle.Add(reader);
    }

    /// <summary>A reader for the length of one operation.</summary>
    internal readonly struct Lease(ReaderPool pool, Reader reader) : IDisposable
    {
        public Reader Reader => reader;

        public void Dispose() => pool.Return(reader);
    }
}
