using System.Xml;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Fhir.Xml;

/// <summary>Reads one resource from XML into items. One use per instance.</summary>
internal sealed partial class XmlResourceReader(FhirModel model, XmlOptions options)
{
    private readonly List<Issue> _issues = [];
    private readonly List<(string Name, int Item)> _path = [];
    private XmlSource _source = null!;
    private XmlReader _xml = null!;

    internal IReadOnlyList<Issue> Issues => _issues;

    /// <summary>The resource, or null when there is none to be had.</summary>
    internal XmlItem? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > options.MaxBytes)
            return Refuse(XmlRule.TooLarge, $"The text has more than {options.MaxBytes} bytes.");
        if (XmlSource.Decode(bytes) is not { } source)
            return Refuse(XmlRule.Encoding, "The text is neither valid UTF-8 nor UTF-16 with a byte order mark.");
        _source = source;
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        using var text = new StringReader(source.Text);
        using var xml = XmlReader.Create(text, settings);
        _xml = xml;
        try
        {
            return ReadRoot();
        }
        catch (XmlException exception)
        {
            return ReportSyntax(exception);
        }
        catch (XmlBoundException exception)
        {
            return Refuse(exception.Rule, exception.Message);
        }
    }

    private XmlItem? ReadRoot()
    {
        _xml.Read();
        if (_xml.NodeType == XmlNodeType.XmlDeclaration && _xml.GetAttribute("encoding") is { } encoding && !encoding.StartsWith("utf-", StringComparison.OrdinalIgnoreCase))
            return Refuse(XmlRule.Encoding, "FHIR XML is written in UTF-8.");
        _xml.MoveToContent();
        var root = ReadResource(null);
        while (_xml.Read())
        {
            // What follows the root may only be white space and comments; the reader throws otherwise.
        }
        return root;
    }

    /// <summary>Reads the resource whose start tag is at hand. Afterwards the reader stands on its end.</summary>
    private XmlItem? ReadResource(TypeDefinition? wanted)
    {
        if (_xml.NamespaceURI != FhirXml.Namespace)
        {
            Report(XmlRule.Namespace, "A resource is an element of the namespace http://hl7.org/fhir.");
            SkipToEnd();
            return null;
        }
        var type = model.FindType(_xml.LocalName);
        if (type is not { IsResource: true, IsAbstract: false } || (wanted is not null && !type.IsSubtypeOf(wanted)))
        {
            Report(XmlRule.UnknownResourceType, "The element is not a resource type of FHIR R4 that may stand here.");
            SkipToEnd();
            return null;
        }
        if (wanted is null)
            _path.Add((type.Name, -1));
        var item = new XmlItem(type);
        ReadContent(item);
        return item;
    }

    /// <summary>Reads attributes and content of the element at hand. Afterwards the reader stands on its end.</summary>
    private void ReadContent(XmlItem item)
    {
        if (_xml.Depth > options.MaxDepth)
            throw new XmlBoundException(XmlRule.Depth, $"The text is nested deeper than {options.MaxDepth} levels.");
        var isEmpty = _xml.IsEmptyElement;
        ReadAttributes(item);
        if (isEmpty)
            return;
        var depth = _xml.Depth;
        var lastOrdinal = -1;
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.NodeType == XmlNodeType.Element)
                ReadChild(item, ref lastOrdinal);
            else if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                Report(XmlRule.Text, "Text stands where only elements may.");
        }
    }

    private void ReadAttributes(XmlItem item)
    {
        if (_xml.AttributeCount > options.MaxAttributes)
            throw new XmlBoundException(XmlRule.Attributes, $"An element has more than {options.MaxAttributes} attributes.");
        while (_xml.MoveToNextAttribute())
        {
            if (_xml.Prefix == "xmlns" || _xml.Name == "xmlns" || _xml.NamespaceURI == "http://www.w3.org/2001/XMLSchema-instance")
                continue;
            if (_xml.NamespaceURI.Length == 0)
                ReadAttribute(item, _xml.LocalName, _xml.Value);
            else
                Report(XmlRule.UnknownAttribute, "FHIR knows no such attribute.");
        }
        _xml.MoveToElement();
    }

    private void ReadAttribute(XmlItem item, string name, string value)
    {
        if (name == "value" && item.Type.IsPrimitive)
        {
            item.Value = value;
            CheckValue(item.Type, value);
            return;
        }
        ref readonly var entry = ref item.Type.JsonNames.Find(XmlText.Utf8(name));
        if (entry.Element is not { IsXmlAttribute: true })
        {
            Report(XmlRule.UnknownAttribute, $"{item.Type.Name} has no such attribute.");
            return;
        }
        if (value.Length == 0)
            Report(XmlRule.Empty, "An attribute is empty.");
        var property = item.Property(entry);
        property.Items.Add(new XmlItem(entry.Type!) { Value = value });
        item.Properties.Add(property);
    }

    private void CheckValue(TypeDefinition type, string value)
    {
        if (value.Length == 0)
            Report(XmlRule.Empty, "A value is empty.");
        else if (XmlToJsonWriter.WantsLiteral(type.Primitive) && !XmlToJsonWriter.IsLiteral(value, type.Primitive))
            Report(XmlRule.Value, $"The value is not a {type.Name}.");
    }

    /// <summary>Reads one child element. Afterwards the reader stands on its end.</summary>
    private void ReadChild(XmlItem parent, ref int lastOrdinal)
    {
        ref readonly var entry = ref parent.Type.JsonNames.Find(XmlText.Utf8(_xml.LocalName));
        var wantedNamespace = entry.Type is { Primitive: PrimitiveKind.Xhtml } ? FhirXml.XhtmlNamespace : FhirXml.Namespace;
        if (entry.Element is null || entry.Element.IsXmlAttribute || _xml.NamespaceURI != wantedNamespace)
        {
            var isNamespace = entry.Element is { IsXmlAttribute: false };
            _path.Add((_xml.LocalName, -1));
            Report(isNamespace ? XmlRule.Namespace : XmlRule.UnknownElement, isNamespace ? $"The element belongs to the namespace {wantedNamespace}." : $"{parent.Type.Name} has no such element.");
            _path.RemoveAt(_path.Count - 1);
            SkipToEnd();
            return;
        }
        var property = parent.Property(entry);
        _path.Add((entry.Element.Name, entry.Element.IsRepeating ? property.Items.Count : -1));
        CheckOrder(entry.Element, property, ref lastOrdinal);
        if (ReadItem(entry) is { } item && (entry.Element.IsRepeating || property.Items.Count == 0))
        {
            if (property.Items.Count == 0)
                parent.Properties.Add(property);
            property.Items.Add(item);
        }
        _path.RemoveAt(_path.Count - 1);
    }

    private void CheckOrder(ElementDefinition element, XmlProperty property, ref int lastOrdinal)
    {
        if (element.Ordinal < lastOrdinal)
            Report(XmlRule.Order, "The element comes later than its definition says.");
        else if (!element.IsRepeating && property.Items.Count > 0)
            Report(XmlRule.Repeated, "The element occurs twice; it may occur once.");
        lastOrdinal = Math.Max(lastOrdinal, element.Ordinal);
    }

    private XmlItem? ReadItem(in JsonNameTable.Entry entry)
    {
        var type = entry.Type!;
        if (type.Primitive == PrimitiveKind.Xhtml)
            return new XmlItem(type) { Value = ReadNarrative() };
        if (type.IsResource)
            return ReadInnerResource(type);
        var item = new XmlItem(type);
        ReadContent(item);
        if (!item.IsEmpty)
            return item;
        Report(XmlRule.Empty, "An element has neither value nor content.");
        return null;
    }

    private XmlItem? ReadInnerResource(TypeDefinition type)
    {
        XmlItem? resource = null;
        var count = 0;
        if (!_xml.IsEmptyElement)
        {
            var depth = _xml.Depth;
            if (depth > options.MaxDepth)
                throw new XmlBoundException(XmlRule.Depth, $"The text is nested deeper than {options.MaxDepth} levels.");
            while (_xml.Read() && _xml.Depth > depth)
            {
                if (_xml.NodeType != XmlNodeType.Element)
                    continue;
                var read = ReadResource(type);
                resource ??= read;
                count++;
            }
        }
        if (count != 1)
            Report(XmlRule.ResourceExpected, "The element holds exactly one resource.");
        return resource;
    }

    /// <summary>The narrative with its own characters. Afterwards the reader stands on its end.</summary>
    private string ReadNarrative()
    {
        var line = (IXmlLineInfo)_xml;
        var start = _source.OffsetOf(line.LineNumber, line.LinePosition) - 1;
        // A prefix, or a namespace declared further out, would be lost with the surroundings.
        if (_xml.Prefix.Length > 0 || _xml.GetAttribute("xmlns") is null)
            return Surrounded();
        if (_xml.IsEmptyElement)
            return _source.Text[start..(EndOfTag(start) + 1)];
        SkipToEnd();
        var end = _source.OffsetOf(line.LineNumber, line.LinePosition);
        return _source.Text[start..(_source.Text.IndexOf('>', end) + 1)];
    }

    private string Surrounded()
    {
        using var narrative = _xml.ReadSubtree();
        narrative.Read();
        return narrative.ReadOuterXml();
    }

    private int EndOfTag(int at)
    {
        for (var quote = '\0'; ; at++)
        {
            var c = _source.Text[at];
            if (quote == '\0' && c == '>')
                return at;
            if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == quote)
                quote = '\0';
        }
    }

    /// <summary>The reader's own Skip leaves it behind the end; here it stays on it, and depth is bounded.</summary>
    private void SkipToEnd()
    {
        if (_xml.IsEmptyElement)
            return;
        var depth = _xml.Depth;
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.Depth > options.MaxDepth)
                throw new XmlBoundException(XmlRule.Depth, $"The text is nested deeper than {options.MaxDepth} levels.");
        }
    }
}
