using Carewright.Terminology.Sources;

namespace Carewright.Terminology.ValueSets;

/// <summary>
/// Value sets that no resource defines: all codes of a system (<c>SYSTEM/vs</c>, or the canonical that the system names), and those of SNOMED CT (FHIR R4 snomedct.html#implicit) and
/// LOINC (loinc.html#implicit). The <c>?fhir_vs</c> forms work for every system.
/// </summary>
internal static class ImplicitValueSets
{
    private const string Query = "?fhir_vs";
    private const string Loinc = "http://loinc.org";

    internal static ValueSetModel? Find(Canonical canonical, TerminologySources sources)
    {
        var (url, version) = canonical;
        if (url.IndexOf(Query, StringComparison.Ordinal) is var at and > 0)
            return OfQuery(url, url[..at], url[(at + Query.Length)..], version);
        if (url.StartsWith(Loinc + "/vs/", StringComparison.Ordinal))
            return OfLoinc(url, url[(Loinc.Length + 4)..], version);
        if (url.EndsWith("/vs", StringComparison.Ordinal) && sources.FindSystem(url[..^3], version).Header is not null)
            return Of(url, version, Part(url[..^3], version, []));
        var system = sources.Store?.List().FirstOrDefault(one => one.Header.ValueSet == url)?.Header.Url
            ?? StarterContent.Instance.Grammars.FirstOrDefault(grammar => grammar.Header.ValueSet == url)?.Header.Url;
        return system is null ? null : Of(url, version, Part(system, version, []));
    }

    // An edition or version of SNOMED CT may stand between: http://snomed.info/sct/900000000000207008/version/20250101?fhir_vs.
    private static ValueSetModel? OfQuery(string url, string system, string query, string? version)
    {
        const string Snomed = "http://snomed.info/sct";
        if (system.StartsWith(Snomed + "/", StringComparison.Ordinal))
            (system, version) = (Snomed, system);
        var equals = query.StartsWith('=') ? query[1..] : "";
        if (query.Length == 0)
            return Of(url, version, Part(system, version, []));
        if (equals.StartsWith("isa/", StringComparison.Ordinal))
            return Of(url, version, Part(system, version, [new ComposeFilter("concept", "is-a", equals[4..], url)]));
        if (equals.StartsWith("refset/", StringComparison.Ordinal))
            return Of(url, version, Part(system, version, [new ComposeFilter("concept", "in", equals[7..], url)]));
        if (equals == "refset")
            return Of(url, version, Part(system, version, [new ComposeFilter("concept", "descendent-of", "900000000000455006", url)]));
        return equals.StartsWith("ecl/", StringComparison.Ordinal) ? Of(url, version, Part(system, version, [new ComposeFilter("constraint", "=", Uri.UnescapeDataString(equals[4..]), url)])) : null;
    }

    // LL: an answer list; LP: what is below a part of the hierarchy.
    private static ValueSetModel? OfLoinc(string url, string code, string? version) => code switch
    {
        ['L', 'L', ..] => Of(url, version, Part(Loinc, version, [new ComposeFilter("LIST", "=", code, url)])),
        ['L', 'P', ..] => Of(url, version, Part(Loinc, version, [new ComposeFilter("concept", "descendent-of", code, url)])),
        _ => null,
    };

    private static ValueSetModel Of(string url, string? version, ComposePart part) => new(url, version, [part], []);

    private static ComposePart Part(string system, string? version, IReadOnlyList<ComposeFilter> filters) => new(system, version, [], filters, [], "ValueSet");
}
