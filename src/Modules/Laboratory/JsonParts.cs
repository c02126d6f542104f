using System.Text.Json;

namespace Carewright.Laboratory;

/// <summary>Parts of a resource's JSON; of what is not there, nothing.</summary>
internal static class JsonParts
{
    /// <summary>A member; undefined when there is none.</summary>
    internal static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A member that is a string, or null.</summary>
    internal static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The items of a member; none when it is no array.</summary>
    internal static IEnumerable<JsonElement> Items(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    /// <summary>The reference of a member.</summary>
    internal static string? Reference(JsonElement element, string name) => Text(Member(element, name), "reference");

    /// <summary>What people call a CodeableConcept: its text, a display, or a code.</summary>
    internal static string? Words(JsonElement concept) =>
        Text(concept, "text") ?? Items(concept, "coding").Select(coding => Text(coding, "display")).OfType<string>().FirstOrDefault() ?? Items(concept, "coding").Select(coding => Text(coding, "code")).OfType<string>().FirstOrDefault();

    /// <summary>The value of an identifier of a system, or null.</summary>
    internal static string? Identifier(JsonElement element, string name, string system) =>
        Items(element, name).Where(identifier => Text(identifier, "system") == system).Select(identifier => Text(identifier, "value")).FirstOrDefault();
}
