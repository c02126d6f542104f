using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Maps;
using Carewright.Terminology.Storing;
using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology.Sources;

/// <summary>
/// Where code systems, value sets and concept maps come from: the store of loaded systems first, then definitions in the order given, then what ships. What is read from a
/// document is kept as long as the document is. Immutable; safe from many threads.
/// </summary>
public sealed class TerminologySources
{
    private static readonly ConditionalWeakTable<ResourceDocument, CodeSystemTable> s_tables = [];
    private static readonly ConditionalWeakTable<ResourceDocument, ValueSetModel> s_sets = [];
    private static readonly ConditionalWeakTable<ResourceDocument, ConceptMapModel> s_maps = [];
    private const int KeptImplicitSets = 2_000;
    private readonly IReadOnlyList<IDefinitionSource> _definitions;
    private readonly ConcurrentDictionary<Canonical, ValueSetModel> _implicit = new();

    /// <summary>The sources.</summary>
    /// <param name="definitions">Packages and other definitions, asked in this order; what ships is asked after them.</param>
    /// <param name="store">Loaded systems; null for none.</param>
    public TerminologySources(IReadOnlyList<IDefinitionSource> definitions, ITermStore? store)
        : this([.. definitions, PublishedTerminology.R4, StarterContent.Instance], store, 0)
    {
    }

    private TerminologySources(IReadOnlyList<IDefinitionSource> definitions, ITermStore? store, int extra) => (_definitions, Store, Extra) = (definitions, store, extra);

    /// <summary>Loaded systems; null for none.</summary>
    public ITermStore? Store { get; }

    /// <summary>How many sources were added by <see cref="With"/>: answers made with them are the caller's alone and are not kept.</summary>
    internal int Extra { get; }

    /// <summary>The same sources and one more, asked last: what ships and what packages hold cannot be redefined by it.</summary>
    public TerminologySources With(IDefinitionSource source) => new([.. _definitions, source], Store, Extra + 1);

    /// <summary>A code system; default when none of the sources has content for it.</summary>
    internal SystemFound FindSystem(string url, string? version)
    {
        if (Store?.Find(url, version) is { } stored)
            return new SystemFound(stored, null);
        if (StarterContent.Instance.FindGrammar(url) is { } grammar)
            return new SystemFound(null, grammar);
        foreach (var source in _definitions)
        {
            if (source.Find("CodeSystem", url, version) is { } document && TableOf(document) is { Header.Content: not (SystemContent.NotPresent or SystemContent.Supplement) } table)
                return new SystemFound(table, null);
        }
        return default;
    }

    /// <summary>A supplement; null when it is not known or is none.</summary>
    internal CodeSystemTable? FindSupplement(Canonical canonical) =>
        FindDocument("CodeSystem", canonical) is { } document && TableOf(document) is { Header.Content: SystemContent.Supplement } table ? table : null;

    /// <summary>A value set, those that a code system implies included; null when it is not known.</summary>
    internal ValueSetModel? FindValueSet(Canonical canonical) =>
        FindDocument("ValueSet", canonical) is { } document ? ModelOf(document) : FindImplicit(canonical);

    /// <summary>A concept map; null when it is not known.</summary>
    internal ConceptMapModel? FindConceptMap(Canonical canonical) => FindDocument("ConceptMap", canonical) is { } document ? MapOf(document) : null;

    /// <summary>Every concept map of sources that can list them.</summary>
    internal IEnumerable<ConceptMapModel> ConceptMaps() => _definitions.OfType<IConceptMapSource>().SelectMany(source => source.ConceptMaps).Select(MapOf);

    /// <summary>The code systems that were loaded (newest version first), that ship, and that R4 publishes with their content. Those that packages define are found, and not listed.</summary>
    public IEnumerable<CodeSystemHeader> Systems() =>
        (Store?.List().Select(one => one.Header) ?? []).Concat(StarterContent.Instance.Grammars.Select(grammar => grammar.Header))
            .Concat(StarterContent.Instance.CodeSystems.Concat(PublishedTerminology.R4.UrlsOf("CodeSystem").Select(url => PublishedTerminology.R4.Find("CodeSystem", url, null)!))
                .Select(document => TableOf(document)?.Header).OfType<CodeSystemHeader>().Where(header => header.Content is not (SystemContent.NotPresent or SystemContent.Supplement)));

    /// <summary>Versions of a system that are at hand, newest first, for messages.</summary>
    internal IReadOnlyList<string> VersionsOf(string url)
    {
        IEnumerable<string?> versions = [.. Store?.List().Where(one => one.Header.Url == url).Select(one => one.Header.Version) ?? [], FindSystem(url, null).Header?.Version];
        return [.. versions.OfType<string>().Distinct().OrderDescending(VersionOrder.Instance)];
    }

    internal static CodeSystemTable? TableOf(ResourceDocument document)
    {
        if (s_tables.TryGetValue(document, out var known))
            return known;
        if (CodeSystemReader.Read(document) is not { } table)
            return null;
        s_tables.AddOrUpdate(document, table);
        return table;
    }

    internal static ValueSetModel ModelOf(ResourceDocument document) => s_sets.GetValue(document, ValueSetReader.Read);

    internal static ConceptMapModel MapOf(ResourceDocument document) => s_maps.GetValue(document, ConceptMapReader.Read);

    private ValueSetModel? FindImplicit(Canonical canonical)
    {
        if (_implicit.TryGetValue(canonical, out var known))
            return known;
        if (ImplicitValueSets.Find(canonical, this) is not { } model)
            return null;
        if (_implicit.Count >= KeptImplicitSets)
            _implicit.Clear();
        return _implicit.GetOrAdd(canonical, model);
    }

    private ResourceDocument? FindDocument(string type, Canonical canonical)
    {
        foreach (var source in _definitions)
        {
            if (source.Find(type, canonical.Url, canonical.Version) is { } document)
                return document;
        }
        return null;
    }
}

/// <summary>A code system that was found: one that can be counted, or one of a grammar, or none.</summary>
internal readonly record struct SystemFound(ICodeSystem? Finite, ICodeGrammar? Grammar)
{
    internal CodeSystemHeader? Header => Finite?.Header ?? Grammar?.Header;
}
