using System.Collections.Frozen;
using System.Net;

namespace Carewright.Fhir.Validation;

/// <summary>
/// The rules for <c>Narrative.div</c> (FHIR R4 narrative.html#rules, invariants txt-1 and txt-2): one well-formed XHTML <c>div</c>, only elements and
/// attributes of basic formatting, no script and nothing that
/// loads or runs anything, and some content that is not white space.
/// </summary>
public static class NarrativeXhtml
{
    private const string Namespace = "http://www.w3.org/1999/xhtml";
    private const int MaxDepth = 200;

    private static readonly FrozenSet<string> s_elements = FrozenSet.Create(
        StringComparer.Ordinal,
        "a", "abbr", "acronym", "address", "b", "bdo", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4",
        "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "map", "area", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        "tt", "u", "ul", "var");

    private static readonly FrozenSet<string> s_attributes = FrozenSet.Create(
        StringComparer.Ordinal,
        "abbr", "accesskey", "align", "alt", "axis", "bgcolor", "border", "cellpadding", "cellspacing", "char", "charoff", "charset", "cite", "class", "clear", "color", "colspan", "compact", "coords",
        "datetime", "dir", "frame", "headers", "height", "href", "hreflang", "hspace", "id", "ismap", "lang", "longdesc", "name", "noshade", "nowrap", "rel", "rev", "rowspan", "rules", "scope", "shape",
        "size", "space", "span", "src", "start", "style", "summary", "tabindex", "target", "title", "type", "usemap", "valign", "value", "vspace", "width", "xml:id", "xml:lang", "xml:space");

    /// <summary>The first rule that the text breaks, as a sentence; null when it keeps them all.</summary>
    /// <param name="xhtml">The decoded text of the <c>div</c>.</param>
    public static string? Problem(string xhtml) => new Scanner(xhtml).Run();

    /// <summary>True when the text keeps all the rules: FHIRPath's <c>htmlChecks()</c>.</summary>
    public static bool IsAcceptable(string xhtml) => Problem(xhtml) is null;

    /// <summary>As <see cref="Problem"/>, and whether some link has a scheme that a browser does not follow (<c>urn:</c>).</summary>
    internal static (string? Problem, bool HasDeadLink) Inspect(string xhtml)
    {
        var scanner = new Scanner(xhtml);
        return (scanner.Run(), scanner.HasDeadLink);
    }

    private ref struct Scanner(ReadOnlySpan<char> text)
    {
        private readonly Stack<string> _open = new();
        private ReadOnlySpan<char> _rest = text;
        private string? _problem;
        private bool _hasContent;
        private bool _closed;

        public bool HasDeadLink { get; private set; }

        public string? Run()
        {
            _rest = _rest.TrimStart();
            if (!_rest.StartsWith("<div"))
                return "The narrative must be one XHTML div.";
            while (_problem is null && !_rest.IsEmpty)
                Next();
            if (_problem is null && _open.Count > 0)
                _problem = $"The element '{_open.Peek()}' is not closed.";
            return _problem ?? (_hasContent ? null : "The narrative has nothing but white space (txt-2).");
        }

        private void Next()
        {
            var at = _rest.IndexOf('<');
            TakeText(at < 0 ? _rest : _rest[..at]);
            _rest = at < 0 ? default : _rest[at..];
            if (_problem is not null || _rest.IsEmpty)
                return;
            if (_rest.StartsWith("<!--"))
                Skip("-->");
            else if (_rest.StartsWith("</"))
                TakeEnd();
            else if (_rest.Length > 1 && char.IsAsciiLetter(_rest[1]))
                TakeStart();
            else
                _problem = "Declarations, CDATA sections and processing instructions are not allowed in a narrative.";
        }

        private void Skip(string end)
        {
            var at = _rest.IndexOf(end);
            if (at < 0)
                _problem = "A comment is not closed.";
            else
                _rest = _rest[(at + end.Length)..];
        }

        private void TakeText(ReadOnlySpan<char> content)
        {
            var blank = content.IsWhiteSpace();
            if (!blank && _closed)
                _problem = "Text follows the narrative's div.";
            _hasContent |= !blank;
            CheckEntities(content);
        }

        private void CheckEntities(ReadOnlySpan<char> content)
        {
            while (_problem is null && content.IndexOf('&') is var at and >= 0)
            {
                content = content[at..];
                var end = content.IndexOf(';');
                if (end is < 2 or > 32 || !IsEntity(content[..(end + 1)].ToString()))
                    _problem = "An ampersand must begin a character reference.";
                else
                    content = content[(end + 1)..];
            }
        }

        private static bool IsEntity(string entity) => entity is "&apos;" or "&lt;" or "&gt;" or "&amp;" or "&quot;" || WebUtility.HtmlDecode(entity) != entity;

        private void TakeEnd()
        {
            var end = _rest.IndexOf('>');
            var name = end < 0 ? "" : _rest[2..end].TrimEnd().ToString();
            if (end < 0 || _open.Count == 0 || _open.Pop() != name)
                _problem = "The narrative is not well-formed: an end tag has no start.";
            else
                _rest = _rest[(end + 1)..];
            _closed = _open.Count == 0;
        }

        private void TakeStart()
        {
            var name = TakeName(1);
            if (_closed)
                _problem = "The narrative must be one XHTML div.";
            else if (!s_elements.Contains(name))
                _problem = $"The element '{Quotable(name)}' is not allowed in a narrative (txt-1).";
            else if (_open.Count >= MaxDepth)
                _problem = "The narrative is nested too deeply.";
            else
                TakeAttributes(name);
        }

        private void TakeAttributes(string element)
        {
            var hasNamespace = false;
            // Most tags have one attribute at most; a set is made for the second.
            string? first = null;
            HashSet<string>? seen = null;
            while (true)
            {
                var spaced = _rest.Length > 0 && char.IsWhiteSpace(_rest[0]);
                _rest = _rest.TrimStart();
                if (_rest.StartsWith("/>") || _rest.StartsWith('>'))
                    break;
                var name = spaced ? TakeName(0) : "";
                if (name.Length == 0 || (first is not null && !(seen ??= [first]).Add(name)) || !TakeValue(out var value))
                {
                    _problem ??= "The narrative is not well-formed: a start tag is broken.";
                    return;
                }
                first ??= name;
                hasNamespace |= name == "xmlns" && value.SequenceEqual(Namespace);
                CheckAttribute(name, value);
                if (_problem is not null)
                    return;
            }
            if (_open.Count == 0 && !hasNamespace)
                _problem = $"The narrative's div must have the namespace {Namespace}.";
            Open(element);
        }

        private void Open(string element)
        {
            var empty = _rest[0] == '/';
            _rest = _rest[(empty ? 2 : 1)..];
            _hasContent |= element == "img";
            if (!empty)
                _open.Push(element);
            _closed = _open.Count == 0;
        }

        private void CheckAttribute(string name, ReadOnlySpan<char> value)
        {
            if (name != "xmlns" && !s_attributes.Contains(name))
                _problem = $"The attribute '{Quotable(name)}' is not allowed in a narrative (txt-1).";
            else if (name == "xmlns" && !value.SequenceEqual(Namespace))
                _problem = "Other namespaces are not allowed in a narrative.";
            else if (value.Contains('<'))
                _problem = "The narrative is not well-formed: an attribute has a bare '<'.";
            else if (name is "href" or "src" or "cite" or "longdesc" or "usemap" && RunsCode(value))
                _problem = "A narrative's links must not run code.";
            else if (name == "style" && LoadsOrRuns(value))
                _problem = "A narrative's styles must not load or run anything.";
            else
                CheckEntities(value);
            HasDeadLink |= name == "href" && IsDead(value);
        }

        private static bool IsDead(ReadOnlySpan<char> link)
        {
            var colon = link.IndexOf(':');
            return colon > 0 && link[..colon].IndexOfAny('/', '#', '?') < 0 && link[..colon] is not ("http" or "https" or "mailto" or "ftp" or "tel" or "sms" or "data" or "cid");
        }

        /// <summary>Browsers drop white space and controls inside a scheme and read character references, so both go before the comparison.</summary>
        private static bool RunsCode(ReadOnlySpan<char> value)
        {
            var plain = Plain(value);
            return plain.StartsWith("javascript:", StringComparison.Ordinal) || plain.StartsWith("vbscript:", StringComparison.Ordinal)
                || (plain.StartsWith("data:", StringComparison.Ordinal) && !plain.StartsWith("data:image/", StringComparison.Ordinal));
        }

        private static bool LoadsOrRuns(ReadOnlySpan<char> value)
        {
            var plain = Plain(value);
            return plain.Contains("expression(", StringComparison.Ordinal) || plain.Contains("javascript:", StringComparison.Ordinal) || plain.Contains("@import", StringComparison.Ordinal)
                || plain.Contains("behavior:", StringComparison.Ordinal) || plain.Contains("-moz-binding", StringComparison.Ordinal) || plain.Contains('\\', StringComparison.Ordinal);
        }

        private static string Plain(ReadOnlySpan<char> value) =>
            string.Concat(WebUtility.HtmlDecode(value.ToString()).Where(c => c > ' ' && !char.IsControl(c))).ToLowerInvariant();

        private string TakeName(int from)
        {
            var end = from;
            while (end < _rest.Length && (char.IsAsciiLetterOrDigit(_rest[end]) || _rest[end] is ':' or '-' or '_' or '.'))
                end++;
            var name = _rest[from..end].ToString();
            _rest = _rest[end..];
            return name;
        }

        private bool TakeValue(out ReadOnlySpan<char> value)
        {
            value = default;
            var rest = _rest.TrimStart();
            if (!rest.StartsWith('='))
                return false;
            rest = rest[1..].TrimStart();
            if (rest.IsEmpty || rest[0] is not ('"' or '\''))
                return false;
            var end = rest[1..].IndexOf(rest[0]);
            if (end < 0)
                return false;
            value = rest.Slice(1, end);
            _rest = rest[(end + 2)..];
            return true;
        }

        private static string Quotable(string name) => name.Length <= 32 ? name : name[..32];
    }
}
