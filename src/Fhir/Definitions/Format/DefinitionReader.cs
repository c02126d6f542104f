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

    /// <summary>Where the next value is read.</summary>
    internal int Position { get; set; }

    /// <summary>Where the values start, after the string table.</summary>
    internal int BodyStart { get; }

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

    /// <summary>Moves the offset behind a section without opening it.</summary>
    internal static void SkipSection(ReadOnlySpan<byte> file, ref int offset) =>
        offset += 8 + BinaryPrimitives.ReadInt32LittleEndian(file[offset..]);

    internal int Int()
    {
        var value = VarInt();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>The last four bytes of the section as a number.</summary>
    internal int LastFixed() => BinaryPrimitives.ReadInt32LittleEndian(_raw.AsSpan(_raw.Length - 4));

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

    internal T[] List<T>(Func<T> read)
    {
        var items = new T[Int()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

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
