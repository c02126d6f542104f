using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml;

namespace Carewright.Fhir.Xml;

/// <summary>Narratives on their way into XML.</summary>
internal static partial class NarrativeXml
{
    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>
    /// Writes a narrative's text as it is when it is one well-formed XHTML <c>div</c>. HTML's named characters, which XML does not know, become characters; anything
    /// else becomes the text of a <c>div</c>, because broken markup would break the whole document.
    /// </summary>
    internal static void Write(string div, IBufferWriter<byte> to)
    {
        if (!TryWrite(div, to) && !TryWrite(Entities().Replace(div, Decode), to))
        {
            to.Write("<div xmlns=\"http://www.w3.org/1999/xhtml\">"u8);
            XmlText.Escape(to, XmlText.Utf8(div));
            to.Write("</div>"u8);
        }
    }

    private static bool TryWrite(string div, IBufferWriter<byte> to)
    {
        if (!IsWellFormed(div))
            return false;
        to.Write(XmlText.Utf8(div.Trim()));
        return true;
    }

    private static string Decode(Match match) =>
        match.Value is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" ? match.Value : WebUtility.HtmlDecode(match.Value);

    private static bool IsWellFormed(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), s_settings);
            var isDiv = reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "div" && reader.NamespaceURI == FhirXml.XhtmlNamespace
                && text.AsSpan().TrimStart().StartsWith("<div");
            while (reader.Read())
            {
                // Read to the end: the reader throws at the first fault.
            }
            return isDiv && text.AsSpan().TrimEnd().EndsWith(">");
        }
        catch (XmlException)
        {
            return false;
        }
    }

    [GeneratedRegex("&[A-Za-z][A-Za-z0-9]{1,31};", RegexOptions.CultureInvariant)]
    private static partial Regex Entities();
}
