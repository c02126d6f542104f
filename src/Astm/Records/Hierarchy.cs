namespace Carewright.Astm.Records;

/// <summary>Finds out, record after record, which belongs to which, and what the next sequence number is (LIS2-A2 5.5 and 5.6.7).</summary>
internal sealed class Hierarchy
{
    private readonly int[] _last = [-1, -1, -1, -1];
    private readonly Dictionary<(int Parent, char Type), int> _counts = [];
    private int _latest = -1;

    /// <summary>Takes the next record.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="type">Its type.</param>
    /// <returns>Whom it belongs to, whether that is as it should be, and the sequence number that it should have.</returns>
    internal (int Parent, bool IsInPlace, int Number) Take(int place, char type)
    {
        var parent = _latest;
        var isInPlace = true;
        if (RecordType.Level(type) is { } level)
        {
            parent = Above(level);
            isInPlace = parent < 0 || parent == _last[RecordType.Above(type)] || RecordType.Above(type) == 0;
            _last[level] = place;
            Array.Fill(_last, -1, level + 1, _last.Length - level - 1);
            _latest = place;
        }
        var number = _counts.GetValueOrDefault((parent, type)) + 1;
        _counts[(parent, type)] = number;
        return (parent, isInPlace, number);
    }

    private int Above(int level)
    {
        for (var above = level - 1; above >= 0; above--)
            if (_last[above] >= 0)
                return _last[above];
        return -1;
    }
}
