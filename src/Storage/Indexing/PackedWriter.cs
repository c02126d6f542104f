using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Carewright.Storage.Indexing;

/// <summary>Writes the layout of <see cref="PackedEntries"/>.</summary>
internal sealed class PackedWriter(int expected)
{
    public const int NoSecond = 0;
    public const int RelativeSecond = 1;
    public const int FullSecond = 2;

    private readonly List<byte> _bytes = new(expected * 10);

    public void Write(ReadOnlySpan<IndexEntry> sorted)
    {
        var previous = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end].Parameter == sorted[start].Parameter)
                end++;
            WriteGroup(sorted[start..end], previous);
            previous = sorted[start].Parameter;
            start = end;
        }
    }

    public byte[] ToArray() => [.. _bytes];

    private void WriteGroup(ReadOnlySpan<IndexEntry> group, int previous)
    {
        var count = 1;
        for (var i = 1; i < group.Length; i++)
            count += group[i] == group[i - 1] ? 0 : 1;
        var shape = Shape(group);
        Varint((ulong)(uint)(group[0].Parameter - previous));
        Varint(((ulong)count << 2) | (uint)shape);
        for (var i = 0; i < group.Length; i++)
            if (i == 0 || group[i] != group[i - 1])
                WriteEntry(group[i], shape);
    }

    private static int Shape(ReadOnlySpan<IndexEntry> group)
    {
        var all = 0L;
        var far = false;
        foreach (var entry in group)
        {
            all |= entry.Second;
            far |= Int128.Abs((Int128)entry.Second - entry.Value) >= 1L << 48;
        }
        return all == 0 ? NoSecond : far ? FullSecond : RelativeSecond;
    }

    private void WriteEntry(in IndexEntry entry, int shape)
    {
        Fixed(entry.Value);
        if (shape == FullSecond)
            Fixed(entry.Second);
        else if (shape == RelativeSecond)
        {
            var difference = entry.Second - entry.Value;
            Varint((ulong)((difference << 1) ^ (difference >> 63)));
        }
    }

    private void Fixed(long value)
    {
        var at = _bytes.Count;
        CollectionsMarshal.SetCount(_bytes, at + 8);
        BinaryPrimitives.WriteInt64LittleEndian(CollectionsMarshal.AsSpan(_bytes)[at..], value);
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }
        _bytes.Add((byte)value);
    }
}
