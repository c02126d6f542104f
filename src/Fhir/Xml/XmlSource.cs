using System.Text;
using Carewright.Kernel;

namespace Carewright.Fhir.Xml;

/// <summary>The text of an XML document with its lines, as <see cref="System.Xml.XmlReader"/> counts them.</summary>
internal sealed class XmlSource
{
    private readonly List<int> _lines = [0];

    private XmlSource(string text)
    {
        Text = text;
        for (var at = 0; (at = NextBreak(text, at)) >= 0;)
        {
            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
            _lines.Add(at);
        }
    }

    internal string Text { get; }

    /// <summary>Decodes UTF-8, or UTF-16 by its byte order mark; null when it is neither.</summary>
    internal static XmlSource? Decode(ReadOnlySpan<byte> bytes)
    {
        Encoding encoding = bytes switch
        {
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        };
        if (bytes.StartsWith(encoding.Preamble))
            bytes = bytes[encoding.Preamble.Length..];
        try
        {
            return new XmlSource(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The place in the text of a 1-based line and column; within the text whatever comes.</summary>
    internal int OffsetOf(int line, int column) =>
        line < 1 || line > _lines.Count ? 0 : Math.Clamp(_lines[line - 1] + column - 1, 0, Text.Length);

    /// <summary>The 1-based column in UTF-8 bytes of a column in characters, as <see cref="Issue"/> counts.</summary>
    internal int ByteColumn(int line, int column)
    {
        var start = OffsetOf(line, 1);
        return Encoding.UTF8.GetByteCount(Text.AsSpan(start, Math.Max(0, OffsetOf(line, column) - start))) + 1;
    }

    private static int NextBreak(string text, int from)
    {
        var next = text.AsSpan(from).IndexOfAny('\r', '\n');
        return next < 0 ? -1 : from + next;
    }
}
