using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Patch;

/// <summary>One element as JSON writes it: its value, and for a primitive the object of its id and extensions. Either may be null, not both.</summary>
internal readonly record struct ElementJson(JsonTree? Value, JsonTree? Extras);

/// <summary>
/// A JSON property of an object, with the property of the same name and an underscore in front: the elements of one name, kept in step (FHIR R4 json.html#primitive).
/// </summary>
internal sealed class ElementProperty
{
    private readonly JsonTree _owner;
    private readonly string _name;
    private readonly bool _isArray;

    private ElementProperty(JsonTree owner, string name, bool isArray)
    {
        (_owner, _name, _isArray) = (owner, name, isArray);
        Items = Read();
    }

    internal List<ElementJson> Items { get; }

    internal static ElementProperty Of(JsonTree owner, string jsonName, bool isArray) => new(owner, jsonName, isArray);

    /// <summary>The property that holds an element of a document, in a tree of the same bytes.</summary>
    internal static ElementProperty Of(JsonTree root, Element element) =>
        new(ObjectOf(root, element.Parent), JsonName(element), element.ItemIndex >= 0);

    /// <summary>The object that holds an element's parts: of a primitive the one of its extensions, made when it has none yet.</summary>
    internal static JsonTree ObjectOf(JsonTree root, Element element)
    {
        if (!element.Parent.Exists)
            return root;
        var property = Of(root, element);
        var index = Math.Max(0, element.ItemIndex);
        var item = property.Items[index];
        if (!element.IsPrimitive)
            return item.Value!;
        if (item.Extras is { } extras)
            return extras;
        var made = JsonTree.EmptyObject();
        property.Items[index] = item with { Extras = made };
        property.Write();
        return made;
    }

    /// <summary>The name that JSON gives an element: <c>valueQuantity</c>; <c>resourceType</c> objects are named by the property that holds them.</summary>
    internal static string JsonName(Element element) => NodePath.JsonName(element.Document.Bytes, element.Document.Nodes[element.Index].NameStart);

    /// <summary>The name that JSON gives an element of a definition and a type.</summary>
    internal static string JsonName(ElementDefinition definition, string? typeName) =>
        definition.IsChoice && typeName is { Length: > 0 } ? $"{definition.Name}{char.ToUpperInvariant(typeName[0])}{typeName[1..]}" : definition.Name;

    /// <summary>Puts the items back. An empty list takes both names away.</summary>
    internal void Write()
    {
        Put(_name, [.. Items.Select(item => item.Value)]);
        Put("_" + _name, [.. Items.Select(item => item.Extras)]);
    }

    private void Put(string name, List<JsonTree?> values)
    {
        if (values.TrueForAll(value => value is null))
            _owner.Remove(name);
        else
            _owner.Set(name, _isArray ? JsonTree.Array(values.Select(value => value ?? JsonTree.Null())) : values[0]!);
    }

    private List<ElementJson> Read()
    {
        var (values, extras) = (Values(_name), Values("_" + _name));
        var items = new List<ElementJson>();
        for (var i = 0; i < Math.Max(values.Count, extras.Count); i++)
            items.Add(new(values.ElementAtOrDefault(i), extras.ElementAtOrDefault(i)));
        return items;
    }

    private List<JsonTree?> Values(string name) => _owner.Find(name) switch
    {
        null => [],
        { IsArray: true } array when _isArray => [.. array.Items.Select(item => item.IsNull ? null : item)],
        var single => [single],
    };
}
