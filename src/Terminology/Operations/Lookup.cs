using Carewright.Kernel;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Sources;

namespace Carewright.Terminology.Operations;

/// <summary>A question to <c>$lookup</c> (FHIR R4 codesystem-operation-lookup.html).</summary>
/// <param name="System">Code system.</param>
/// <param name="Code">The code.</param>
public sealed record LookupRequest(string? System, string? Code)
{
    /// <summary>Version of the system; null for the newest.</summary>
    public string? Version { get; init; }

    /// <summary>Language of the display; null for the system's.</summary>
    public string? DisplayLanguage { get; init; }

    /// <summary>Properties wanted; empty or <c>*</c> for all.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    /// <summary>Supplements whose texts and properties are wanted.</summary>
    public IReadOnlyList<string> Supplements { get; init; } = [];

    /// <summary>The system itself, when it is asked for as an instance; then <see cref="System"/> is not needed.</summary>
    public ICodeSystem? Codes { get; init; }
}

/// <summary>What <c>$lookup</c> answers.</summary>
/// <param name="System">The system and version that answered.</param>
/// <param name="Code">The code as the system spells it.</param>
/// <param name="Display">Display in the language asked for; null when there is none.</param>
/// <param name="Definition">What it means; null when not told or not asked for.</param>
/// <param name="Designations">Other texts.</param>
/// <param name="Properties">Properties asked for; <c>parent</c>, <c>child</c>, <c>inactive</c> and <c>notSelectable</c> among them.</param>
public sealed record LookupResult(
    CodeSystemHeader System, string Code, string? Display, string? Definition, IReadOnlyList<Designation> Designations, IReadOnlyList<ConceptProperty> Properties);

/// <summary><c>$lookup</c>: what is known of one code.</summary>
internal static class Lookup
{
    // Children of a very broad concept; the rest are found by an expansion.
    private const int MostChildren = 200;

    internal static TermAnswer<LookupResult> Run(LookupRequest request, TerminologySources sources)
    {
        if (request.Code is not { Length: > 0 } code || (request.System is null && request.Codes is null))
            return TermAnswer<LookupResult>.Refused(TermIssues.Required("$lookup", "a code and its system, or a coding"));
        var found = request.Codes is { } own ? new SystemFound(own, null) : sources.FindSystem(request.System!, request.Version);
        if (found.Grammar is { } grammar)
            return OfGrammar(grammar, code);
        if (found.Finite is not { } codes)
            return TermAnswer<LookupResult>.Refused(TermIssues.UnknownSystem(request.System!, request.Version, request.Version is null ? [] : sources.VersionsOf(request.System!)));
        foreach (var canonical in request.Supplements)
        {
            if (sources.FindSupplement(Canonical.Parse(canonical)) is not { } supplement)
                return TermAnswer<LookupResult>.Refused(TermIssues.UnknownSupplement(canonical));
            codes = CodeSystemTable.WithSupplement(codes, supplement);
        }
        return codes.Find(code) is var key and >= 0
            ? TermAnswer<LookupResult>.Of(Describe(codes, key, request))
            : TermAnswer<LookupResult>.Refused(TermIssues.UnknownCode(codes.Header.Canonical, code));
    }

    private static TermAnswer<LookupResult> OfGrammar(ICodeGrammar grammar, string code) => grammar.Fault(code) is { } fault
        ? TermAnswer<LookupResult>.Refused(Issue.Error(IssueTypes.NotFound, "TERM-GRAMMAR", $"'{code}' is not valid in '{grammar.Header.Url}'. {fault}"))
        : TermAnswer<LookupResult>.Of(new LookupResult(grammar.Header, code, grammar.Display(code), null, [], []));

    private static LookupResult Describe(ICodeSystem codes, int key, LookupRequest request)
    {
        var (concept, detail) = (codes.Concept(key), codes.Detail(key));
        var display = Displays.Choose(codes, concept, null, Displays.Languages(request.DisplayLanguage));
        var isAll = request.Properties.Count == 0 || request.Properties.Contains("*");
        var properties = PropertiesOf(codes, concept, detail).Where(one => isAll || request.Properties.Contains(one.Code)).ToList();
        var languages = request.Properties.Where(one => one.StartsWith("lang.", StringComparison.Ordinal)).Select(one => one[5..]).ToList();
        var designations = isAll || request.Properties.Contains("designation")
            ? detail.Designations
            : [.. detail.Designations.Where(one => one.Language is { } tag && languages.Any(language => Displays.Fits(tag, language)))];
        return new LookupResult(codes.Header, concept.Code, display, isAll || request.Properties.Contains("definition") ? detail.Definition : null, designations, properties);
    }

    private static IEnumerable<ConceptProperty> PropertiesOf(ICodeSystem codes, Concept concept, ConceptDetail detail)
    {
        foreach (var parent in codes.Hierarchy.Parents(concept.Key).ToArray())
            yield return Relative(codes, "parent", parent);
        foreach (var child in codes.Hierarchy.Children(concept.Key).ToArray().Take(MostChildren))
            yield return Relative(codes, "child", child);
        if (concept.IsInactive && detail.Properties.All(one => one.Code != "inactive"))
            yield return new ConceptProperty("inactive", PropertyKind.Boolean, "true");
        if (concept.IsAbstract && detail.Properties.All(one => one.Code is not ("notSelectable" or "abstract")))
            yield return new ConceptProperty("notSelectable", PropertyKind.Boolean, "true");
        foreach (var property in detail.Properties)
            yield return property;
    }

    private static ConceptProperty Relative(ICodeSystem codes, string name, int key)
    {
        var relative = codes.Concept(key);
        return new ConceptProperty(name, PropertyKind.Code, relative.Code, null, relative.Display);
    }
}
