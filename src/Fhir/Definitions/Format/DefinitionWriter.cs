using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Carewright.Fhir.Definitions.Format;

/// <summary>Writes one section of the compiled definitions: variable-length integers, and strings as numbers of a table.</summary>
internal sealed class DefinitionWriter
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _strings = [];

    /// <summary>The number of bytes written so far, without the string table.</summary>
    internal int Position => _body.WrittenCount;

    internal void Int(int value) => VarInt(_body, (uint)((value << 1) ^ (value >> 31)));

    /// <summary>Four bytes, little endian: for a number that is found from the end.</summary>
    internal void Fixed(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _body.Write(bytes);
    }

    internal void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    internal void Byte(byte value) => _body.Write([value]);

    internal void String(string? value)
    {
        if (value is null)
        {
            Int(-1);
            return;
        }
        if (!_numbers.TryGetValue(value, out var number))
        {
            number = _strings.Count;
            _numbers.Add(value, number);
            _strings.Add(value);
        }
        Int(number);
    }

    internal void List<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        Int(items.Count);
        foreach (var item in items)
            write(item);
    }

    /// <summary>The finished section, deflated: lengths, string table, body.</summary>
    internal byte[] ToSection()
    {
        var raw = new ArrayBufferWriter<byte>();
        VarInt(raw, (uint)_strings.Count);
        foreach (var text in _strings)
            VarInt(raw, (uint)Encoding.UTF8.GetByteCount(text));
        foreach (var text in _strings)
            raw.Write(Encoding.UTF8.GetBytes(text));
        raw.Write(_body.WrittenSpan);
        using var packed = new MemoryStream();
        packed.Write(new byte[8]);
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(raw.WrittenSpan);
        var bytes = packed.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), raw.WrittenCount);
        return bytes;
    }

    private static void VarInt(ArrayBufferWriter<byte> to, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            to.Write([(byte)(value | 0x80)]);
        to.Write([(byte)value]);
    }
}
