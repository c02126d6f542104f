using System.Buffers;
using System.Text;

namespace Carewright.Fhir.Xml;

/// <summary>Escaping of attribute values.</summary>
internal static class XmlText
{
    private static readonly SearchValues<byte> s_stops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'&', (byte)'<', (byte)'>', (byte)'"', 0xEF]);

    /// <summary>Writes text so that an attribute in double quotes, or an element's content, reads back the same.</summary>
    internal static void Escape(IBufferWriter<byte> to, ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length > 0)
        {
            var plain = utf8.IndexOfAny(s_stops);
            if (plain < 0)
            {
                to.Write(utf8);
                return;
            }
            to.Write(utf8[..plain]);
            utf8 = utf8[plain..];
            utf8 = utf8[EscapeOne(to, utf8)..];
        }
    }

    private static int EscapeOne(IBufferWriter<byte> to, ReadOnlySpan<byte> utf8)
    {
        var first = utf8[0];
        if (first == 0xEF)
        {
            // U+FFFE and U+FFFF are the only characters beyond the controls that XML 1.0 forbids.
            var length = Math.Min(3, utf8.Length);
            var isForbidden = utf8.StartsWith("\uFFFE"u8) || utf8.StartsWith("\uFFFF"u8);
            to.Write(isForbidden ? "\uFFFD"u8 : utf8[..length]);
            return length;
        }
        to.Write((char)first switch
        {
            '&' => "&amp;"u8,
            '<' => "&lt;"u8,
            '>' => "&gt;"u8,
            '"' => "&quot;"u8,
            '\t' => "&#x9;"u8,
            '\n' => "&#xA;"u8,
            '\r' => "&#xD;"u8,
            _ => "\uFFFD"u8,
        });
        return 1;
    }

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
