using System.Globalization;
using System.Text;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

/// <summary>Names and FHIRPath locations of nodes.</summary>
internal static class NodePath
{
    internal static string Of(ReadOnlySpan<Node> nodes, int node, ReadOnlySpan<byte> bytes, FhirModel model)
    {
        var path = new StringBuilder();
        Append(path, nodes, node, bytes, model);
        return path.ToString();
    }

    internal static string Name(ReadOnlySpan<Node> nodes, int node, ReadOnlySpan<byte> bytes, FhirModel model)
    {
        ref readonly var at = ref nodes[node];
        if (at.Element != 0)
            return model.AllElements[at.Element - 1].Name;
        return node == 0 ? model.AllTypes[at.Type - 1].Name : JsonName(bytes, at.NameStart);
    }

    /// <summary>The property name whose first byte is given, up to its closing quote, decoded and shortened when absurdly long.</summary>
    internal static string JsonName(ReadOnlySpan<byte> bytes, int start) => JsonText.Unescape(RawJsonName(bytes, start));

    internal static ReadOnlySpan<byte> RawJsonName(ReadOnlySpan<byte> bytes, int start)
    {
        var rest = bytes[start..];
        var end = 0;
        while (rest[end] != '"')
            end += rest[end] == '\\' ? 2 : 1;
        return rest[..end];
    }

    private static void Append(StringBuilder path, ReadOnlySpan<Node> nodes, int node, ReadOnlySpan<byte> bytes, FhirModel model)
    {
        if (node != 0)
        {
            Append(path, nodes, nodes[node].Parent, bytes, model);
            path.Append('.');
        }
        AppendName(path, Name(nodes, node, bytes, model));
        if (nodes[node].Item >= 0)
            path.Append(CultureInfo.InvariantCulture, $"[{nodes[node].Item}]");
    }

    /// <summary>Names from the text are data of a stranger: they are cut so that a location stays a location.</summary>
    internal static void AppendName(StringBuilder path, string name) => path.Append(name.AsSpan(0, Math.Min(name.Length, 64)));
}
