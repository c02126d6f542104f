using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>The FHIR R4 definitions, compiled at build and embedded. Immutable and safe from many threads; terminology is decoded on demand.</summary>
public sealed class FhirModel
{
    private static readonly Lazy<FhirModel> s_r4 = new(LoadEmbedded);

    private readonly Dictionary<string, TypeDefinition> _types;
    private readonly JsonTypeNames _utf8Types;
    private readonly Dictionary<string, int> _names;
    private readonly Dictionary<string, SearchParameterSet> _searchParameters = new(StringComparer.Ordinal);
    private readonly Lazy<TerminologyTables> _terminology;

    private FhirModel(byte[] file)
    {
        if (!file.AsSpan().StartsWith(DefinitionFile.Magic))
            throw new InvalidDataException("The embedded FHIR definitions have another layout; rebuild them.");
        var offset = DefinitionFile.Magic.Length;
        var reader = DefinitionReader.OpenSection(file, ref offset);
        var model = new ModelReader(reader);
        AllTypes = model.Types;
        AllElements = model.Elements;
        _names = model.Names;
        _types = model.Types.ToDictionary(t => t.Name, StringComparer.Ordinal);
        ResourceTypes = [.. model.Types.Where(t => t is { IsResource: true, IsAbstract: false }).OrderBy(t => t.Name, StringComparer.Ordinal)];
        _utf8Types = new JsonTypeNames(model.Types);
        var parameters = reader.List(() => SearchParameterRecord.Read(reader));
        PatientCompartment = new CompartmentDefinition(CompartmentRecord.Read(reader));
        SearchParameters = LinkSearchParameters(parameters);
        _terminology = new Lazy<TerminologyTables>(() => new TerminologyTables(DefinitionReader.OpenSection(file, ref offset)));
    }

    /// <summary>FHIR R4 (4.0.1).</summary>
    public static FhirModel R4 => s_r4.Value;

    /// <summary>All concrete resource types, by name.</summary>
    public IReadOnlyList<TypeDefinition> ResourceTypes { get; }

    /// <summary>All types, backbone types included; <see cref="TypeDefinition.Index"/> is the place.</summary>
    public IReadOnlyList<TypeDefinition> Types => AllTypes;

    /// <summary>All search parameters; <see cref="SearchParameterDefinition.Index"/> is the place.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParameters { get; }

    /// <summary>What belongs to a patient.</summary>
    public CompartmentDefinition PatientCompartment { get; }

    internal TypeDefinition[] AllTypes { get; }

    internal ElementDefinition[] AllElements { get; }

    /// <summary>The type of that name (<c>Patient</c>, <c>HumanName</c>, <c>string</c>, <c>Element</c>, <c>Patient.contact</c>), or null.</summary>
    public TypeDefinition? FindType(string name) => _types.GetValueOrDefault(name);

    /// <summary>The type of that name given as UTF-8 bytes, or null.</summary>
    public TypeDefinition? FindType(ReadOnlySpan<byte> utf8Name) => _utf8Types.Find(utf8Name);

    /// <summary>An element name prepared for navigation; defined or not.</summary>
    public ElementName ResolveName(string name) => new(name, _names.GetValueOrDefault(name));

    /// <summary>The search parameter of a concrete resource type, those of Resource and DomainResource included; null when it has none of that code.</summary>
    public SearchParameterDefinition? FindSearchParameter(string resourceType, string code) =>
        _searchParameters.TryGetValue(resourceType, out var set) ? set.ByCode.GetValueOrDefault(code) : null;

    /// <summary>All search parameters of a resource type, inherited ones included; empty when the type is unknown.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParametersOf(string resourceType) =>
        _searchParameters.TryGetValue(resourceType, out var set) ? set.All : [];

    /// <summary>The value set of that canonical URL (a <c>|version</c> is ignored), or null when it cannot be enumerated from the published definitions.</summary>
    public ValueSetDefinition? FindValueSet(string canonicalUrl) => _terminology.Value.FindValueSet(WithoutVersion(canonicalUrl));

    /// <summary>The code system of that canonical URL (a <c>|version</c> is ignored), or null when it is not at hand.</summary>
    public CodeSystemDefinition? FindCodeSystem(string canonicalUrl) => _terminology.Value.FindCodeSystem(WithoutVersion(canonicalUrl));

    private static string WithoutVersion(string canonical) =>
        canonical.IndexOf('|', StringComparison.Ordinal) is var bar and >= 0 ? canonical[..bar] : canonical;

    private static FhirModel LoadEmbedded()
    {
        using var stream = typeof(FhirModel).Assembly.GetManifestResourceStream("r4.definitions.bin")
            ?? throw new InvalidOperationException("The FHIR definitions are not embedded in this assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new FhirModel(file);
    }

    private SearchParameterDefinition[] LinkSearchParameters(SearchParameterRecord[] records)
    {
        var all = records.Select((r, i) => new SearchParameterDefinition(i, r)).ToArray();
        var byUrl = all.ToDictionary(p => p.Url, StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
            all[i].Components = Array.ConvertAll(records[i].Components, c => new SearchParameterComponent(c.Definition, c.Expression, byUrl.GetValueOrDefault(c.Definition)));
        var byBase = all.SelectMany(p => p.Bases.Select(b => (Base: b, Parameter: p))).ToLookup(p => p.Base, p => p.Parameter, StringComparer.Ordinal);
        foreach (var type in AllTypes.Where(t => t.IsResource))
        {
            var own = new List<SearchParameterDefinition>();
            for (var at = type; at is not null; at = at.Base)
                own.AddRange(byBase[at.Name]);
            _searchParameters.Add(type.Name, new SearchParameterSet(own));
        }
        return all;
    }

    private sealed class SearchParameterSet(List<SearchParameterDefinition> all)
    {
        internal IReadOnlyList<SearchParameterDefinition> All { get; } = all;

        internal Dictionary<string, SearchParameterDefinition> ByCode { get; } = all.DistinctBy(p => p.Code, StringComparer.Ordinal).ToDictionary(p => p.Code, StringComparer.Ordinal);
    }
}
