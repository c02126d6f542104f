using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Grammars;

namespace Carewright.Terminology.Sources;

/// <summary>
/// Small lists that FHIR R4 names and the published definitions leave out, written for this product (<c>Starter/SOURCES.md</c>), and the systems that a grammar defines. Safe from many threads.
/// </summary>
public sealed class StarterContent : IDefinitionSource
{
    private readonly Dictionary<(string Type, string Url), ResourceDocument> _resources = [];
    private readonly Dictionary<string, ICodeGrammar> _grammars;

    private StarterContent()
    {
        var assembly = typeof(StarterContent).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("starter/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var json = new byte[stream.Length];
            stream.ReadExactly(json);
            var document = ResourceDocument.Parse(json).Document ?? throw new InvalidDataException($"{name} does not parse.");
            _resources.Add((document.ResourceType, document.Root.Child("url").GetString() ?? ""), document);
        }
        var regions = TableOf("urn:iso:std:iso:3166").ToDictionary(region => region.Code, region => region.Display ?? region.Code, StringComparer.Ordinal);
        ICodeGrammar[] grammars = [new UcumCodes([.. PublishedUnits()]), new LanguageTags([.. TableOf(LanguageTags.Url)], regions), new MediaTypes([.. TableOf(MediaTypes.Url)])];
        _grammars = grammars.ToDictionary(grammar => grammar.Header.Url, StringComparer.Ordinal);
    }

    /// <summary>The one instance.</summary>
    public static StarterContent Instance { get; } = new();

    /// <summary>The systems that a grammar defines.</summary>
    public IReadOnlyCollection<ICodeGrammar> Grammars => _grammars.Values;

    /// <summary>The code systems that are listed code by code.</summary>
    public IEnumerable<ResourceDocument> CodeSystems => _resources.Where(pair => pair.Key.Type == "CodeSystem" && !_grammars.ContainsKey(pair.Key.Url)).Select(pair => pair.Value);

    /// <summary>The grammar of a system, or null.</summary>
    public ICodeGrammar? FindGrammar(string url) => _grammars.GetValueOrDefault(url);

    /// <inheritdoc/>
    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version) =>
        _grammars.ContainsKey(canonicalUrl) || !_resources.TryGetValue((resourceType, canonicalUrl), out var found) || (version is not null && version != found.Root.Child("version").GetString()) ? null : found;

    private IEnumerable<TermCoding> TableOf(string url) =>
        _resources.TryGetValue(("CodeSystem", url), out var document) && CodeSystemReader.Read(document) is { } table
            ? Enumerable.Range(0, table.Count).Select(table.Concept).Select(concept => new TermCoding(url, concept.Code, concept.Display))
            : [];

    // HL7's own selection of units, with displays.
    private static IEnumerable<TermCoding> PublishedUnits() =>
        PublishedTerminology.R4.Find("ValueSet", "http://hl7.org/fhir/ValueSet/ucum-common", null) is { } units
            ? units.Root.Child("compose").Children("include").SelectMany(include => include.Children("concept"))
                .Select(concept => new TermCoding(UcumCodes.Url, concept.Child("code").GetString() ?? "", concept.Child("display").GetString())).Where(unit => unit.Code.Length > 0)
            : [];
}
