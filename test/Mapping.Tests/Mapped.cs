using System.Text;
using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Hl7v2;
using Carewright.Kernel;
using Carewright.Testing;

namespace Carewright.Mapping.Tests;

/// <summary>Messages mapped, as tests ask about them.</summary>
internal static class Mapped
{
    public static MappingContext Context { get; } = new("lab", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(-5), new Dictionary<string, string>(), []);

    /// <summary>Maps the segments of a message; the first is MSH with the type.</summary>
    public static MappedMessage Of(string type, params string[] segments) => Of(V2Mapping.Base, Context, type, segments);

    public static MappedMessage Of(V2Mapping mapping, MappingContext context, string type, params string[] segments) => mapping.Map(Message(type, segments), context);

    public static Hl7Message Message(string type, params string[] segments) =>
        Hl7Message.Parse(Encoding.UTF8.GetBytes($"MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||{type}|1|P|2.5.1\r{string.Join('\r', segments)}\r"));

    /// <summary>The only resource of a type, as JSON.</summary>
    public static JsonElement Only(this MappedMessage mapped, string resourceType) => Json(Assert.Single(mapped.Resources, resource => resource.ResourceType == resourceType));

    public static List<JsonElement> All(this MappedMessage mapped, string resourceType) => [.. mapped.Resources.Where(resource => resource.ResourceType == resourceType).Select(Json)];

    public static JsonElement Json(MappedResource resource)
    {
        using var document = JsonDocument.Parse(resource.Json);
        return document.RootElement.Clone();
    }

    /// <summary>The value at a path such as <c>name[0].family</c>; null when there is none.</summary>
    public static string? At(this JsonElement element, string path)
    {
        foreach (var step in path.Split('.'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(bracket < 0 ? step : step[..bracket], out var next))
                return null;
            if (bracket >= 0)
            {
                var index = int.Parse(step[(bracket + 1)..^1], System.Globalization.CultureInfo.InvariantCulture);
                if (next.GetArrayLength() <= index)
                    return null;
                next = next[index];
            }
            element = next;
        }
        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }

    /// <summary>What is wrong with a resource as FHIR R4; an id is added, as the store would.</summary>
    public static IEnumerable<Issue> Faults(MappedResource resource)
    {
        var outcome = ResourceDocument.Parse(resource.Json);
        return ResourceValidator.Validate(outcome).Where(issue => issue.IsError);
    }

    /// <summary>Every message of the shared data, by the name of its file.</summary>
    public static IEnumerable<(string Name, Hl7Message Message)> Samples() =>
        Directory.GetFiles(SharedData.Require("hl7v2/messages")).Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), Hl7Message.Parse(File.ReadAllBytes(file))));
}
