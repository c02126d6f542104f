using System.Text.RegularExpressions;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// LOINC as Regenstrief distributes it: Loinc.csv or LoincTableCore.csv, and where present the hierarchy (ComponentHierarchyBySystem.csv or MultiAxialHierarchy.csv) and the answer lists (AnswerList.csv, LoincAnswerListLink.csv).
/// Properties keep LOINC's column names, as FHIR R4 loinc.html wants.
/// </summary>
internal sealed partial class LoincLoader : TermLoader
{
    private static readonly string[] s_properties =
        ["COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP", "CLASS", "CLASSTYPE", "STATUS", "ORDER_OBS", "EXAMPLE_UCUM_UNITS", "VersionFirstReleased", "VersionLastChanged"];

    private static readonly string[] s_texts = ["SHORTNAME", "CONSUMER_NAME", "DisplayName"];

    public override string Kind => "loinc";

    public override string Description => "LOINC: LoincTableCore.csv or Loinc.csv, with the hierarchy and the answer lists where present; files, the folder, or the zip.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Table(files, log) is not { } table
        ? null
        : new CodeSystemHeader("http://loinc.org", options.Version ?? (Release().Match(table.Path) is { Success: true } match ? match.Groups["version"].Value : null), "LOINC")
        {
            Title = "Logical Observation Identifiers, Names and Codes",
            IsCaseSensitive = false,
            Language = "en",
            HierarchyMeaning = "grouped-by",
            ValueSet = "http://loinc.org/vs",
            Properties = [.. s_properties.Select(name => new PropertyDefinition(name, PropertyKind.String)), new("LIST", PropertyKind.Code, null, "Answer lists that an answer is in"), new("answer-list", PropertyKind.Code, null, "Answer lists of an observation")],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        Terms(Table(files, log)!, load, log);
        var hierarchy = files.First(name => name.Equals("ComponentHierarchyBySystem.csv", StringComparison.OrdinalIgnoreCase)) ?? files.First(name => name.Equals("MultiAxialHierarchy.csv", StringComparison.OrdinalIgnoreCase));
        if (hierarchy is not null)
            Hierarchy(hierarchy, load, log);
        if (files.First(name => name.Equals("AnswerList.csv", StringComparison.OrdinalIgnoreCase)) is { } lists)
            Answers(lists, load, log);
        if (files.First(name => name.Equals("LoincAnswerListLink.csv", StringComparison.OrdinalIgnoreCase)) is { } links)
            Links(links, load, log);
    }

    // The core table is the smaller one; the full one has more texts.
    private static DistributionFile? Table(Distribution files, LoadLog log) =>
        files.First(name => name.Equals("Loinc.csv", StringComparison.OrdinalIgnoreCase)) ?? Need(files, log, "Loinc.csv or LoincTableCore.csv", name => name.Equals("LoincTableCore.csv", StringComparison.OrdinalIgnoreCase));

    private static void Terms(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Csv(file, log, "LOINC_NUM", "LONG_COMMON_NAME", "STATUS");
        while (table is not null && table.Read(3))
        {
            if (!Number().IsMatch(table["LOINC_NUM"]))
            {
                table.Fault("LOAD-LOINC-CODE", $"'{table["LOINC_NUM"]}' is no LOINC number.");
                continue;
            }
            var display = table.Text("LONG_COMMON_NAME") ?? table.Text("SHORTNAME") ?? table["COMPONENT"];
            var key = load.Add(table["LOINC_NUM"], display, table["STATUS"] == "DEPRECATED" ? ConceptTraits.Inactive : ConceptTraits.None);
            foreach (var name in s_texts)
            {
                if (table.Text(name) is { } text && text != display)
                    load.AddDesignation(key, new Designation("en", new TermCoding("http://loinc.org", name, null), text));
            }
            foreach (var name in s_properties)
            {
                if (table.Text(name) is { } value)
                    load.AddProperty(key, new ConceptProperty(name, PropertyKind.String, value));
            }
        }
    }

    private static void Hierarchy(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Csv(file, log, "IMMEDIATE_PARENT", "CODE", "CODE_TEXT");
        while (table is not null && table.Read(3))
        {
            var key = load.Find(table["CODE"]) is var known and >= 0 ? known : load.Add(table["CODE"], table["CODE_TEXT"], ConceptTraits.Abstract);
            if (table["IMMEDIATE_PARENT"] is { Length: > 0 } parent)
                load.AddParent(key, load.Add(parent, null, ConceptTraits.Abstract));
            if (table["CODE"].StartsWith("LP", StringComparison.Ordinal))
                load.SetDisplay(key, table["CODE_TEXT"]);
        }
    }

    private static void Answers(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Csv(file, log, "AnswerListId", "AnswerListName", "AnswerStringId", "DisplayText");
        var seen = new HashSet<(int, string)>();
        while (table is not null && table.Read(4))
        {
            load.Add(table["AnswerListId"], table["AnswerListName"], ConceptTraits.Abstract);
            if (table["AnswerStringId"].Length == 0)
                continue;
            var key = load.Add(table["AnswerStringId"], table["DisplayText"]);
            if (seen.Add((key, table["AnswerListId"])))
                load.AddProperty(key, new ConceptProperty("LIST", PropertyKind.Code, table["AnswerListId"]));
        }
    }

    private static void Links(DistributionFile file, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Csv(file, log, "LoincNumber", "AnswerListId");
        while (table is not null && table.Read(2))
        {
            if (load.Find(table["LoincNumber"]) is var key and >= 0)
                load.AddProperty(key, new ConceptProperty("answer-list", PropertyKind.Code, table["AnswerListId"]));
        }
    }

    [GeneratedRegex(@"(?i)loinc[_-]?(?<version>[0-9]\.[0-9]{2})")]
    private static partial Regex Release();

    [GeneratedRegex("^[0-9]{1,7}-[0-9]$")]
    private static partial Regex Number();
}
