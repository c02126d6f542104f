using System.Buffers.Text;
using System.Text;

namespace Carewright.LoadGenerator;

/// <summary>What the head of an answer says about its body and its connection (RFC 9112 sections 4 to 6).</summary>
internal readonly record struct ResponseHead(int Status, long? ContentLength, bool Chunked, bool Closes)
{
    /// <summary>Parses a head: status line and fields, each with its line end.</summary>
    /// <exception cref="InvalidDataException">It is not the head of an HTTP/1.x answer.</exception>
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        var lineEnd = head.IndexOf("\r\n"u8);
        var result = ParseStatusLine(head[..lineEnd]);
        for (head = head[(lineEnd + 2)..]; head.Length > 0; head = head[(lineEnd + 2)..])
        {
            lineEnd = head.IndexOf("\r\n"u8);
            result = result.With(head[..lineEnd]);
        }

        return result;
    }

    /// <summary>The size in a chunk's first line, before its extensions.</summary>
    /// <exception cref="InvalidDataException">There is no hexadecimal number.</exception>
    public static long ParseChunkSize(ReadOnlySpan<byte> line)
    {
        if (!Utf8Parser.TryParse(line, out long size, out var digits, 'x') || size < 0) throw new InvalidDataException("A chunk has no size.");
        return digits == line.Length || line[digits] is (byte)';' or (byte)' ' or (byte)'\t' ? size : throw new InvalidDataException("A chunk has no size.");
    }

    private static ResponseHead ParseStatusLine(ReadOnlySpan<byte> line)
    {
        var old = line.StartsWith("HTTP/1.0 "u8);
        if ((!old && !line.StartsWith("HTTP/1.1 "u8)) || line.Length < 12 || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3)
            throw new InvalidDataException("The answer does not start with an HTTP/1.x status line.");
        return new ResponseHead(status, null, Chunked: false, Closes: old);
    }

    private ResponseHead With(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0) throw new InvalidDataException("A field of the answer has no colon.");
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            var isNumber = Utf8Parser.TryParse(value, out long length, out var digits) && digits == value.Length && length >= 0;
            return this with { ContentLength = isNumber ? length : throw new InvalidDataException("Content-Length is not a number.") };
        }

        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8)) return this with { Chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8) };
        if (!Ascii.EqualsIgnoreCase(name, "connection"u8)) return this;
        return this with { Closes = Ascii.EqualsIgnoreCase(value, "close"u8) || (Closes && !Ascii.EqualsIgnoreCase(value, "keep-alive"u8)) };
    }
}
