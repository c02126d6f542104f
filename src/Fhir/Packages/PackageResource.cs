using System.IO.Compression;
using System.Text.Json;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Packages;

/// <summary>
/// One resource of a package. Its bytes are held packed, because a large package is some ten times smaller so and few of its resources are ever asked for;
/// the tree is made when it is first asked for, and kept: whoever compiles or expands it looks it up again by the tree. Safe from many threads.
/// </summary>
public sealed class PackageResource
{
    private readonly byte[] _packed;
    private readonly int _length;
    private ResourceDocument? _document;

    private PackageResource(ReadOnlySpan<byte> json, bool isExample)
    {
        _length = json.Length;
        IsExample = isExample;
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(json);
        _packed = packed.ToArray();
    }

    /// <summary>Resource type.</summary>
    public string ResourceType { get; private init; } = "";

    /// <summary>Logical id, or null.</summary>
    public string? Id { get; private init; }

    /// <summary>Canonical url, or null for resources that have none (most examples, NamingSystem).</summary>
    public string? Url { get; private init; }

    /// <summary>Business version, or null.</summary>
    public string? Version { get; private init; }

    /// <summary>Publication status (<c>active</c>, <c>draft</c>, <c>retired</c>), or null.</summary>
    public string? Status { get; private init; }

    /// <summary>Name for people: its title, or its computable name; null when it has neither.</summary>
    public string? Title { get; private init; }

    /// <summary>What type it describes (StructureDefinition.type), or null.</summary>
    public string? DescribedType { get; private init; }

    /// <summary>True for an illustration, which is no definition.</summary>
    public bool IsExample { get; }

    /// <summary>The resource's tree; null when the bytes cannot be used as a resource.</summary>
    public ResourceDocument? Open()
    {
        if (Volatile.Read(ref _document) is { } known)
            return known;
        var document = ResourceDocument.Parse(Unpack()).Document;
        return Interlocked.CompareExchange(ref _document, document, null) ?? document;
    }

    /// <summary>The resource's JSON as it came.</summary>
    public byte[] Unpack()
    {
        var json = new byte[_length];
        using var deflate = new DeflateStream(new MemoryStream(_packed), CompressionMode.Decompress);
        deflate.ReadExactly(json);
        return json;
    }

    /// <summary>Reads the head of a resource; null when the text is JSON but no resource.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal static PackageResource? Read(ReadOnlySpan<byte> json, bool isExample)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        var head = ReadHead(json);
        if (!head.TryGetValue("resourceType", out var type))
            return null;
        return new PackageResource(json, isExample)
        {
            ResourceType = type,
            Id = head.GetValueOrDefault("id"),
            Url = head.GetValueOrDefault("url"),
            Version = head.GetValueOrDefault("version"),
            Status = head.GetValueOrDefault("status"),
            Title = head.GetValueOrDefault("title") ?? head.GetValueOrDefault("name"),
            DescribedType = head.GetValueOrDefault("type"),
        };
    }

    /// <summary>The strings among the properties of the outermost object.</summary>
    private static Dictionary<string, string> ReadHead(ReadOnlySpan<byte> json)
    {
        var head = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ParseOptions.Default.MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return head;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.Length <= 16 ? reader.GetString()! : "";
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && name is "resourceType" or "id" or "url" or "version" or "status" or "title" or "name" or "type")
                head[name] = reader.GetString()!;
            reader.Skip();
        }
        return head;
    }
}
