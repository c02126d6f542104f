using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Reading;

/// <summary>
/// Walks the index in key order, forward or backward: the union of the delta's runs and the index file. For a key that several of them have, the newest run decides;
/// a removal hides it. Seeks may jump anywhere within one parameter.
/// </summary>
internal sealed class MergedCursor : IDisposable
{
    private readonly Reader _reader;
    private readonly bool _backward;
    private readonly SortedRun[] _runs;
    private readonly int[] _places;
    private Statement? _statement;
    private bool _hasRow;
    private IndexKey _row;
    private IndexKey _bound;
    private int _active;

    public MergedCursor(Reader reader, bool backward)
    {
        _reader = reader;
        _backward = backward;
        _runs = reader.Snapshot.Runs;
        _places = _runs.Length == 0 ? [] : new int[_runs.Length];
    }

    public IndexKey Current { get; private set; }

    /// <summary>Goes to <paramref name="from"/>; <see cref="Next"/> yields keys from there to <paramref name="bound"/>, both inclusive, both of one parameter.</summary>
    public void Seek(in IndexKey from, in IndexKey bound)
    {
        _bound = bound;
        _active = 0;
        for (var i = 0; i < _runs.Length; i++)
        {
            _places[i] = Place(_runs[i], from);
            if (IsIn(i))
                _active++;
        }
        _statement ??= _reader.TakeCursor(_backward);
        _statement.Reset();
        _statement.Bind(1, from.Parameter).Bind(2, from.Value).Bind(3, from.Second).Bind(4, from.Row);
        StepFile();
    }

    public bool Next()
    {
        if (_active == 0)
        {
            if (!_hasRow)
                return false;
            Current = _row;
            StepFile();
            return true;
        }
        return NextOfAll();
    }

    public void Dispose()
    {
        if (_statement is not null)
            _reader.ReturnCursor(_statement, _backward);
        _statement = null;
    }

    private bool NextOfAll()
    {
        while (TryFindNearest(out var key, out var isRemoved))
        {
            Advance(key);
            if (isRemoved)
                continue;
            Current = key;
            return true;
        }
        return false;
    }

    private bool TryFindNearest(out IndexKey nearest, out bool isRemoved)
    {
        var found = _hasRow;
        nearest = _row;
        isRemoved = false;
        // From the oldest to the newest, so that on equal keys the newest has the last word.
        for (var i = _runs.Length - 1; i >= 0; i--)
        {
            if (!IsIn(i))
                continue;
            ref readonly var entry = ref _runs[i].Entries[_places[i]];
            if (found && IsBefore(nearest, entry.Key))
                continue;
            (nearest, isRemoved, found) = (entry.Key, entry.IsRemoved, true);
        }
        return found;
    }

    private void Advance(in IndexKey key)
    {
        if (_hasRow && _row == key)
            StepFile();
        _active = 0;
        for (var i = 0; i < _runs.Length; i++)
        {
            if (IsIn(i) && _runs[i].Entries[_places[i]].Key == key)
                _places[i] += _backward ? -1 : 1;
            if (IsIn(i))
                _active++;
        }
    }

    private void StepFile()
    {
        _hasRow = _statement!.Step();
        if (!_hasRow)
            return;
        _row = new IndexKey(_bound.Parameter, _statement.Int64(0), _statement.Int64(1), _statement.Int64(2));
        _hasRow = !IsBefore(_bound, _row);
    }

    private int Place(SortedRun run, in IndexKey from)
    {
        var place = run.LowerBound(from);
        return _backward && (place == run.Count || run.Entries[place].Key != from) ? place - 1 : place;
    }

    private bool IsIn(int run)
    {
        var place = _places[run];
        return place >= 0 && place < _runs[run].Count && !IsBefore(_bound, _runs[run].Entries[place].Key);
    }

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/> in the direction of the walk.</summary>
    private bool IsBefore(in IndexKey left, in IndexKey right) => _backward ? right.CompareTo(left) < 0 : left.CompareTo(right) < 0;
}
