using Carewright.Terminology.Maps;
using Carewright.Terminology.Sources;

namespace Carewright.Terminology.Operations;

/// <summary>A question to <c>$translate</c> (FHIR R4 conceptmap-operation-translate.html).</summary>
/// <param name="Codings">The code, the coding, or those of a CodeableConcept.</param>
public sealed record TranslateRequest(IReadOnlyList<SentCoding> Codings)
{
    /// <summary>The map by its canonical; null with <see cref="Map"/>, or for every map that fits.</summary>
    public string? Url { get; init; }

    /// <summary>The map itself; null when it is named.</summary>
    public ConceptMapModel? Map { get; init; }

    /// <summary>Canonical of the value set that the code is from; null for any.</summary>
    public string? Source { get; init; }

    /// <summary>Canonical of the value set that the answer is to be from; null for any.</summary>
    public string? Target { get; init; }

    /// <summary>Code system that the answer is to be from; null for any.</summary>
    public string? TargetSystem { get; init; }

    /// <summary>Asks from target to source.</summary>
    public bool IsReverse { get; init; }

    /// <summary>Values of other elements that mappings may depend on.</summary>
    public IReadOnlyList<MapDependency> Dependencies { get; init; } = [];
}

/// <summary>One translation.</summary>
/// <param name="Equivalence">How it stands to what was asked (FHIR R4 valueset-concept-map-equivalence.html).</param>
/// <param name="System">Its code system; null when the map does not tell.</param>
/// <param name="Version">Its version; null when not told.</param>
/// <param name="Code">The code; null when the map says that there is none.</param>
/// <param name="Display">Its display; null when not told.</param>
/// <param name="Source">The map that says so; null for one without url.</param>
/// <param name="Products">What comes with it.</param>
public sealed record Translation(string Equivalence, string? System, string? Version, string? Code, string? Display, string? Source, IReadOnlyList<MapDependency> Products);

/// <summary>What <c>$translate</c> answers.</summary>
/// <param name="IsFound">True when a translation is more than a statement that there is none.</param>
/// <param name="Message">Why there is none; null otherwise.</param>
/// <param name="Matches">The translations.</param>
public sealed record TranslateResult(bool IsFound, string? Message, IReadOnlyList<Translation> Matches);

/// <summary><c>$translate</c>: a code in another code system.</summary>
internal sealed class Translate(TranslateRequest request, TerminologySources sources)
{
    private const int LongestChain = 8;
    private const string SnomedMap = "http://snomed.info/sct?fhir_cm=";
    private static readonly string[] s_noMatch = ["unmatched", "disjoint"];

    internal TermAnswer<TranslateResult> Run()
    {
        if (request.Codings.All(coding => coding.Code is null))
            return TermAnswer<TranslateResult>.Refused(TermIssues.Required("$translate", "a code and its system, a coding or a codeableConcept"));
        if (request.Url is { } stored && stored.StartsWith(SnomedMap, StringComparison.Ordinal))
            return FromProperty(stored, stored[SnomedMap.Length..]);
        IReadOnlyList<ConceptMapModel> maps;
        if (request.Map is { } own)
            maps = [own];
        else if (request.Url is { } url)
            maps = sources.FindConceptMap(Canonical.Parse(url)) is { } named ? [named] : [];
        else if (request.Target is null && request.TargetSystem is null && request.Source is null)
            return TermAnswer<TranslateResult>.Refused(TermIssues.Required("$translate", "a map (url), or a source or target to find one by"));
        else
            maps = [.. sources.ConceptMaps().Where(Fits)];
        if (maps.Count == 0 && request.Url is { } unknown)
            return TermAnswer<TranslateResult>.Refused(TermIssues.UnknownMap(unknown));
        var matches = maps.SelectMany(map => request.Codings.Where(coding => coding.Code is not null).SelectMany(coding => Of(map, coding, 0))).Distinct().ToList();
        var isFound = matches.Any(match => !s_noMatch.Contains(match.Equivalence));
        return TermAnswer<TranslateResult>.Of(new TranslateResult(isFound, isFound ? null : maps.Count == 0 ? "No map fits what is asked." : "The code has no translation.", matches));
    }

    private bool Fits(ConceptMapModel map)
    {
        var (source, target) = request.IsReverse ? (map.Target, map.Source) : (map.Source, map.Target);
        return (request.Source is null || SameSet(source, request.Source)) && (request.Target is null || SameSet(target, request.Target));
    }

    private static bool SameSet(string? known, string asked) => known is not null && (known == asked || Canonical.Parse(known).Url == Canonical.Parse(asked).Url);

