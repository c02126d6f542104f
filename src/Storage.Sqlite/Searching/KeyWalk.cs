using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>A stretch of the index between two keys of one parameter, both inclusive, the lower first.</summary>
internal readonly record struct KeyRange(IndexKey From, IndexKey To);

/// <summary>
/// Walks stretches of the index in one direction. A single stretch is walked in key order. Several stretches (of equal value each, as those of a pair are) are merged by second value and row,
/// and a row that comes twice in a line is given once.
/// </summary>
internal sealed class KeyWalk : IDisposable
{
    private readonly IReadOnlyList<KeyRange> _ranges;
    private readonly MergedCursor[] _cursors;
    private readonly bool[] _live;
    private readonly bool _descending;

    public KeyWalk(Reader reader, IReadOnlyList<KeyRange> ranges, bool descending)
    {
        _ranges = ranges;
        _descending = descending;
        _cursors = [.. ranges.Select(_ => new MergedCursor(reader, descending))];
        _live = new bool[ranges.Count];
    }

    public IndexKey Current { get; private set; }

    /// <summary>Starts at the beginning, or just after a key.</summary>
    public void Start(IndexKey? after)
    {
        for (var i = 0; i < _cursors.Length; i++)
        {
            var (low, high) = (_ranges[i].From, _ranges[i].To);
            if (after is { } key)
            {
                var own = _cursors.Length == 1 ? key : key with { Parameter = low.Parameter, Value = low.Value };
                if (_descending)
                    high = own.Previous() is var next && next.CompareTo(high) < 0 ? next : high;
                else
                    low = own.Next() is var next && next.CompareTo(low) > 0 ? next : low;
            }
            _cursors[i].Seek(_descending ? high : low, _descending ? low : high);
            _live[i] = low.CompareTo(high) <= 0 && _cursors[i].Next();
        }
    }

    public bool Next()
    {
        var best = -1;
        for (var i = 0; i < _cursors.Length; i++)
            if (_live[i] && (best < 0 || IsBefore(_cursors[i].Current, _cursors[best].Current)))
                best = i;
        if (best < 0)
            return false;
        Current = _cursors[best].Current;
        for (var i = 0; i < _cursors.Length; i++)
            if (_live[i] && (i == best || (_cursors[i].Current.Row == Current.Row && _cursors[i].Current.Second == Current.Second)))
                _live[i] = _cursors[i].Next();
        return true;
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors)
            cursor.Dispose();
    }

    private bool IsBefore(in IndexKey left, in IndexKey right)
    {
        var order = left.Second != right.Second ? left.Second.CompareTo(right.Second) : left.Row.CompareTo(right.Row);
        return _descending ? order > 0 : order < 0;
    }
}
