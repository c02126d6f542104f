using Carewright.Storage.Indexing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>Where candidates come from, in the order in which they leave.</summary>
internal abstract class Candidates : IDisposable
{
    /// <summary>The key of the candidate, for the page mark.</summary>
    public abstract IndexKey Key { get; }

    /// <summary>Moves to the next candidate and returns the sequence number of its current version; 0 at the end.</summary>
    public abstract long Next();

    /// <summary>Decides whether this is the place in the walk where the row is given; null when each row comes once anyhow.</summary>
    public virtual RowTest? Accept => null;

    public abstract void Dispose();
}

/// <summary>Candidates by descending row id.</summary>
internal sealed class RowCandidates(SearchRun run, RowStream stream, long? below) : Candidates
{
    private bool _isStarted;

    public override IndexKey Key => new(0, 0, 0, stream.Current);

    public override long Next()
    {
        var found = _isStarted ? stream.Next() : stream.Seek(below is { } row ? row - 1 : long.MaxValue);
        _isStarted = true;
        return found ? run.Reader.CurrentSequence(stream.Current) : 0;
    }

    public override void Dispose() => stream.Dispose();
}

/// <summary>What a walk along keys is ordered by, so that a row with several keys in it is given at one of them only.</summary>
/// <param name="Parameter">The parameter whose entries order the rows.</param>
/// <param name="AtLeast">Least low bound that counts.</param>
/// <param name="AtMost">Greatest low bound that counts.</param>
/// <param name="Descending">True: a row stands at its greatest entry; false: at its least.</param>
internal readonly record struct WalkOrder(int Parameter, long AtLeast, long AtMost, bool Descending)
{
    /// <summary>Least high bound that counts; where it is given, keys with a lower one are passed over without a look at their rows.</summary>
    public long HighAtLeast { get; init; } = long.MinValue;

    /// <summary>Greatest high bound that counts.</summary>
    public long HighAtMost { get; init; } = long.MaxValue;

    /// <summary>Whether a high bound is within the bounds.</summary>
    public bool CountsHigh(long high) => high >= HighAtLeast && high <= HighAtMost;

    /// <summary>The entry at which a row stands; false when it has none within the bounds.</summary>
    public bool TryGetPlace(RowFacts row, out long value, out long second)
    {
        (value, second) = (row.LastUpdated, 0);
        if (Parameter == row.TypeNumber)
            return value >= AtLeast && value <= AtMost;
        var reader = new PackedReader(row.Entries);
        var found = false;
        if (!reader.Seek(Parameter))
            return false;
        while (reader.NextOf())
        {
            var entry = reader.Current;
            if (entry.Value < AtLeast || entry.Value > AtMost || !CountsHigh(entry.Second))
                continue;
            (value, second, found) = (entry.Value, entry.Second, true);
            if (!Descending)
                break;
        }
        return found;
    }
}

/// <summary>Candidates along keys of the index.</summary>
internal sealed class KeyCandidates : Candidates
{
    private readonly SearchRun _run;
    private readonly KeyWalk _walk;
    private readonly WalkOrder _order;
    private readonly int _type;
    private readonly bool _isPair;

    public KeyCandidates(SearchRun run, KeyWalk walk, int type, WalkOrder order, bool isPair, IndexKey? after)
    {
        _run = run;
        _walk = walk;
        _order = order;
        _type = type;
        _isPair = isPair;
        Accept = _order.Parameter == type ? null : IsPlace;
        walk.Start(after);
    }

    public override IndexKey Key => _walk.Current;

    public override RowTest? Accept { get; }

    public override long Next()
    {
        do
        {
            if (!_walk.Next())
                return 0;
        }
        while (!_isPair && _order.Parameter != _type && !_order.CountsHigh(_walk.Current.Second));
        return _walk.Current.Parameter == _type ? _walk.Current.Second : _run.Reader.CurrentSequence(_walk.Current.Row);
    }

    public override void Dispose() => _walk.Dispose();

    private bool IsPlace(RowFacts row)
    {
        var has = _order.TryGetPlace(row, out var value, out var second);
        var key = _walk.Current;
        return _isPair ? key.Second == (has ? value : IndexExpansion.NoDate) : has && key.Value == value && key.Second == second;
    }
}
