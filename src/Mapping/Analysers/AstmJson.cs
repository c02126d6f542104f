using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carewright.Mapping.Analysers;

/// <summary>Pieces of FHIR as JSON.</summary>
internal static class AstmJson
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Bytes(JsonObject resource)
    {
        Clean(resource);
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(resource, s_plain);
    }

    /// <summary>A text without what FHIR has no place for: control characters, spaces at its ends and several in a row. Never empty.</summary>
    internal static string Plain(string text)
    {
        var plain = string.Join(' ', new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return plain.Length > 0 ? plain : "?";
    }

    private static void Clean(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            for (var at = 0; at < list.Count; at++)
            {
                if (list[at] is JsonValue item && item.TryGetValue<string>(out var text))
                    list[at] = Plain(text);
                else
                    Clean(list[at]);
            }
        }
        if (node is not JsonObject found)
            return;
        foreach (var (name, child) in found.ToList())
        {
            if (child is JsonValue value && value.TryGetValue<string>(out var text))
                found[name] = Plain(text);
            else
                Clean(child);
        }
    }

    internal static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    internal static JsonObject Coding(string system, string code, string? display = null)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is { Length: > 0 })
            coding["display"] = display;
        return coding;
    }

    internal static JsonObject Concept(params ReadOnlySpan<JsonObject> codings) => new() { ["coding"] = List(codings) };

    internal static JsonArray List(params ReadOnlySpan<JsonObject> items)
    {
        var list = new JsonArray();
        foreach (var item in items)
            list.Add((JsonNode)item);
        return list;
    }
}
