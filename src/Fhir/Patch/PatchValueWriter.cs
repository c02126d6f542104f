using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Patch;

/// <summary>Writes an element as the value of a patch operation: <c>value[x]</c> where Parameters has the type, a resource, or else parts (FHIR R4 fhirpatch.html#concept).</summary>
internal static class PatchValueWriter
{
    private static readonly HashSet<string> s_types = ValueTypes();

    internal static void Write(Utf8JsonWriter json, string name, Element element)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (element.Type is { IsResource: true })
            Raw(json, "resource", element.RawJson);
        else if (element.IsPrimitive || s_types.Contains(element.Type?.Name ?? ""))
            WriteTyped(json, element);
        else
            WriteParts(json, element);
        json.WriteEndObject();
    }

    /// <summary>The object of a primitive's id and extensions; empty when it has none.</summary>
    internal static ReadOnlySpan<byte> Extras(Element element)
    {
        ref readonly var node = ref element.Document.Nodes[element.Index];
        return element.Document.Bytes.Slice(node.ExtrasStart, node.ExtrasLength);
    }

    private static HashSet<string> ValueTypes() =>
        FhirModel.R4.FindType("Parameters.parameter")?.FindElement("value")?.Types.Select(type => type.Type.Name).ToHashSet(StringComparer.Ordinal)
        ?? throw new InvalidOperationException("The definitions lack Parameters.parameter.value.");

    private static void WriteTyped(Utf8JsonWriter json, Element element)
    {
        var name = "value" + Suffix(element);
        if (!element.RawJson.IsEmpty)
            Raw(json, name, element.RawJson);
        if (Extras(element) is { IsEmpty: false } extras)
            Raw(json, "_" + name, extras);
    }

    private static void WriteParts(Utf8JsonWriter json, Element element)
    {
        json.WriteStartArray("part");
        foreach (var child in element.Children())
            Write(json, child.Name, child);
        json.WriteEndArray();
    }

    // Parameters has no xhtml; text is text.
    private static string Suffix(Element element)
    {
        var type = element.Type?.Name is { } name && s_types.Contains(name) ? name : element.ValueKind switch
        {
            JsonTokenType.Number => "decimal",
            JsonTokenType.True or JsonTokenType.False => "boolean",
            _ => "string",
        };
        return char.ToUpperInvariant(type[0]) + type[1..];
    }

    private static void Raw(Utf8JsonWriter json, string name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
