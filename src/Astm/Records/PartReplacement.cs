using System.Buffers;

namespace Carewright.Astm.Records;

/// <summary>Replaces one part of a record: at each level the bytes are divided, one piece is replaced, and the rest is put together again as it was; pieces that are not there are added empty.</summary>
internal static class PartReplacement
{
    internal static byte[] In(ReadOnlySpan<byte> record, AstmDelimiters delimiters, int field, int repeat, int component, ReadOnlySpan<byte> value)
    {
        Span<(byte Delimiter, int Number)> levels = stackalloc (byte, int)[3];
        levels[0] = (delimiters.Field, field);
        var depth = 1;
        if (repeat > 0 || component > 0)
            levels[depth++] = (delimiters.Repeat, Math.Max(1, repeat));
        if (component > 0)
            levels[depth++] = (delimiters.Component, component);
        return Replace(record, levels[..depth], value);
    }

    private static byte[] Replace(ReadOnlySpan<byte> bytes, ReadOnlySpan<(byte Delimiter, int Number)> levels, ReadOnlySpan<byte> value)
    {
        if (levels.IsEmpty)
            return value.ToArray();
        var (delimiter, number) = levels[0];
        if (delimiter == 0 && number > 1)
            throw new FormatException("The message declares no delimiter for that.");
        var result = new ArrayBufferWriter<byte>(bytes.Length + value.Length + number + 1);
        for (var piece = 1; piece < number; piece++)
        {
            var at = bytes.IndexOf(delimiter);
            result.Write(at < 0 ? bytes : bytes[..at]);
            result.Write([delimiter]);
            bytes = at < 0 ? [] : bytes[(at + 1)..];
        }
        var end = delimiter == 0 ? -1 : bytes.IndexOf(delimiter);
        result.Write(Replace(end < 0 ? bytes : bytes[..end], levels[1..], value));
        if (end >= 0)
            result.Write(bytes[end..]);
        return result.WrittenSpan.ToArray();
    }
}
