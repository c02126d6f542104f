using System.Diagnostics;
using System.Numerics;

namespace Carewright.LoadGenerator;

/// <summary>
/// Counts durations in nanoseconds in buckets that are at most 1/64 of their value wide, so that quantiles are exact to
/// 1.6% and recording neither allocates nor locks. One thread writes one instance.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private readonly long[] _counts = new long[(64 - SubBits) * SubBuckets];

    public long Count { get; private set; }

    public long Max { get; private set; }

    public void Record(long nanoseconds)
    {
        if (nanoseconds < 0) nanoseconds = 0;
        _counts[Index(nanoseconds)]++;
        Count++;
        if (nanoseconds > Max) Max = nanoseconds;
    }

    /// <summary>Records the time since a <see cref="Stopwatch"/> timestamp.</summary>
    public void RecordSince(long timestamp) => Record(Stopwatch.GetElapsedTime(timestamp).Ticks * 100);

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The upper end of the bucket that holds the quantile, never above <see cref="Max"/>; 0 when empty.</summary>
    public long Quantile(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0) return Math.Min(UpperEnd(i), Max);
        }

        return Max;
    }

    private static int Index(long value)
    {
        if (value < SubBuckets) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)((value >> shift) - SubBuckets);
    }

    private static long UpperEnd(int index)
    {
        if (index < SubBuckets) return index;
        var shift = (index >> SubBits) - 1;
        return (((long)(index & (SubBuckets - 1)) + SubBuckets + 1) << shift) - 1;
    }
}
