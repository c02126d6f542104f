using System.Collections.Concurrent;
using Carewright.Terminology.Searching;

namespace Carewright.Terminology.Concepts;

/// <summary>A code system held in memory: one that is a resource of a package or of the record.</summary>
public sealed class CodeSystemTable : ICodeSystem
{
    private readonly Concept[] _concepts;
    private readonly ConceptDetail[] _details;
    private readonly Dictionary<string, int> _codes;
    private readonly Lazy<ITermIndex> _terms;
    private readonly ConcurrentDictionary<(string Property, string? Value), ConceptSet> _byProperty = new();

    internal CodeSystemTable(CodeSystemHeader header, Concept[] concepts, ConceptDetail[] details, Hierarchy hierarchy)
    {
        (Header, _concepts, _details, Hierarchy) = (header, concepts, details, hierarchy);
        _codes = new Dictionary<string, int>(concepts.Length, header.IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var concept in concepts)
            _codes.TryAdd(concept.Code, concept.Key);
        Inactive = ConceptSet.Of(Count, concepts.Where(concept => concept.IsInactive).Select(concept => concept.Key));
        Abstract = ConceptSet.Of(Count, concepts.Where(concept => concept.IsAbstract).Select(concept => concept.Key));
        _terms = new Lazy<ITermIndex>(() => new MemoryTermIndex(Texts(), key => _concepts[key].Code));
    }

    /// <inheritdoc/>
    public CodeSystemHeader Header { get; }

    /// <inheritdoc/>
    public int Count => _concepts.Length;

    /// <inheritdoc/>
    public ConceptSet Inactive { get; }

    /// <inheritdoc/>
    public ConceptSet Abstract { get; }

    /// <inheritdoc/>
    public Hierarchy Hierarchy { get; }

    /// <inheritdoc/>
    public ITermIndex Terms => _terms.Value;

    /// <inheritdoc/>
    public int Find(string code) => _codes.GetValueOrDefault(code, -1);

    /// <inheritdoc/>
    public Concept Concept(int key) => _concepts[key];

    /// <inheritdoc/>
    public ConceptDetail Detail(int key) => _details[key];

    /// <inheritdoc/>
    public ConceptSet WithProperty(string property, string? value) => _byProperty.Count < 256
        ? _byProperty.GetOrAdd((property, value), asked => Having(asked.Property, asked.Value))
        : Having(property, value);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<int, string>> ValuesOf(string property) => property switch
    {
        "code" => _concepts.Select(concept => KeyValuePair.Create(concept.Key, concept.Code)),
        "display" => _concepts.Where(concept => concept.Display is not null).Select(concept => KeyValuePair.Create(concept.Key, concept.Display!)),
        _ => PropertyValues(property),
    };

    /// <summary>The same system with a supplement's designations and properties added to its concepts.</summary>
    internal static CodeSystemTable WithSupplement(ICodeSystem system, CodeSystemTable supplement)
    {
        var concepts = Enumerable.Range(0, system.Count).Select(system.Concept).ToArray();
        var details = Enumerable.Range(0, system.Count).Select(system.Detail).ToArray();
        for (var i = 0; i < supplement.Count; i++)
        {
            if (system.Find(supplement.Concept(i).Code) is var key and >= 0)
            {
                var (own, added) = (details[key], supplement.Detail(i));
                details[key] = new ConceptDetail(own.Definition, [.. own.Designations, .. added.Designations], [.. own.Properties, .. added.Properties]);
            }
        }
        return new CodeSystemTable(system.Header with { Properties = [.. system.Header.Properties, .. supplement.Header.Properties] }, concepts, details, system.Hierarchy);
    }

    private IEnumerable<KeyValuePair<int, string>> PropertyValues(string property) =>
        _details.SelectMany((detail, key) => detail.Properties.Where(one => one.Code == property).Select(one => KeyValuePair.Create(key, one.Value)));

    private ConceptSet Having(string property, string? value) =>
        ConceptSet.Of(Count, PropertyValues(property).Where(one => value is null || one.Value == value).Select(one => one.Key));

    private IEnumerable<TermText> Texts()
    {
        foreach (var concept in _concepts)
        {
            yield return new TermText(concept.Key, TermText.Fold(concept.Display ?? concept.Code), true, concept.IsInactive);
            foreach (var designation in _details[concept.Key].Designations)
                yield return new TermText(concept.Key, TermText.Fold(designation.Value), false, concept.IsInactive);
        }
    }
}
