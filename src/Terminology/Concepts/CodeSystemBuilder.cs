using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Concepts;

/// <summary>Makes a <see cref="CodeSystemTable"/>, concept by concept; also what loaders fill when a system is to be held in memory.</summary>
public sealed class CodeSystemBuilder(CodeSystemHeader header) : ITermLoad
{
    private readonly List<(string Code, string? Display, ConceptTraits Traits, string? Definition)> _concepts = [];
    private readonly Dictionary<string, int> _codes = new(header.IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, List<Designation>> _designations = [];
    private readonly Dictionary<int, List<ConceptProperty>> _properties = [];
    private readonly List<(int Child, int Parent)> _links = [];

    /// <inheritdoc/>
    public int Count => _concepts.Count;

    /// <inheritdoc/>
    public int Add(string code, string? display, ConceptTraits flags = ConceptTraits.None, string? definition = null)
    {
        if (!_codes.TryAdd(code, _concepts.Count))
            return _codes[code];
        _concepts.Add((code, display, flags, definition));
        return _concepts.Count - 1;
    }

    /// <inheritdoc/>
    public int Find(string code) => _codes.GetValueOrDefault(code, -1);

    /// <inheritdoc/>
    public void SetDisplay(int key, string display) => _concepts[key] = _concepts[key] with { Display = display };

    /// <summary>Adds to what is particular about a concept.</summary>
    public void Mark(int key, ConceptTraits flags) => _concepts[key] = _concepts[key] with { Traits = _concepts[key].Traits | flags };

    /// <inheritdoc/>
    public void AddDesignation(int key, Designation designation) => ListOf(_designations, key).Add(designation);

    /// <inheritdoc/>
    public void AddProperty(int key, ConceptProperty property) => ListOf(_properties, key).Add(property);

    /// <inheritdoc/>
    public void AddParent(int key, int parent) => _links.Add((key, parent));

    /// <summary>The table as built so far.</summary>
    public CodeSystemTable Build()
    {
        var concepts = _concepts.Select((one, key) => new Concept(key, one.Code, one.Display, one.Traits)).ToArray();
        var details = _concepts.Select((one, key) => Detail(key, one.Definition)).ToArray();
        return new CodeSystemTable(header, concepts, details, Hierarchy.Of(concepts.Length, _links));
    }

    /// <inheritdoc/>
    public StoredSystem Complete(IProgress<TermProgress>? progress, CancellationToken cancellationToken)
    {
        var table = Build();
        return new StoredSystem(header, table.Count, table.Terms.Count, 0, DateTimeOffset.UnixEpoch, "memory");
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private ConceptDetail Detail(int key, string? definition)
    {
        var (designations, properties) = (_designations.GetValueOrDefault(key), _properties.GetValueOrDefault(key));
        return definition is null && designations is null && properties is null ? ConceptDetail.None : new ConceptDetail(definition, designations ?? [], properties ?? []);
    }

    private static List<T> ListOf<T>(Dictionary<int, List<T>> lists, int key)
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);
        return list;
    }
}
