using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Gateway;

namespace Carewright.InHouse;

/// <summary>Reads and makes parts of FHIR JSON; what is absent, or of another kind, is null or empty.</summary>
internal static class Nodes
{
    /// <summary>A released version as JSON; null of a deleted one.</summary>
    internal static JsonObject? Open(this ReleasedResource resource) => resource.IsDeleted ? null : JsonNode.Parse(resource.Json.Span)?.AsObject();

    /// <summary>A member as text.</summary>
    internal static string? Text(this JsonNode? node, string member) => node is JsonObject one && one[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A member as a number.</summary>
    internal static decimal? Number(this JsonNode? node, string member) => node is JsonObject one && one[member] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;

    /// <summary>Whether a member is true.</summary>
    internal static bool Flag(this JsonNode? node, string member) => node is JsonObject one && one[member] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>A member as a moment.</summary>
    internal static DateTimeOffset? Moment(this JsonNode? node, string member) =>
        DateTimeOffset.TryParse(node.Text(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    /// <summary>A member that is an object.</summary>
    internal static JsonObject? One(this JsonNode? node, string member) => (node as JsonObject)?[member] as JsonObject;

    /// <summary>The objects of a list.</summary>
    internal static IEnumerable<JsonObject> Many(this JsonNode? node, string member) => (node as JsonObject)?[member] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The reference that a member holds.</summary>
    internal static string? Reference(this JsonNode? node, string member) => node.One(member).Text("reference");

    /// <summary>The code of a system in a CodeableConcept.</summary>
    internal static string? Code(this JsonNode? concept, string system) => concept.Many("coding").Where(coding => coding.Text("system") == system).Select(coding => coding.Text("code")).FirstOrDefault();

    /// <summary>A CodeableConcept of one coding.</summary>
    internal static JsonObject Concept(string system, string code, string? text = null)
    {
        var concept = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
        if (text is not null)
            concept["text"] = text;
        return concept;
    }

    /// <summary>A Reference.</summary>
    internal static JsonObject To(string reference) => new() { ["reference"] = reference };

    /// <summary>A moment as FHIR writes it.</summary>
    internal static string Instant(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A day as FHIR writes it.</summary>
    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
