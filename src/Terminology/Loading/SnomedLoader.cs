using System.Text.RegularExpressions;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// SNOMED CT as a member distributes it, the RF2 snapshot: concepts, descriptions with their language reference sets, stated-in-full relationships, simple reference sets and simple or extended maps
/// (SNOMED CT Release File Specification, chapters 4 and 5). The FSN and synonyms are texts, the preferred term of the first dialect is the display, attributes are properties named by their concept
/// (FHIR R4 snomedct.html), a map's targets are the property <c>map-REFSET</c>.
/// </summary>
internal sealed partial class SnomedLoader : TermLoader
{
    private const string IsA = "116680003";
    private const string FullName = "900000000000003001";
    private const string Preferred = "900000000000548007";
    private const string Defined = "900000000000073002";
    private const string UsEnglish = "900000000000509007";

    // Editions by the tag in their file names; others name their version with --version.
    private static readonly Dictionary<string, string> s_editions = new(StringComparer.OrdinalIgnoreCase) { ["INT"] = "900000000000207008", ["US1000124"] = "731000124108" };

    // Map reference sets to ICD-10 and ICD-10-CM, whose targets have a system of their own.
    private static readonly Dictionary<string, string> s_mapTargets = new(StringComparer.Ordinal) { ["447562003"] = "http://hl7.org/fhir/sid/icd-10", ["6011000124106"] = "http://hl7.org/fhir/sid/icd-10-cm" };

    public override string Kind => "snomed";