    private IEnumerable<Translation> Of(ConceptMapModel map, SentCoding coding, int depth) => map.Groups.SelectMany(group => request.IsReverse ? Back(map, group, coding) : Forward(map, group, coding, depth));

    private IEnumerable<Translation> Forward(ConceptMapModel map, MapGroup group, SentCoding coding, int depth)
    {
        if ((coding.System is not null && group.Source is not null && group.Source != coding.System) || (request.TargetSystem is { } wanted && group.Target != wanted))
            return [];
        var elements = group.Find(coding.Code!).ToList();
        if (elements.Count == 0)
            return Unmapped(map, group, coding, depth);
        return elements.SelectMany(element => element.Targets).Where(Holds).Select(target => new Translation(
            target.Equivalence, group.Target, group.TargetVersion, target.Code, target.Code is null ? null : target.Display ?? DisplayOf(group.Target, group.TargetVersion, target.Code), map.Url, target.Products));
    }

    private IEnumerable<Translation> Back(ConceptMapModel map, MapGroup group, SentCoding coding)
    {
        if ((coding.System is not null && group.Target is not null && group.Target != coding.System) || (request.TargetSystem is { } wanted && group.Source != wanted))
            return [];
        return group.Elements.SelectMany(element => element.Targets.Where(target => target.Code == coding.Code && Holds(target))
            .Select(target => new Translation(Reversed(target.Equivalence), group.Source, null, element.Code, element.Display ?? DisplayOf(group.Source, null, element.Code), map.Url, [])));
    }

    private IEnumerable<Translation> Unmapped(ConceptMapModel map, MapGroup group, SentCoding coding, int depth) => group.Unmapped switch
    {
        { Mode: "provided" } => [new Translation("equal", group.Target, group.TargetVersion, coding.Code, DisplayOf(group.Target, group.TargetVersion, coding.Code!) ?? coding.Display, map.Url, [])],
        { Mode: "fixed", Code: { } code } => [new Translation("inexact", group.Target, group.TargetVersion, code, group.Unmapped.Display ?? DisplayOf(group.Target, group.TargetVersion, code), map.Url, [])],
        { Mode: "other-map", Url: { } url } when depth < LongestChain && sources.FindConceptMap(Canonical.Parse(url)) is { } other => Of(other, coding, depth + 1),
        _ => [],
    };

    private bool Holds(MapTarget target) => target.DependsOn.All(needed => request.Dependencies.Any(given => given.Property == needed.Property && given.Value == needed.Value && (needed.System is null || given.System is null || given.System == needed.System)));

    // The equivalence is read from target to source, so the way back turns it around.
    private static string Reversed(string equivalence) => equivalence switch
    {
        "wider" => "narrower",
        "narrower" => "wider",
        "subsumes" => "specializes",
        "specializes" => "subsumes",
        _ => equivalence,
    };

    private string? DisplayOf(string? system, string? version, string code)
    {
        if (system is null)
            return null;
        var found = sources.FindSystem(system, version);
        return found.Finite is { } codes && codes.Find(code) is var key and >= 0 ? codes.Concept(key).Display : found.Grammar?.Display(code);
    }

    // SNOMED CT's maps are loaded as properties of its concepts (FHIR R4 snomedct.html#implicit-cm).
    private TermAnswer<TranslateResult> FromProperty(string url, string map)
    {
        const string Snomed = "http://snomed.info/sct";
        if (sources.FindSystem(Snomed, null).Finite is not { } codes)
            return TermAnswer<TranslateResult>.Refused(TermIssues.UnknownSystem(Snomed, null, []));
        var property = "map-" + map;
        if (codes.Header.Properties.FirstOrDefault(one => one.Code == property) is not { } definition)
            return TermAnswer<TranslateResult>.Refused(TermIssues.UnknownMap(url));
        var matches = new List<Translation>();
        foreach (var code in request.Codings.Select(coding => coding.Code).OfType<string>())
        {
            if (request.IsReverse)
                matches.AddRange(codes.WithProperty(property, code).Select(codes.Concept).Select(one => new Translation("relatedto", Snomed, codes.Header.Version, one.Code, one.Display, url, [])));
            else if (codes.Find(code) is var key and >= 0)
                matches.AddRange(codes.Detail(key).Properties.Where(one => one.Code == property).Select(one => new Translation("relatedto", definition.Uri, null, one.Value, definition.Uri is null ? null : DisplayOf(definition.Uri, null, one.Value), url, [])));
        }
        return TermAnswer<TranslateResult>.Of(new TranslateResult(matches.Count > 0, matches.Count > 0 ? null : "The code has no translation.", matches));
    }
}
