using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;

namespace Carewright.Terminology.Sources;

/// <summary>A source that can say which concept maps it has.</summary>
public interface IConceptMapSource : IDefinitionSource
{
    /// <summary>Its concept maps, in a stable order.</summary>
    IEnumerable<ResourceDocument> ConceptMaps { get; }
}

/// <summary>
/// The code systems, value sets and concept maps that HL7 publishes with FHIR R4, without narrative, archived at build (<c>build/DefinitionCompiler/TerminologyArchive.cs</c>).
/// Each is read when first asked for. Safe from many threads.
/// </summary>
public sealed class PublishedTerminology : IConceptMapSource
{
    private const int MagicLength = 8;
    private static readonly Lazy<PublishedTerminology> s_r4 = new(LoadEmbedded);
    private readonly byte[] _file;
    private readonly Dictionary<(string Type, string Url), Entry> _entries = [];
    private readonly ConcurrentDictionary<(string Type, string Url), ResourceDocument> _read = new();

    private PublishedTerminology(byte[] file)
    {
        _file = file;
        if (!file.AsSpan().StartsWith("CWTERM01"u8) || file.Length < MagicLength + sizeof(int))
            throw new InvalidDataException("The embedded terminology has another layout; rebuild it.");
        using var index = new BinaryReader(new MemoryStream(file), Encoding.UTF8);
        index.BaseStream.Position = file.Length - sizeof(int);
        index.BaseStream.Position = index.ReadInt32();
        for (var count = index.ReadInt32(); count > 0; count--)
        {
            var key = (index.ReadString(), index.ReadString());
            _entries.Add(key, new Entry(index.ReadString(), index.ReadInt32(), index.ReadInt32(), index.ReadInt32()));
        }
    }

    /// <summary>FHIR R4 (4.0.1).</summary>
    public static PublishedTerminology R4 => s_r4.Value;

    /// <inheritdoc/>
    public IEnumerable<ResourceDocument> ConceptMaps => UrlsOf("ConceptMap").Select(url => Find("ConceptMap", url, null)!);

    /// <summary>The canonical urls of a type.</summary>
    public IEnumerable<string> UrlsOf(string resourceType) => _entries.Keys.Where(key => key.Type == resourceType).Select(key => key.Url).Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version)
    {
        var key = (resourceType, canonicalUrl);
        return _entries.TryGetValue(key, out var entry) && (version is null || version == entry.Version) ? _read.GetOrAdd(key, _ => Read(entry)) : null;
    }

    private ResourceDocument Read(Entry entry)
    {
        var json = new byte[entry.Size];
        using var brotli = new BrotliStream(new MemoryStream(_file, entry.Offset, entry.Length), CompressionMode.Decompress);
        brotli.ReadExactly(json);
        return ResourceDocument.Parse(json).Document ?? throw new InvalidDataException("A resource of the embedded terminology does not parse.");
    }

    private static PublishedTerminology LoadEmbedded()
    {
        using var stream = typeof(PublishedTerminology).Assembly.GetManifestResourceStream("r4.terminology.bin") ?? throw new InvalidOperationException("The terminology is not embedded in this assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new PublishedTerminology(file);
    }

    private readonly record struct Entry(string Version, int Offset, int Length, int Size);
}
