using System.Text;
using System.Text.Json;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.DefinitionCompiler;

/// <summary>
/// The published profiles and extensions of R4, as StructureDefinitions with a differential only: what is for readers (definitions, mappings) and what is
/// derived (snapshots) is left out, as the engine generates snapshots itself.
/// </summary>
internal static class ProfileCompiler
{
    private static readonly HashSet<string> s_kept = new(StringComparer.Ordinal)
    {
        "resourceType", "id", "url", "version", "name", "status", "kind", "abstract", "context", "contextInvariant", "type", "baseDefinition", "derivation", "differential",
    };

    private static readonly HashSet<string> s_proseOfElements = new(StringComparer.Ordinal)
    {
        "definition", "comment", "requirements", "alias", "example", "mapping", "short", "label", "meaningWhenMissing", "orderMeaning", "isModifierReason", "code",
    };

    internal static int Write(IEnumerable<string> files, DefinitionPackage package, DefinitionWriter to)
    {
        var profiles = files.SelectMany(package.Resources).Where(r => r.Text("resourceType") == "StructureDefinition" && r.Text("derivation") == "constraint")
            .DistinctBy(r => r.Text("url")).OrderBy(r => r.Text("url"), StringComparer.Ordinal).Select(ToRecord).ToArray();
        to.List(profiles, p => p.Write(to));
        return profiles.Length;
    }

    private static ProfileRecord ToRecord(JsonElement profile)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var property in profile.EnumerateObject().Where(p => s_kept.Contains(p.Name)))
            {
                if (property.Name == "differential")
                    WriteDifferential(property.Value, json);
                else
                    property.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return new ProfileRecord(profile.Text("url")!, profile.Text("version"), Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void WriteDifferential(JsonElement differential, Utf8JsonWriter json)
    {
        json.WriteStartObject("differential");
        json.WriteStartArray("element");
        foreach (var element in differential.Items("element"))
        {
            json.WriteStartObject();
            foreach (var property in element.EnumerateObject().Where(p => !s_proseOfElements.Contains(p.Name)))
                property.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
