using System.Text;
using System.Text.RegularExpressions;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// The order file of CMS, common to ICD-10-CM and ICD-10-PCS: fixed columns 1-5 order number, 7-13 code without point, 15 whether it may be used on a claim, 17-76 short and from 78 long description.
/// Headings come before what they head.
/// </summary>
internal static partial class OrderFile
{
    internal static bool IsOrder(string name, string system) => Normal(name).Contains(system + "order", StringComparison.Ordinal) && !name.Contains("addenda", StringComparison.OrdinalIgnoreCase);

    internal static string? YearOf(IEnumerable<DistributionFile> files) => files.Select(file => Year().Match(file.Name)).FirstOrDefault(match => match.Success)?.Value;

    internal static void Read(DistributionFile file, ITermLoad load, LoadLog log, Func<string, string> written)
    {
        using var reader = new StreamReader(file.Open(), Encoding.Latin1);
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            log.Row(file);
            var code = text.Length > 16 ? text[6..13].Trim() : "";
            if (code.Length < 3 || text[14] is not ('0' or '1'))
            {
                log.Error("LOAD-ICD-ROW", "The line is not of an order file: a code is in columns 7 to 13 and 0 or 1 in column 15.", file, line);
                continue;
            }
            var (brief, whole) = (text[16..Math.Min(76, text.Length)].Trim(), text.Length > 77 ? text[77..].Trim() : "");
            var isHeading = text[14] == '0';
            var key = load.Add(written(code), whole.Length > 0 ? whole : brief, isHeading ? ConceptTraits.Abstract : ConceptTraits.None);
            if (brief.Length > 0 && whole.Length > 0 && brief != whole)
                load.AddDesignation(key, new Designation("en", new TermCoding(null, "short", "Short description"), brief));
            load.AddProperty(key, new ConceptProperty("billable", PropertyKind.Boolean, isHeading ? "false" : "true"));
            load.AddProperty(key, new ConceptProperty("order", PropertyKind.Integer, text[..5].Trim().TrimStart('0') is { Length: > 0 } order ? order : "0"));
            for (var length = code.Length - 1; length >= 3; length--)
            {
                if (keys.TryGetValue(code[..length], out var parent))
                {
                    load.AddParent(key, parent);
                    break;
                }
            }
            keys[code] = key;
        }
    }

    private static string Normal(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("20[0-9]{2}")]
    private static partial Regex Year();
}

/// <summary>ICD-10-CM as CMS and NCHS distribute it: the order file, the tabular list in XML, or both (the order file tells the codes, the tabular list the sections and inclusion terms).</summary>
internal sealed class Icd10CmLoader : TermLoader
{
    public override string Kind => "icd-10-cm";

    public override string Description => "ICD-10-CM: the order file icd10cm_order_YYYY.txt, the tabular list icd10cm_tabular_YYYY.xml, or both.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log)
    {
        if (Order(files) is null && Tabular(files) is null)
        {
            log.Error("LOAD-ICD-CM-FILE", "There is neither an order file (icd10cm_order_YYYY.txt) nor a tabular list (icd10cm_tabular_YYYY.xml) among these files.");
            return null;
        }
        return new CodeSystemHeader("http://hl7.org/fhir/sid/icd-10-cm", options.Version ?? OrderFile.YearOf([.. new[] { Order(files), Tabular(files) }.OfType<DistributionFile>()]), "ICD-10-CM")
        {
            Title = "International Classification of Diseases, 10th Revision, Clinical Modification",
            IsCaseSensitive = false,
            Language = "en",
            HierarchyMeaning = "is-a",
            Properties = [new("billable", PropertyKind.Boolean, null, "Whether the code may be used on a claim."), new("order", PropertyKind.Integer), new("note", PropertyKind.String, null, "Excludes, use-additional and other notes.")],
        };
    }

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        var order = Order(files);
        if (order is not null)
            OrderFile.Read(order, load, log, Dotted);
        if (Tabular(files) is { } tabular)
            new TabularList(tabular, load, log, addsCodes: order is null).Read();
    }

    /// <summary><c>E119</c> is written <c>E11.9</c> everywhere but in the order file.</summary>
    internal static string Dotted(string code) => code.Length > 3 && !code.Contains('.', StringComparison.Ordinal) ? $"{code[..3]}.{code[3..]}" : code;

    private static DistributionFile? Order(Distribution files) => files.First(name => OrderFile.IsOrder(name, "icd10cm"));

    private static DistributionFile? Tabular(Distribution files) => files.First(name => Named(name, "tabular") && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) && !Named(name, "addenda"));
}

/// <summary>ICD-10-PCS as CMS distributes it: the order file.</summary>
internal sealed class Icd10PcsLoader : TermLoader
{
    public override string Kind => "icd-10-pcs";

    public override string Description => "ICD-10-PCS: the order file icd10pcs_order_YYYY.txt.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Need(files, log, "order file (icd10pcs_order_YYYY.txt)", name => OrderFile.IsOrder(name, "icd10pcs")) is not { } file
        ? null
        : new CodeSystemHeader("http://www.cms.gov/Medicare/Coding/ICD10", options.Version ?? OrderFile.YearOf([file]), "ICD-10-PCS")
        {
            Title = "International Classification of Diseases, 10th Revision, Procedure Coding System",
            IsCaseSensitive = false,
            Language = "en",
            HierarchyMeaning = "grouped-by",
            Properties = [new("billable", PropertyKind.Boolean), new("order", PropertyKind.Integer)],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log) =>
        OrderFile.Read(files.First(name => OrderFile.IsOrder(name, "icd10pcs"))!, load, log, code => code);
}
