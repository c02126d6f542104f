using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Xml;

/// <summary>One element read from XML: a value, children, or both. Children are kept by JSON property, in order of first appearance.</summary>
internal sealed class XmlItem(TypeDefinition type)
{
    private Dictionary<(int Ordinal, int Type), XmlProperty>? _byKey;

    internal TypeDefinition Type { get; } = type;

    internal string? Value { get; set; }

    internal List<XmlProperty> Properties { get; } = [];

    internal bool IsEmpty => Value is null && Properties.Count == 0 && !Type.IsResource;

    internal XmlProperty Property(in JsonNameTable.Entry entry)
    {
        _byKey ??= [];
        var key = (entry.Element!.Ordinal, entry.Type!.Index);
        if (!_byKey.TryGetValue(key, out var property))
            _byKey.Add(key, property = new XmlProperty(entry.Element, entry.Name!));
        return property;
    }
}

/// <summary>One JSON property: its name and its items.</summary>
internal sealed class XmlProperty(ElementDefinition element, byte[] jsonName)
{
    internal ElementDefinition Element { get; } = element;

    internal byte[] JsonName { get; } = jsonName;

    internal List<XmlItem> Items { get; } = [];
}
