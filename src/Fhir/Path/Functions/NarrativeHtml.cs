using System.Collections.Frozen;
using System.Xml;

namespace Carewright.Fhir.Path.Functions;

/// <summary>The rules for a narrative's div (FHIR R4 narrative.html#security; invariants txt-1 and txt-2): plain XHTML formatting, no script, form, head or outside content, no HTML entities beyond XML's own, and not blank.</summary>
internal static class NarrativeHtml
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    private static readonly FrozenSet<string> s_elements = (
        "a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre q samp small span strong sub sup " +
        "table tbody td tfoot th thead tr tt ul var bdo kbd u s del ins nl").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_attributes = (
        "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite class colspan compact coords dir frame headers height href hreflang hspace id " +
        "lang longdesc name nowrap rel rev rowspan rules scope shape span src start style summary tabindex title type valign value vspace width").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 10_000_000, ConformanceLevel = ConformanceLevel.Document };

    public static bool IsValid(string html)
    {
        try
        {
            using var text = new StringReader(html);
            using var reader = XmlReader.Create(text, s_settings);
            return IsValid(reader);
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsValid(XmlReader reader)
    {
        bool hasContent = false;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                bool allowed = reader.Depth == 0 ? reader.LocalName == "div" : s_elements.Contains(reader.LocalName);
                if (!allowed || reader.NamespaceURI != Xhtml)
                {
                    return false;
                }

                hasContent |= reader.LocalName == "img";
                if (!AttributesAllowed(reader))
                {
                    return false;
                }
            }

            hasContent |= reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && !string.IsNullOrWhiteSpace(reader.Value);
        }

        return hasContent;
    }

    private static bool AttributesAllowed(XmlReader reader)
    {
        bool allowed = true;
        while (reader.MoveToNextAttribute())
        {
            bool known = reader.Prefix == "xmlns" || reader.Name == "xmlns" || reader.Prefix == "xml" || s_attributes.Contains(reader.Name);
            allowed &= known && !reader.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase);
        }

        reader.MoveToElement();
        return allowed;
    }
}
