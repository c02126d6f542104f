using System.Text;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// NDC as the FDA distributes it: product.txt and package.txt, separated by tabs. A product is above its packages; a package carries its eleven digits as the property <c>ndc11</c>, as claims write it.
/// </summary>
internal sealed class NdcLoader : TermLoader
{
    private static readonly string[] s_properties = ["PRODUCTTYPENAME", "DOSAGEFORMNAME", "ROUTENAME", "LABELERNAME", "SUBSTANCENAME", "MARKETINGCATEGORYNAME", "DEASCHEDULE", "ENDMARKETINGDATE"];

    public override string Kind => "ndc";

    public override string Description => "NDC: the FDA's product.txt and package.txt; files, the folder, or the zip. Needs --version.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Need(files, log, "product.txt", IsProduct) is null
        ? null
        : new CodeSystemHeader("http://hl7.org/fhir/sid/ndc", options.Version, "NDC")
        {
            Title = "National Drug Code Directory",
            Language = "en",
            HierarchyMeaning = "part-of",
            Properties = [.. s_properties.Select(name => new PropertyDefinition(name, PropertyKind.String)), new("ndc11", PropertyKind.String, null, "Eleven digits without hyphens")],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        var names = Products(files.First(IsProduct)!, load, log);
        if (files.First(name => name.Equals("package.txt", StringComparison.OrdinalIgnoreCase)) is { } packages)
            Packages(packages, names, load, log);
    }

    private static Dictionary<int, string> Products(DistributionFile file, ITermLoad load, LoadLog log)
    {
        var names = new Dictionary<int, string>();
        using var table = TableReader.Tabs(file, log, Encoding.Latin1, "PRODUCTNDC", "PROPRIETARYNAME");
        while (table is not null && table.Read(4))
        {
            if (table["PRODUCTNDC"] is not { Length: > 0 } code || code.Split('-').Length != 2)
            {
                table.Fault("LOAD-NDC-PRODUCT", $"'{table["PRODUCTNDC"]}' is no product code: labeler and product, with a hyphen.");
                continue;
            }
            var name = string.Join(' ', new[] { table["PROPRIETARYNAME"], table["PROPRIETARYNAMESUFFIX"], table["ACTIVE_NUMERATOR_STRENGTH"], table["ACTIVE_INGRED_UNIT"], table["DOSAGEFORMNAME"].ToLowerInvariant() }.Where(part => part.Length > 0));
            var key = load.Add(code, name, table["NDC_EXCLUDE_FLAG"] is "E" or "U" ? ConceptTraits.Inactive : ConceptTraits.None);
            if (!names.TryAdd(key, name))
                continue;
            if (table.Text("NONPROPRIETARYNAME") is { } generic && generic != table["PROPRIETARYNAME"])
                load.AddDesignation(key, new Designation("en", new TermCoding(null, "nonproprietary", "Nonproprietary name"), generic));
            foreach (var property in s_properties)
            {
                if (table.Text(property) is { } value)
                    load.AddProperty(key, new ConceptProperty(property, PropertyKind.String, value));
            }
        }
        return names;
    }

    private static void Packages(DistributionFile file, Dictionary<int, string> names, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Tabs(file, log, Encoding.Latin1, "PRODUCTNDC", "NDCPACKAGECODE", "PACKAGEDESCRIPTION");
        while (table is not null && table.Read(4))
        {
            if (Eleven(table["NDCPACKAGECODE"]) is not { } eleven)
            {
                table.Fault("LOAD-NDC-PACKAGE", $"'{table["NDCPACKAGECODE"]}' is no package code: labeler, product and package, with hyphens.");
                continue;
            }
            var product = load.Find(table["PRODUCTNDC"]);
            var display = product >= 0 ? $"{names[product]}, {table["PACKAGEDESCRIPTION"]}" : table["PACKAGEDESCRIPTION"];
            var before = load.Count;
            var key = load.Add(table["NDCPACKAGECODE"], display, table["NDC_EXCLUDE_FLAG"] is "E" or "U" ? ConceptTraits.Inactive : ConceptTraits.None);
            if (load.Count == before)
                continue;
            load.AddProperty(key, new ConceptProperty("ndc11", PropertyKind.String, eleven));
            if (product >= 0)
                load.AddParent(key, product);
        }
    }

    /// <summary>Four, four and two digits and their siblings, filled up to five, four and two.</summary>
    private static string? Eleven(string code) =>
        code.Split('-') is [{ Length: 4 or 5 } labeler, { Length: 3 or 4 } product, { Length: 1 or 2 } package] ? labeler.PadLeft(5, '0') + product.PadLeft(4, '0') + package.PadLeft(2, '0') : null;

    private static bool IsProduct(string name) => name.Equals("product.txt", StringComparison.OrdinalIgnoreCase);
}
