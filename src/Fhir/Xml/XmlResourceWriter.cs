using System.Buffers;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Xml;

/// <summary>Writes an element tree as XML, attributes first, then elements, both in definition order (FHIR R4 xml.html).</summary>
internal readonly struct XmlResourceWriter(IBufferWriter<byte> to)
{
    internal void WriteResource(Element resource, bool isRoot)
    {
        if (resource.Type is not { } type)
            return;
        to.Write("<"u8);
        to.Write(type.Utf8Name);
        if (isRoot)
            to.Write(" xmlns=\"http://hl7.org/fhir\""u8);
        WriteContent(resource, type, type.Utf8Name);
    }

    /// <summary>Writes the rest of a started tag: attributes, content and end.</summary>
    private void WriteContent(Element element, TypeDefinition type, ReadOnlySpan<byte> name)
    {
        var hasContent = false;
        foreach (var child in element.Children())
        {
            if (child.Definition is not { IsXmlAttribute: true } definition)
                hasContent |= child.Definition is not null;
            else if (child.HasValue)
                WriteAttribute(definition.Utf8Name, child);
        }
        if (element.HasValue)
            WriteAttribute("value"u8, element);
        if (!hasContent)
        {
            to.Write("/>"u8);
            return;
        }
        to.Write(">"u8);
        for (var i = 0; i < type.Elements.Count; i++)
        {
            if (type.Elements[i].IsXmlAttribute)
                continue;
            foreach (var child in element.Children(type.Elements[i]))
                WriteElement(child, type.Elements[i]);
        }
        to.Write("</"u8);
        to.Write(name);
        to.Write(">"u8);
    }

    private void WriteElement(Element element, ElementDefinition definition)
    {
        if (element.Type is { Primitive: PrimitiveKind.Xhtml })
        {
            NarrativeXml.Write(element.GetString() ?? "", to);
            return;
        }
        // A contained resource of an unknown type has no definition to write it by.
        if (element.Type is not { } type)
            return;
        var name = definition.IsChoice ? XmlText.Utf8(definition.Name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..]) : definition.Utf8Name;
        to.Write("<"u8);
        to.Write(name);
        if (!type.IsResource)
        {
            WriteContent(element, type, name);
            return;
        }
        to.Write(">"u8);
        WriteResource(element, isRoot: false);
        to.Write("</"u8);
        to.Write(name);
        to.Write(">"u8);
    }

    private void WriteAttribute(ReadOnlySpan<byte> name, Element value)
    {
        to.Write(" "u8);
        to.Write(name);
        to.Write("=\""u8);
        XmlText.Escape(to, value.GetUtf8());
        to.Write("\""u8);
    }
}
