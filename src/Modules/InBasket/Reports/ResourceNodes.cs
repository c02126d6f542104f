using System.Text.Json.Nodes;
using Carewright.Gateway;

namespace Carewright.InBasket.Reports;

/// <summary>Reads of FHIR JSON that this module needs; what is absent, or of another kind, is null or empty.</summary>
internal static class ResourceNodes
{
    /// <summary>A released version as JSON; null of a deleted one.</summary>
    internal static JsonObject? Open(this ReleasedResource resource) => resource.IsDeleted ? null : JsonNode.Parse(resource.Json.Span)?.AsObject();

    /// <summary>A member as text.</summary>
    internal static string? Text(this JsonNode? node, string member) => node is JsonObject one && one[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The reference that a member holds.</summary>
    internal static string? Reference(this JsonNode? node, string member) => node.One(member).Text("reference");

    /// <summary>A member that is an object.</summary>
    internal static JsonObject? One(this JsonNode? node, string member) => (node as JsonObject)?[member] as JsonObject;

    /// <summary>The objects of a list.</summary>
    internal static IEnumerable<JsonObject> Many(this JsonNode? node, string member) => (node as JsonObject)?[member] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The codings of a CodeableConcept.</summary>
    internal static IEnumerable<(string System, string Code)> Codings(this JsonObject? concept) => concept.Many("coding").Select(coding => (coding.Text("system") ?? "", coding.Text("code") ?? ""));

    /// <summary>The name of a CodeableConcept for people.</summary>
    internal static string? Shown(this JsonObject? concept) =>
        concept.Text("text") ?? concept.Many("coding").Select(coding => coding.Text("display")).FirstOrDefault(text => text is not null) ?? concept.Many("coding").Select(coding => coding.Text("code")).FirstOrDefault();

    /// <summary><c>Type/id</c> of a reference that may name a version.</summary>
    internal static string Unversioned(string reference) => string.Join('/', reference.Split('/').Take(2));

    /// <summary>The member whose name begins so, of an element with a choice of types.</summary>
    internal static KeyValuePair<string, JsonNode?>? Choice(this JsonObject node, string start)
    {
        foreach (var member in node)
        {
            if (member.Key.Length > start.Length && member.Key.StartsWith(start, StringComparison.Ordinal) && char.IsAsciiLetterUpper(member.Key[start.Length]))
                return member;
        }
        return null;
    }
}