    public override string Description => "SNOMED CT: the RF2 release; the Snapshot folder, the whole folder, or the zip.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log)
    {
        var concepts = Need(files, log, "sct2_Concept_Snapshot file", name => Is(name, "sct2_Concept_Snapshot"));
        var descriptions = Need(files, log, "sct2_Description_Snapshot file", name => Is(name, "sct2_Description_Snapshot"));
        if (concepts is null || descriptions is null)
            return null;
        return new CodeSystemHeader("http://snomed.info/sct", options.Version ?? VersionOf(concepts.Name), "SNOMED CT")
        {
            Title = "SNOMED CT",
            Language = "en",
            HierarchyMeaning = "is-a",
            ValueSet = "http://snomed.info/sct?fhir_vs",
            Properties =
            [
                new("moduleId", PropertyKind.Code), new("effectiveTime", PropertyKind.String), new("sufficientlyDefined", PropertyKind.Boolean), new("refset", PropertyKind.Code, null, "Reference sets that the concept is in"),
                .. s_mapTargets.Select(map => new PropertyDefinition("map-" + map.Key, PropertyKind.String, map.Value)),
            ],
        };
    }

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        foreach (var file in files.All(name => Is(name, "sct2_Concept_Snapshot")))
            Concepts(file, load, log);
        var preferred = new HashSet<long>();
        var dialect = new HashSet<long>();
        foreach (var file in files.All(name => Named(name, "Refset_LanguageSnapshot")))
            Languages(file, preferred, dialect, log);
        var names = new Names(preferred, dialect);
        foreach (var file in files.All(name => Is(name, "sct2_Description_Snapshot")))
            Descriptions(file, names, load, log);
        foreach (var file in files.All(name => Is(name, "sct2_Relationship_Snapshot")))
            Relationships(file, load, log);
        foreach (var file in files.All(name => Named(name, "Refset_Simple") && Named(name, "Snapshot") && !Named(name, "Map")))
            References(file, load, log);
        foreach (var file in files.All(name => Named(name, "Refset_") && Named(name, "MapSnapshot")))
            Maps(file, load, log);
    }

    private static void Concepts(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = Rf2(file, log, "id", "active", "moduleId", "definitionStatusId");
        while (table is not null && table.Read(5))
        {
            if (!Identifier(table, "id"))
                continue;
            var key = load.Add(table["id"], null, table["active"] == "1" ? ConceptTraits.None : ConceptTraits.Inactive);
            load.AddProperty(key, new ConceptProperty("moduleId", PropertyKind.Code, table["moduleId"]));
            load.AddProperty(key, new ConceptProperty("effectiveTime", PropertyKind.String, table["effectiveTime"]));
            load.AddProperty(key, new ConceptProperty("sufficientlyDefined", PropertyKind.Boolean, table["definitionStatusId"] == Defined ? "true" : "false"));
        }
    }

    private static void Languages(DistributionFile file, HashSet<long> preferred, HashSet<long> dialect, LoadLog log)
    {
        using var table = Rf2(file, log, "active", "refsetId", "referencedComponentId", "acceptabilityId");
        while (table is not null && table.Read(7))
        {
            if (table["active"] != "1" || table["acceptabilityId"] != Preferred || !long.TryParse(table["referencedComponentId"], out var description))
                continue;
            preferred.Add(description);
            if (table["refsetId"] == UsEnglish)
                dialect.Add(description);
        }
    }

    private static void Descriptions(DistributionFile file, Names names, ITermLoad load, LoadLog log)
    {
        using var table = Rf2(file, log, "id", "active", "conceptId", "languageCode", "typeId", "term");
        while (table is not null && table.Read(8))
        {
            if (table["active"] != "1" || load.Find(table["conceptId"]) is not (>= 0 and var key) || !long.TryParse(table["id"], out var description))
                continue;
            var (isFull, term) = (table["typeId"] == FullName, table["term"]);
            if (names.IsBetter(key, description, isFull))
                load.SetDisplay(key, term);
            load.AddDesignation(key, new Designation(table["languageCode"], new TermCoding("http://snomed.info/sct", table["typeId"], isFull ? "Fully specified name" : "Synonym"), term));
        }
    }

    private static void Relationships(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = Rf2(file, log, "active", "sourceId", "destinationId", "typeId");
        var seen = new HashSet<(int, string, string)>();
        var last = -1;
        while (table is not null && table.Read(8))
        {
            if (table["active"] != "1" || load.Find(table["sourceId"]) is not (>= 0 and var key))
                continue;
            if (table["typeId"] == IsA)
            {
                if (load.Find(table["destinationId"]) is var parent and >= 0)
                    load.AddParent(key, parent);
                continue;
            }
            // Groups repeat an attribute; rows of a concept come together.
            if (key != last)
                seen.Clear();
            last = key;
            if (seen.Add((key, table["typeId"], table["destinationId"])))
                load.AddProperty(key, new ConceptProperty(table["typeId"], PropertyKind.Code, table["destinationId"]));
        }
    }

    private static void References(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = Rf2(file, log, "active", "refsetId", "referencedComponentId");
        while (table is not null && table.Read(6))
        {
            if (table["active"] == "1" && load.Find(table["referencedComponentId"]) is var key and >= 0)
                load.AddProperty(key, new ConceptProperty("refset", PropertyKind.Code, table["refsetId"]));
        }
    }

    private static void Maps(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = Rf2(file, log, "active", "refsetId", "referencedComponentId", "mapTarget");
        while (table is not null && table.Read(7))
        {
            if (table["active"] == "1" && table["mapTarget"].Length > 0 && load.Find(table["referencedComponentId"]) is var key and >= 0)
                load.AddProperty(key, new ConceptProperty("map-" + table["refsetId"], PropertyKind.String, table["mapTarget"]));
        }
    }

    private static TableReader? Rf2(DistributionFile file, LoadLog log, params string[] needed) => TableReader.Tabs(file, log, System.Text.Encoding.UTF8, needed);

    private static bool Identifier(TableReader table, string column)
    {
        if (table[column] is { Length: >= 6 and <= 18 } id && id.All(char.IsAsciiDigit))
            return true;
        table.Fault("LOAD-SCT-ID", $"'{table[column]}' is no SNOMED CT identifier: it has 6 to 18 digits.");
        return false;
    }

    private static bool Is(string name, string start) => name.StartsWith(start, StringComparison.OrdinalIgnoreCase) || name.StartsWith("x" + start, StringComparison.OrdinalIgnoreCase);

    // sct2_Concept_Snapshot_INT_20250301.txt
    private static string? VersionOf(string name) =>
        Release().Match(name) is { Success: true } match && s_editions.TryGetValue(match.Groups["edition"].Value, out var edition) ? $"http://snomed.info/sct/{edition}/version/{match.Groups["date"].Value}" : null;

    [GeneratedRegex(@"_(?<edition>[A-Za-z0-9]+)_(?<date>[0-9]{8})\.txt$")]
    private static partial Regex Release();

    /// <summary>Which description names a concept: the preferred one of US English, then of another dialect, then the full name.</summary>
    private sealed class Names(HashSet<long> preferred, HashSet<long> dialect)
    {
        private readonly Dictionary<int, byte> _best = [];

        internal bool IsBetter(int key, long description, bool isFull)
        {
            byte rank = !isFull && dialect.Contains(description) ? (byte)3 : !isFull && preferred.Contains(description) ? (byte)2 : isFull ? (byte)1 : (byte)0;
            if (_best.TryGetValue(key, out var known) && known >= rank)
                return false;
            _best[key] = rank;
            return true;
        }
    }
}
