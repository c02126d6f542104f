using Carewright.Fhir.Definitions.Format;

namespace Carewright.Fhir.Definitions;

/// <summary>The FHIR R4 definitions, compiled at build and embedded. Immutable and safe from many threads; what a type holds, search parameters and terminology are decoded on demand.</summary>
public sealed class FhirModel
{
    private static readonly Lazy<FhirModel> s_r4 = new(LoadEmbedded);

    private readonly ModelReader _reader;
    private readonly Dictionary<string, TypeDefinition> _types;
    private readonly JsonTypeNames _utf8Types;
    private readonly Lazy<SearchTables> _search;
    private readonly Lazy<TerminologyTables> _terminology;
    private readonly Lazy<ProfileRecord[]> _profiles;
    private readonly SearchParameterLayer _added = SearchParameterLayer.None;

    private FhirModel(FhirModel published, SearchParameterLayer added)
    {
        (_reader, _types, _utf8Types, _search, _terminology, _profiles) =
            (published._reader, published._types, published._utf8Types, published._search, published._terminology, published._profiles);
        (AllTypes, AllElements, ResourceTypes) = (published.AllTypes, published.AllElements, published.ResourceTypes);
        _added = added;
    }

    private FhirModel(byte[] file)
    {
        if (!file.AsSpan().StartsWith(DefinitionFile.Magic))
            throw new InvalidDataException("The embedded FHIR definitions have another layout; rebuild them.");
        var offset = DefinitionFile.Magic.Length;
        _reader = new ModelReader(DefinitionReader.OpenSection(file, ref offset));
        AllTypes = _reader.Types;
        AllElements = _reader.Elements;
        _types = new Dictionary<string, TypeDefinition>(AllTypes.Length, StringComparer.Ordinal);
        foreach (var type in AllTypes)
            _types.Add(type.Name, type);
        var concrete = Array.FindAll(AllTypes, t => t is { IsResource: true, IsAbstract: false });
        Array.Sort(concrete, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        ResourceTypes = concrete;
        _utf8Types = new JsonTypeNames(AllTypes);
        _search = new Lazy<SearchTables>(_reader.ReadSearch);
        var (codes, profiles) = (DefinitionReader.Skip(file, offset, 0), DefinitionReader.Skip(file, offset, 1));
        _terminology = new Lazy<TerminologyTables>(() => new TerminologyTables(DefinitionReader.OpenSection(file, ref codes)));
        _profiles = new Lazy<ProfileRecord[]>(() => DefinitionReader.OpenSection(file, ref profiles).List(ProfileRecord.Read));
    }

    /// <summary>FHIR R4 (4.0.1).</summary>
    public static FhirModel R4 => s_r4.Value;

    /// <summary>All concrete resource types, by name.</summary>
    public IReadOnlyList<TypeDefinition> ResourceTypes { get; }

    /// <summary>All types, backbone types included; <see cref="TypeDefinition.Index"/> is the place.</summary>
    public IReadOnlyList<TypeDefinition> Types => AllTypes;

    /// <summary>All published search parameters; <see cref="SearchParameterDefinition.Index"/> is the place.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParameters => _search.Value.All;

    /// <summary>What belongs to a patient.</summary>
    public CompartmentDefinition PatientCompartment => _search.Value.Compartment;

    /// <summary>The profiles and extensions that R4 publishes, as JSON.</summary>
    internal IReadOnlyList<ProfileRecord> Profiles => _profiles.Value;

    internal TypeDefinition[] AllTypes { get; }

    internal ElementDefinition[] AllElements { get; }

    /// <summary>The type of that name (<c>Patient</c>, <c>HumanName</c>, <c>string</c>, <c>Element</c>, <c>Patient.contact</c>), or null.</summary>
    public TypeDefinition? FindType(string name) => _types.GetValueOrDefault(name);

    /// <summary>The type of that name given as UTF-8 bytes, or null.</summary>
    public TypeDefinition? FindType(ReadOnlySpan<byte> utf8Name) => _utf8Types.Find(utf8Name);

    /// <summary>An element name prepared for navigation; defined or not.</summary>
    public ElementName ResolveName(string name) => new(name, _reader.NameIndex(name));

    /// <summary>The search parameter of a concrete resource type, those of Resource and DomainResource included; null when it has none of that code.</summary>
    public SearchParameterDefinition? FindSearchParameter(string resourceType, string code) => _search.Value.Find(resourceType, code) ?? _added.Find(resourceType, code);

    /// <summary>Why a search parameter that exists cannot be used now (it is being indexed, and how far that is); null for any other.</summary>
    public string? WhyNotReady(string resourceType, string code) => _added.WhyNotReady(resourceType, code);

    /// <summary>The same model with other search parameters added to the published ones. Types, elements and published parameters are the same instances.</summary>
    public FhirModel With(SearchParameterLayer added) => new(this, added);

    /// <summary>The search parameters of a type that R4 does not publish; the same list as long as they are the same.</summary>
    public IReadOnlyList<SearchParameterDefinition> AddedSearchParametersOf(string resourceType) => _added.Of(resourceType);

    /// <summary>All search parameters of a resource type, inherited ones included; empty when the type is unknown.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParametersOf(string resourceType) =>
        _added.Of(resourceType) is { Count: > 0 } added ? [.. _search.Value.Of(resourceType), .. added] : _search.Value.Of(resourceType);

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
}
