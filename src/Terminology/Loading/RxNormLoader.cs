using System.Globalization;
using System.Text.RegularExpressions;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// RxNorm as NLM distributes it, in RRF: RXNCONSO.RRF (names and term types), and where present RXNREL.RRF (relations), RXNSAT.RRF (NDC and other attributes), RXNSAB.RRF (version). Only rows of RxNorm's own
/// source are taken. A relation of NLM reads "the second concept is RELA of the first"; it becomes a property of the second.
/// </summary>
internal sealed partial class RxNormLoader : TermLoader
{
    private const string Source = "RXNORM";

    // The term types that name a concept; the others are further names of it (RxNorm technical documentation, appendix 5).
    private static readonly HashSet<string> s_naming = new(StringComparer.Ordinal)
    {
        "IN", "PIN", "MIN", "BN", "SCD", "SBD", "SCDC", "SBDC", "SCDF", "SBDF", "SCDG", "SBDG", "SCDGP", "SBDFP", "SCDFP", "DF", "DFG", "GPCK", "BPCK",
    };

    private static readonly HashSet<string> s_attributes = new(StringComparer.Ordinal)
    {
        "NDC", "RXN_STRENGTH", "RXN_AVAILABLE_STRENGTH", "RXN_HUMAN_DRUG", "RXN_VET_DRUG", "RXN_QUANTITY", "RXN_QUALITATIVE_DISTINCTION", "RXTERM_FORM", "RXN_BN_CARDINALITY", "RXN_OBSOLETED",
    };

    public override string Kind => "rxnorm";

    public override string Description => "RxNorm: RXNCONSO.RRF, with RXNREL.RRF, RXNSAT.RRF and RXNSAB.RRF where present; files, the rrf folder, or the zip.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Need(files, log, "RXNCONSO.RRF", name => Is(name, "RXNCONSO")) is null
        ? null
        : new CodeSystemHeader("http://www.nlm.nih.gov/research/umls/rxnorm", options.Version ?? VersionOf(files), "RxNorm")
        {
            Title = "RxNorm",
            Language = "en",
            HierarchyMeaning = "is-a",
            ValueSet = "http://www.nlm.nih.gov/research/umls/rxnorm/vs",
            Properties = [new("TTY", PropertyKind.Code, null, "Term type"), new("NDC", PropertyKind.String, "http://hl7.org/fhir/sid/ndc", "National Drug Code, 11 digits")],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        Names(files.First(name => Is(name, "RXNCONSO"))!, load, log);
        if (files.First(name => Is(name, "RXNREL")) is { } relations)
            Relations(relations, load, log);
        if (files.First(name => Is(name, "RXNSAT")) is { } attributes)
            Attributes(attributes, load, log);
    }

    private static void Names(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Bars(file, log, "RXCUI", "LAT", "TS", "LUI", "STT", "SUI", "ISPREF", "RXAUI", "SAUI", "SCUI", "SDUI", "SAB", "TTY", "CODE", "STR", "SRL", "SUPPRESS", "CVF");
        var named = new HashSet<int>();
        while (table.Read(17))
        {
            if (table["SAB"] != Source)
                continue;
            var (name, type) = (table["STR"], table["TTY"]);
            if (table["RXCUI"].Length == 0 || name.Length == 0)
            {
                table.Fault("LOAD-RXN-ROW", "The row has no RXCUI or no name.");
                continue;
            }
            var isSuppressed = table["SUPPRESS"] is "O" or "Y" or "E";
            var key = load.Add(table["RXCUI"], name, isSuppressed ? ConceptTraits.Inactive : ConceptTraits.None);
            if (s_naming.Contains(type) && named.Add(key))
            {
                load.SetDisplay(key, name);
                load.AddProperty(key, new ConceptProperty("TTY", PropertyKind.Code, type));
            }
            else
            {
                load.AddDesignation(key, new Designation("en", new TermCoding(null, type, null), name));
            }
        }
    }

    private static void Relations(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Bars(file, log, "RXCUI1", "RXAUI1", "STYPE1", "REL", "RXCUI2", "RXAUI2", "STYPE2", "RELA", "RUI", "SRUI", "SAB", "SL", "RG", "DIR", "SUPPRESS", "CVF");
        while (table.Read(11))
        {
            if (table["SAB"] != Source || table["RELA"].Length == 0 || table["RXCUI1"].Length == 0 || load.Find(table["RXCUI2"]) is not (>= 0 and var key))
                continue;
            if (table["RELA"] == "isa" && load.Find(table["RXCUI1"]) is var parent and >= 0)
                load.AddParent(key, parent);
            else if (table["RELA"] != "inverse_isa")
                load.AddProperty(key, new ConceptProperty(table["RELA"], PropertyKind.Code, table["RXCUI1"]));
        }
    }

    private static void Attributes(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Bars(file, log, "RXCUI", "LUI", "SUI", "RXAUI", "STYPE", "CODE", "ATUI", "SATUI", "ATN", "SAB", "ATV", "SUPPRESS", "CVF");
        while (table.Read(11))
        {
            if (table["SAB"] == Source && s_attributes.Contains(table["ATN"]) && table["ATV"].Length > 0 && load.Find(table["RXCUI"]) is var key and >= 0)
                load.AddProperty(key, new ConceptProperty(table["ATN"], PropertyKind.String, table["ATV"]));
        }
    }

    // 25AA_250303F is the full release of 2025-03-03.
    private static string? VersionOf(Distribution files)
    {
        if (files.First(name => Is(name, "RXNSAB")) is not { } sources)
            return null;
        using var reader = new DelimitedReader(new StreamReader(sources.Open()), '|', false);
        while (reader.Read())
        {
            if (reader.Fields.Count > 6 && reader.Fields[3] == Source && Release().Match(reader.Fields[6]) is { Success: true } match
                && DateOnly.TryParseExact(match.Groups["date"].Value, "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        return null;
    }

    private static bool Is(string name, string table) => name.Equals(table + ".RRF", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("_(?<date>[0-9]{6})[FW]$")]
    private static partial Regex Release();
}
