using System.Buffers;
using Carewright.Hl7v2.Text;

namespace Carewright.Hl7v2.Writing;

/// <summary>Replaces one part of a segment: at each level the bytes are divided, one piece is replaced, and the rest is put together again as it was; pieces that are not there are added empty.</summary>
internal readonly struct PartPath(Hl7Path path, Delimiters delimiters)
{
    public byte[] Replace(byte[] segment, int separators, ReadOnlySpan<byte> value, CharacterSet characterSet)
    {
        Span<(byte Delimiter, int Number)> levels = stackalloc (byte, int)[4];
        levels[0] = (delimiters.Field, separators + 1);
        var depth = 1;
        if (path.Repetition > 0 || path.Component > 0)
            levels[depth++] = (delimiters.Repetition, Math.Max(1, path.Repetition));
        if (path.Component > 0)
            levels[depth++] = (delimiters.Component, path.Component);
        if (path.Component > 0 && path.Subcomponent > 0)
            levels[depth++] = (delimiters.Subcomponent, path.Subcomponent);
        return Replace(segment, levels[..depth], value, characterSet);
    }

    private static byte[] Replace(ReadOnlySpan<byte> bytes, ReadOnlySpan<(byte Delimiter, int Number)> levels, ReadOnlySpan<byte> value, CharacterSet characterSet)
    {
        if (levels.IsEmpty)
            return value.ToArray();
        var (delimiter, number) = levels[0];
        if (delimiter == 0 && number > 1)
            throw new FormatException("The message declares no delimiter for that.");
        var result = new ArrayBufferWriter<byte>(bytes.Length + value.Length + number + 1);
        for (var piece = 1; piece < number; piece++)
        {
            var at = characterSet.IndexOf(bytes, delimiter);
            result.Write(at < 0 ? bytes : bytes[..at]);
            result.Write([delimiter]);
            bytes = at < 0 ? [] : bytes[(at + 1)..];
        }
        var end = characterSet.IndexOf(bytes, delimiter);
        result.Write(Replace(end < 0 ? bytes : bytes[..end], levels[1..], value, characterSet));
        if (end >= 0)
            result.Write(bytes[end..]);
        return result.WrittenSpan.ToArray();
    }
}
