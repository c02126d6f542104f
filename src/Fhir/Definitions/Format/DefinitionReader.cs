using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Carewright.Fhir.Definitions.Format;

/// <summary>Reads one section written by <see cref="DefinitionWriter"/>. Strings are decoded when first asked for. Not thread-safe.</summary>
internal sealed class DefinitionReader
{
    private readonly byte[] _raw;
    private readonly int[] _offsets;
    private readonly string?[] _strings;

    private DefinitionReader(byte[] raw)
    {
        _raw = raw;
        var count = (int)VarInt();
        _offsets = new int[count + 1];
        for (var i = 0; i < count; i++)
            _offsets[i + 1] = _offsets[i] + (int)VarInt();
        for (var i = 0; i <= count; i++)
            _offsets[i] += Position;
        BodyStart = Position = count == 0 ? Position : _offsets[count];
        _strings = new string?[count];
    }

    private int Position { get; set; }

    /// <summary>Where the values start, after the string table.</summary>
    private int BodyStart { get; }

    /// <summary>Opens the section that starts at <paramref name="offset"/> of the file and moves the offset behind it.</summary>
    internal static DefinitionReader OpenSection(ReadOnlySpan<byte> file, ref int offset)
    {
        var packedLength = BinaryPrimitives.ReadInt32LittleEndian(file[offset..]);
        var raw = new byte[BinaryPrimitives.ReadInt32LittleEndian(file[(offset + 4)..])];
        using var deflate = new DeflateStream(new MemoryStream(file.Slice(offset + 8, packedLength).ToArray()), CompressionMode.Decompress);
        deflate.ReadExactly(raw);
        offset += 8 + packedLength;
        return new DefinitionReader(raw);
    }

    /// <summary>The offset behind <paramref name="count"/> sections that start at <paramref name="offset"/>.</summary>
    internal static int Skip(ReadOnlySpan<byte> file, int offset, int count)
    {
        for (; count > 0; count--)
            offset += 8 + BinaryPrimitives.ReadInt32LittleEndian(file[offset..]);
        return offset;
    }

    internal int Int()
    {
        var value = VarInt();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>One of the fixed numbers at the end of the section, the last being 0.</summary>
    internal int FixedFromEnd(int place) => BinaryPrimitives.ReadInt32LittleEndian(_raw.AsSpan(_raw.Length - (4 * (place + 1))));

    /// <summary>Goes to an offset that the writer noted.</summary>
    internal void Seek(int offset) => Position = BodyStart + offset;

    internal bool Bool() => _raw[Position++] != 0;

    internal byte Byte() => _raw[Position++];

    internal string String() => StringOrNull() ?? throw new InvalidDataException("The compiled definitions miss a string.");

    internal string? StringOrNull()
    {
        var number = Int();
        if (number < 0)
            return null;
        return _strings[number] ??= Encoding.UTF8.GetString(_raw, _offsets[number], _offsets[number + 1] - _offsets[number]);
    }

    internal T[] List<T>(Func<DefinitionReader, T> read)
    {
        var count = Int();
        if (count == 0)
            return [];
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
            items[i] = read(this);
        return items;
    }

    internal string[] Strings() => List(static from => from.String());

    internal int[] Ints() => List(static from => from.Int());

    private uint VarInt()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = _raw[Position++];
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }
}
