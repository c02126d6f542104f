using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carewright.BulkData.Ehi;

/// <summary>A file of an archive (docs/architecture/ehi-export.md).</summary>
internal sealed record EhiFile(string Path, long Bytes, string Sha256)
{
    public string? Type { get; init; }

    public long? Count { get; init; }

    public string? Resource { get; init; }

    public string? Element { get; init; }

    public string? ContentType { get; init; }

    internal static EhiFile Of(string path, ReadOnlyMemory<byte> content) => new(path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)));
}

/// <summary>The manifest of an archive.</summary>
internal sealed record EhiManifest
{
    public string Format { get; init; } = "https://carewright.example/ehi-export/1";

    public required string TransactionTime { get; init; }

    public string FhirVersion { get; init; } = "4.0.1";

    public required string Scope { get; init; }

    public string? Patient { get; init; }

    public required SortedDictionary<string, long> Counts { get; init; }

    public required IReadOnlyList<EhiFile> Files { get; init; }

    public required IReadOnlyList<string> Problems { get; init; }

    internal ReadOnlyMemory<byte> ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, EhiJson.Default.EhiManifest);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EhiManifest))]
internal sealed partial class EhiJson : JsonSerializerContext;
