using System.Runtime.InteropServices;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

/// <summary>
/// A FHIR R4 resource: its JSON bytes as they came, and an index over them made in one pass (FHIR R4 json.html). Immutable and safe from many
/// threads as long as the bytes are not changed.
/// </summary>
public sealed class ResourceDocument
{
    private readonly byte[] _bytes;
    private readonly int _offset;
    private readonly int _length;

    internal ResourceDocument(ArraySegment<byte> utf8, Node[] nodes, FhirModel model)
    {
        _bytes = utf8.Array!;
        _offset = utf8.Offset;
        _length = utf8.Count;
        Nodes = nodes;
        Model = model;
    }

    /// <summary>The definitions the tree was resolved against.</summary>
    public FhirModel Model { get; }

    /// <summary>The bytes, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Utf8 => new(_bytes, _offset, _length);

    /// <summary>The resource itself.</summary>
    public Element Root => new(this, 0);

    /// <summary>Its type, a concrete resource type.</summary>
    public TypeDefinition Type => Model.AllTypes[Nodes[0].Type - 1];

    /// <summary>Name of its type.</summary>
    public string ResourceType => Type.Name;

    /// <summary>The logical id, or null.</summary>
    public string? Id => Root.Child("id").GetString();

    internal Node[] Nodes { get; }

    internal ReadOnlySpan<byte> Bytes => new(_bytes, _offset, _length);

    /// <summary>
    /// Reads one resource. Never throws on bad input: everything wrong with syntax and shape becomes an issue with location, line and column. Unknown
    /// elements are issues and stay in the tree. The document keeps the memory; the caller must not change it.
    /// </summary>
    /// <param name="utf8">JSON as UTF-8; a byte order mark is dropped.</param>
    /// <param name="options">Bounds; null for <see cref="ParseOptions.Default"/>.</param>
    public static ParseOutcome Parse(ReadOnlyMemory<byte> utf8, ParseOptions? options = null)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (!MemoryMarshal.TryGetArray(utf8, out var bytes) || bytes.Array is null)
            bytes = new ArraySegment<byte>(utf8.ToArray());
        return JsonTreeParser.Parse(bytes, FhirModel.R4, options ?? ParseOptions.Default);
    }

    /// <summary>1-based line and column (in bytes) of an element's value, for issues about it.</summary>
    internal (int Line, int Column) PositionOf(int node)
    {
        ref readonly var at = ref Nodes[node];
        return TextPosition.Of(Bytes, at.Kind == System.Text.Json.JsonTokenType.None ? at.ExtrasStart : at.Start);
    }

    internal string LocationOf(int node) => NodePath.Of(Nodes, node, Bytes, Model);

    internal string NameOf(int node) => NodePath.Name(Nodes, node, Bytes, Model);
}
