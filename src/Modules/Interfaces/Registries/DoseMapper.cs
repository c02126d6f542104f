using System.Text.Json.Nodes;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Writing;
using Carewright.Interfaces.Partners;
using Carewright.Mapping;

namespace Carewright.Interfaces.Registries;

/// <summary>Makes Immunizations of doses in an answer that names a person (PID), by the partner's maps for VXU^V04.</summary>
internal sealed class DoseMapper
{
    private static readonly string[] s_references = ["manufacturer", "location"];
    private readonly ReadyPartner _partner;
    private readonly DateTimeOffset _at;
    private readonly byte[] _head;

    internal DoseMapper(ReadyPartner partner, Hl7Message answer, DateTimeOffset at)
    {
        (_partner, _at) = (partner, at);
        var head = EditableMessage.Of(answer);
        while (head.Count > 1)
            head.RemoveAt(1);
        head.SetRaw(0, new Hl7Path("MSH", 0, 9), [.. "VXU"u8, answer.Delimiters.Component, .. "V04"u8]);
        _head = [.. head.ToBytes(), .. answer.Find("PID")!.Value.Raw, (byte)'\r'];
    }

    /// <summary>One dose; null when it cannot be read.</summary>
    /// <param name="order">Its ORC; null: it has none.</param>
    /// <param name="given">Its RXA.</param>
    /// <param name="below">What stands below it.</param>
    internal RegistryDose? Map(Hl7Segment? order, Hl7Segment given, IEnumerable<Hl7Segment> below)
    {
        List<Hl7Segment> segments = [.. order is { } known ? new[] { known } : [], given, .. below.Where(segment => segment.Is("RXR"))];
        if (Hl7Message.Read((byte[])[.. _head, .. segments.SelectMany(segment => segment.Raw.ToArray().Append((byte)'\r'))]).Message is not { } message)
            return null;
        var mapped = _partner.Map(message, _at);
        return mapped.Resources.FirstOrDefault(resource => resource.ResourceType == "Immunization") is { } dose && JsonNode.Parse(dose.Json.Span) is JsonObject content
            ? new RegistryDose(InWords(content, mapped), order is { } one && one[3].Component(1).Text is not ("" or "9999") ? dose.Business : []) : null;
    }

    // Who and where is known to the registry: here they are words, so that nobody gets an entry for having been named there.
    private static JsonObject InWords(JsonObject content, MappedMessage mapped)
    {
        content.Remove("patient");
        content.Remove("encounter");
        foreach (var name in s_references.Where(name => content[name] is not null))
            Put(content, name, Words(content[name]!, mapped));
        if (content["performer"] is JsonArray performers)
            content["performer"] = new JsonArray([.. performers.OfType<JsonObject>().Where(performer => Words(performer["actor"], mapped) is not null).Select(performer => Performer(performer, mapped))]);
        if (content["performer"] is JsonArray { Count: 0 })
            content.Remove("performer");
        return content;
    }

    private static JsonNode Performer(JsonObject performer, MappedMessage mapped)
    {
        var copy = (JsonObject)performer.DeepClone();
        copy["actor"] = new JsonObject { ["display"] = Words(performer["actor"], mapped) };
        return copy;
    }

    private static void Put(JsonObject content, string name, string? words)
    {
        content.Remove(name);
        if (words is not null)
            content[name] = new JsonObject { ["display"] = words };
    }

    private static string? Words(JsonNode? reference, MappedMessage mapped)
    {
        if (mapped.Resources.FirstOrDefault(resource => resource.Key == (string?)reference?["reference"]) is not { } meant)
            return (string?)reference?["display"];
        var name = JsonNode.Parse(meant.Json.Span)?["name"];
        return name switch
        {
            JsonValue text => (string?)text,
            JsonArray { Count: > 0 } names when names[0] is JsonObject first => string.Join(' ', (first["given"] as JsonArray ?? []).Select(given => (string?)given).Append((string?)first["family"]).Where(word => !string.IsNullOrEmpty(word))),
            _ => (string?)reference?["display"],
        };
    }
}
