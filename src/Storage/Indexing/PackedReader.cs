using System.Buffers.Binary;

namespace Carewright.Storage.Indexing;

/// <summary>Reads <see cref="PackedEntries"/> forward without allocating. Damaged bytes end in <see cref="SealBrokenException"/>, never in a wrong answer past the end.</summary>
public ref struct PackedReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _parameter;
    private int _left;
    private int _shape;
    private IndexEntry _current;

    internal PackedReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The entry that the last successful <see cref="Next"/> or <see cref="NextOf"/> read.</summary>
    public readonly IndexEntry Current => _current;

    /// <summary>Reads the next entry; false at the end.</summary>
    public bool Next()
    {
        if (_left == 0 && !NextGroup())
            return false;
        ReadEntry();
        return true;
    }

    /// <summary>Moves to the entries of a parameter that is not before the current one; <see cref="NextOf"/> then yields them. False when it has none.</summary>
    public bool Seek(int parameter)
    {
        while (_parameter < parameter || _left == 0)
        {
            SkipGroup();
            if (!NextGroup())
                return false;
        }
        return _parameter == parameter;
    }

    /// <summary>The next entry of the parameter found by <see cref="Seek"/>; false after its last.</summary>
    public bool NextOf()
    {
        if (_left == 0)
            return false;
        ReadEntry();
        return true;
    }

    private bool NextGroup()
    {
        if (_at >= _bytes.Length)
            return false;
        _parameter += (int)Varint();
        var head = Varint();
        _left = (int)(head >> 2);
        _shape = (int)(head & 3);
        return _left > 0;
    }

    private void SkipGroup()
    {
        if (_shape == PackedWriter.NoSecond)
            _at += 8 * _left;
        else if (_shape == PackedWriter.FullSecond)
            _at += 16 * _left;
        else
            while (_left > 0)
                ReadEntry();
        _left = 0;
    }

    private void ReadEntry()
    {
        var value = Fixed();
        var second = 0L;
        if (_shape == PackedWriter.FullSecond)
            second = Fixed();
        else if (_shape == PackedWriter.RelativeSecond)
        {
            var zigzag = Varint();
            second = value + ((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
        }
        _left--;
        _current = new IndexEntry(_parameter, value, second);
    }

    private long Fixed()
    {
        if (_at + 8 > _bytes.Length)
            throw Damaged();
        var value = BinaryPrimitives.ReadInt64LittleEndian(_bytes[_at..]);
        _at += 8;
        return value;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at >= _bytes.Length)
                throw Damaged();
            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Damaged();
    }

    private static SealBrokenException Damaged() => new("The packed index entries of a row are damaged.");
}
