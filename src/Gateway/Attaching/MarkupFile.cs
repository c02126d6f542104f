using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Carewright.Gateway.Attaching;

/// <summary>XML documents, and pages that nothing runs in.</summary>
internal static partial class MarkupFile
{
    private static readonly string[] s_pages = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"];

    /// <summary>Well-formed XML without a document type, whose root is no page: a clinical document, not something that a browser would run.</summary>
    internal static bool IsDocument(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content.ToArray(), writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            reader.MoveToContent();
            if (reader.NodeType != XmlNodeType.Element || s_pages.Contains(reader.NamespaceURI) || reader.LocalName is "html" or "svg")
                return false;
            while (reader.Read())
            {
            }
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>A page without script, frames, handlers or leading on to another. It is served as bytes all the same: this keeps out what was meant to run, and does not promise to find all that could.</summary>
    internal static bool IsPassive(ReadOnlyMemory<byte> content)
    {
        var text = Encoding.UTF8.GetString(content.Span);
        return text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith('<') && !text.Contains('\0', StringComparison.Ordinal) && !Active().IsMatch(text);
    }

    [GeneratedRegex(@"<\s*/?\s*(?:[a-z0-9]+:)?(?:script|iframe|frame|object|embed|applet|foreignobject)\b|[\s/""'](?:on[a-z]+|formaction|srcdoc)\s*=|http-equiv\s*=\s*[""']?\s*refresh|(?:javascript|vbscript|data\s*:\s*text/html)\s*:?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Active();
}
