using System.Runtime.InteropServices;

namespace Carewright.Storage.Sqlite.Delta;

/// <summary>Sorted changes of the index, at most one per key. Immutable.</summary>
internal sealed class SortedRun
{
    private readonly DeltaEntry[] _entries;

    private SortedRun(DeltaEntry[] entries) => _entries = entries;

    public int Count => _entries.Length;

    public ReadOnlySpan<DeltaEntry> Entries => _entries;

    /// <summary>A run of changes in the order they happened: of several for one key the last counts.</summary>
    public static SortedRun Of(List<DeltaEntry> changes)
    {
        var entries = CollectionsMarshal.AsSpan(changes);
        var keys = new (IndexKey Key, int Place)[entries.Length];
        for (var i = 0; i < entries.Length; i++)
            keys[i] = (entries[i].Key, i);
        keys.AsSpan().Sort(static (left, right) => left.Key.CompareTo(right.Key) is var order && order != 0 ? order : left.Place.CompareTo(right.Place));
        var result = new List<DeltaEntry>(entries.Length);
        for (var i = 0; i < keys.Length; i++)
            if (i + 1 == keys.Length || keys[i + 1].Key != keys[i].Key)
                result.Add(entries[keys[i].Place]);
        return new SortedRun([.. result]);
    }

    /// <summary>One run out of two; where both have a key, the newer counts. Removals stay: they may hide a key of the merged index.</summary>
    public static SortedRun Merge(SortedRun newer, SortedRun older)
    {
        var left = newer.Entries;
        var right = older.Entries;
        var result = new DeltaEntry[left.Length + right.Length];
        var (i, j, count) = (0, 0, 0);
        while (i < left.Length && j < right.Length)
        {
            var order = left[i].Key.CompareTo(right[j].Key);
            result[count++] = order <= 0 ? left[i] : right[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        left[i..].CopyTo(result.AsSpan(count));
        count += left.Length - i;
        right[j..].CopyTo(result.AsSpan(count));
        count += right.Length - j;
        return new SortedRun(count == result.Length ? result : result[..count]);
    }

    /// <summary>Index of the first entry whose key is not below <paramref name="key"/>.</summary>
    public int LowerBound(in IndexKey key)
    {
        var (low, high) = (0, _entries.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_entries[middle].Key.CompareTo(key) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
