using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Patch;

/// <summary>
/// The value of an <c>add</c>, <c>insert</c> or <c>replace</c>: a data type (<c>value[x]</c>), a resource, or parts that make up an element of no named type
/// (FHIR R4 fhirpatch.html#concept).
/// </summary>
internal sealed class PatchValue
{
    private readonly Element _part;

    private PatchValue(Element part) => _part = part;

    /// <summary>Name of the data type or resource; null for parts.</summary>
    internal string? TypeName => (Typed.Exists ? Typed : _part.Child("resource")).Type?.Name;

    internal int Size => _part.RawJson.Length;

    private Element Typed => _part.Child("value");

    /// <summary>Null when the part holds no value.</summary>
    internal static PatchValue? Of(Element part) =>
        part.Child("value").Exists || part.Child("resource").Exists || part.Child("part").Exists ? new PatchValue(part) : null;

    /// <summary>The value as JSON of an element with this definition. Parts whose names the type does not know go in as they are, and are found by the parser.</summary>
    internal ElementJson ToJson(ElementDefinition? definition)
    {
        if (Typed.Exists)
            return Json(Typed);
        if (_part.Child("resource") is { Exists: true } resource)
            return new(new JsonTree(resource.RawJson.ToArray()), null);
        return new(Parts(definition?.Types is [{ } only, ..] ? only.Type : null), null);
    }

    private static ElementJson Json(Element element)
    {
        ref readonly var node = ref element.Document.Nodes[element.Index];
        var extras = node.ExtrasLength == 0 ? null : new JsonTree(element.Document.Utf8.Slice(node.ExtrasStart, node.ExtrasLength).ToArray());
        return new(element.RawJson.IsEmpty ? null : new JsonTree(element.RawJson.ToArray()), extras);
    }

    private JsonTree Parts(TypeDefinition? type)
    {
        var made = JsonTree.EmptyObject();
        foreach (var part in _part.Children("part"))
        {
            var name = part.Child("name").GetString() ?? "";
            if (Of(part) is not { } value)
                continue;
            var target = PatchTarget.Find(type, name);
            var property = ElementProperty.Of(made, target is null ? name : ElementProperty.JsonName(target, value.TypeName), target?.IsRepeating == true);
            property.Items.Add(value.ToJson(target));
            property.Write();
        }
        return made;
    }
}

/// <summary>Finds the element that a name in a patch means.</summary>
internal static class PatchTarget
{
    /// <summary>By FHIR name (<c>value</c>), or as JSON writes a choice (<c>valueQuantity</c>); null when the type has no such element.</summary>
    internal static ElementDefinition? Find(TypeDefinition? type, string name) =>
        type?.FindElement(name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name) ?? type?.FindByJsonName(System.Text.Encoding.UTF8.GetBytes(name), out _);
}
