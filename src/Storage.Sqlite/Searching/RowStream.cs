using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Searching;

/// <summary>Row ids in descending order, without duplicates.</summary>
internal abstract class RowStream : IDisposable
{
    /// <summary>The row it stands on, after a successful move.</summary>
    public long Current { get; protected set; }

    /// <summary>Moves to the greatest row that is not above <paramref name="row"/>; false when there is none.</summary>
    public abstract bool Seek(long row);

    /// <summary>Moves to the next lower row.</summary>
    public virtual bool Next() => Current > long.MinValue && Seek(Current - 1);

    /// <summary>Gives its cursors back.</summary>
    public abstract void Dispose();
}

/// <summary>The rows of one posting list: equal parameter, value and second value.</summary>
internal sealed class PostingStream(Reader reader, int parameter, long value, long second) : RowStream
{
    private readonly MergedCursor _cursor = new(reader, backward: true);

    public override bool Seek(long row)
    {
        _cursor.Seek(new IndexKey(parameter, value, second, row), new IndexKey(parameter, value, second, long.MinValue));
        return Next();
    }

    public override bool Next()
    {
        if (!_cursor.Next())
            return false;
        Current = _cursor.Current.Row;
        return true;
    }

    public override void Dispose() => _cursor.Dispose();
}

/// <summary>Rows collected beforehand.</summary>
internal sealed class ArrayStream(long[] descending) : RowStream
{
    private int _place = -1;

    public override void Dispose()
    {
        // Holds nothing.
    }

    public override bool Seek(long row)
    {
        var (low, high) = (Math.Max(_place, 0), descending.Length);
        if (_place >= 0 && _place < descending.Length && descending[_place] < row)
            low = 0;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (descending[middle] > row)
                low = middle + 1;
            else
                high = middle;
        }
        _place = low;
        return Stand();
    }

    public override bool Next()
    {
        _place++;
        return Stand();
    }

    private bool Stand()
    {
        if (_place >= descending.Length)
            return false;
        Current = descending[_place];
        return true;
    }
}

/// <summary>Rows of any of several streams.</summary>
internal sealed class UnionStream(IReadOnlyList<RowStream> parts) : RowStream
{
    private readonly bool[] _live = new bool[parts.Count];

    public override bool Seek(long row)
    {
        for (var i = 0; i < parts.Count; i++)
            _live[i] = parts[i].Seek(row);
        return Stand();
    }

    public override bool Next()
    {
        for (var i = 0; i < parts.Count; i++)
            if (_live[i] && parts[i].Current == Current)
                _live[i] = parts[i].Next();
        return Stand();
    }

    public override void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
    }

    private bool Stand()
    {
        var found = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (!_live[i] || (found && parts[i].Current <= Current))
                continue;
            Current = parts[i].Current;
            found = true;
        }
        return found;
    }
}

/// <summary>Rows of all of several streams, found by leaping: the one that is behind jumps to where the other stands.</summary>
internal sealed class IntersectStream(IReadOnlyList<RowStream> parts) : RowStream
{
    public override bool Seek(long row)
    {
        var agreed = 0;
        for (var i = 0; agreed < parts.Count; i = (i + 1) % parts.Count)
        {
            if (!parts[i].Seek(row))
                return false;
            agreed = parts[i].Current == row ? agreed + 1 : 1;
            row = parts[i].Current;
        }
        Current = row;
        return true;
    }

    public override void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
    }
}
