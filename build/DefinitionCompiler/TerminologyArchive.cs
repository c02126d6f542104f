using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Carewright.DefinitionCompiler;

/// <summary>
/// The published code systems, value sets and concept maps as resources, each compressed by itself so that one is read without the others: what the terminology
/// engine answers from. Layout: magic, bodies (Brotli), index, offset of the index (4 bytes, little-endian). Read by <c>src/Terminology/Sources/PublishedTerminology.cs</c>.
/// </summary>
internal static class TerminologyArchive
{
    /// <summary>The files to archive, in order; the first resource of a url counts.</summary>
    internal static readonly string[] Files = ["valuesets.json", "v3-codesystems.json", "v2-tables.json", "conceptmaps.json"];

    private static readonly byte[] s_magic = "CWTERM01"u8.ToArray();

    // Narrative is two thirds of the files, and nothing computes with it.
    private static readonly string[] s_dropped = ["text", "meta", "contact", "identifier"];

    // Their words belong to their owners; codes alone are what a value set has to carry. Whoever holds the licence loads the system, and its displays appear.
    private static readonly string[] s_licensed = ["http://snomed.info/sct", "http://www.ama-assn.org/go/cpt"];

    internal static int Write(IEnumerable<JsonElement> resources, Stream to)
    {
        var index = new List<(string Type, string Url, string Version, long Offset, int Length, int Size)>();
        to.Write(s_magic);
        foreach (var resource in resources.Where(one => one.Text("url") is not null).DistinctBy(one => (one.Text("resourceType"), one.Text("url"))))
        {
            var json = Body(resource);
            var packed = Pack(json);
            index.Add((resource.Text("resourceType")!, resource.Text("url")!, resource.Text("version") ?? "", to.Position, packed.Length, json.Length));
            to.Write(packed);
        }
        var at = to.Position;
        using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        writer.Write(index.Count);
        foreach (var (type, url, version, offset, length, size) in index)
        {
            writer.Write(type);
            writer.Write(url);
            writer.Write(version);
            writer.Write((int)offset);
            writer.Write(length);
            writer.Write(size);
        }
        writer.Write((int)at);
        return index.Count;
    }

    private static byte[] Body(JsonElement resource)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var property in resource.EnumerateObject().Where(property => !s_dropped.Contains(property.Name)))
            {
                if (property.NameEquals("compose"))
                    WriteCompose(json, property.Value);
                else
                    property.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteCompose(Utf8JsonWriter json, JsonElement compose)
    {
        json.WriteStartObject("compose");
        foreach (var property in compose.EnumerateObject())
        {
            if (property.Name is not ("include" or "exclude"))
            {
                property.WriteTo(json);
                continue;
            }
            json.WriteStartArray(property.Name);
            foreach (var part in property.Value.EnumerateArray())
                WritePart(json, part);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, JsonElement part)
    {
        if (!s_licensed.Contains(part.Text("system")) || !part.TryGetProperty("concept", out _))
        {
            part.WriteTo(json);
            return;
        }
        json.WriteStartObject();
        foreach (var property in part.EnumerateObject().Where(property => !property.NameEquals("concept")))
            property.WriteTo(json);
        json.WriteStartArray("concept");
        foreach (var concept in part.Items("concept"))
        {
            json.WriteStartObject();
            json.WriteString("code", concept.Text("code"));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Pack(byte[] json)
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.SmallestSize))
            brotli.Write(json);
        return buffer.ToArray();
    }
}
