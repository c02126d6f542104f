using System.Text.Json.Nodes;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>Copies elements from a definition to what is made of it, with the extensions and ids of primitives.</summary>
internal static class JsonCopy
{
    /// <summary>Elements that have the same name on both sides.</summary>
    internal static void Same(JsonObject from, JsonObject to, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            As(from, name, to, name);
    }

    internal static void As(JsonObject from, string name, JsonObject to, string target)
    {
        if (from[name] is { } value)
            to[target] = value.DeepClone();
        if (from["_" + name] is { } more)
            to["_" + target] = more.DeepClone();
    }

    /// <summary>An element of several types (<c>timing[x]</c>) as another (<c>occurrence[x]</c>), where the target has the type; the type's name when it has not, else null.</summary>
    internal static string? Choice(JsonObject from, string name, JsonObject to, string target, params ReadOnlySpan<string> types)
    {
        foreach (var (member, _) in from)
        {
            if (!member.StartsWith(name, StringComparison.Ordinal) || member.Length == name.Length || !char.IsAsciiLetterUpper(member[name.Length]))
                continue;
            var type = member[name.Length..];
            if (types.Length > 0 && !types.Contains(type))
                return type;
            As(from, member, to, target + type);
            return null;
        }
        return null;
    }

    internal static IEnumerable<(JsonObject Item, string Place)> Items(JsonObject from, string name, string place) =>
        (from[name] as JsonArray ?? []).OfType<JsonObject>().Select((item, index) => (item, $"{place}.{name}[{index}]"));
}
