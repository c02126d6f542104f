using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carewright.Mapping.Analysers;

/// <summary>Pieces of FHIR as JSON.</summary>
internal static class AstmJson
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Bytes(JsonObject resource) => JsonSerializer.SerializeToUtf8Bytes<JsonNode>(resource, s_plain);

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
