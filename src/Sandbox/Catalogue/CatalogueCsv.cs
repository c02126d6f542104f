using System.Text;

namespace Carewright.Sandbox.Catalogue;

/// <summary>The simulated laboratory's catalogue as the two CSV files that a clinic loads (docs/howto/load-a-test-catalogue.md).</summary>
public static class CatalogueCsv
{
    private const string Fasting = "FASTING";
    private const string Source = "SOURCE";
    private static readonly HashSet<string> s_fasting = new(["GLU", "BMP", "CMP", "LIPID", "TRIG"], StringComparer.Ordinal);

    private static readonly Dictionary<string, (string Container, string Volume)> s_containers = new(StringComparer.Ordinal)
    {
        ["SER"] = ("Serum separator tube, gold", "3.5 mL"),
        ["BLD"] = ("EDTA tube, lavender", "3 mL"),
        ["PLAS"] = ("Citrate tube, light blue", "2.7 mL"),
        ["UR"] = ("Sterile cup", "10 mL"),
    };

    /// <summary>The file of tests.</summary>
    public static string Tests()
    {
        var file = new StringBuilder("code,name,loinc,loinc_name,section,specimen_type,container,volume,patient_preparation,panel_of,questions,retired\n");
        foreach (var entry in TestCatalogue.Own.Orderable)
        {
            var (container, volume) = s_containers.GetValueOrDefault(entry.Specimen);
            var fasts = s_fasting.Contains(entry.Code);
            string[] cells =
            [
                entry.Code, entry.Name, entry.Loinc, "", entry.Section, entry.Specimen, container ?? "", volume ?? "", fasts ? "Nothing but water for 8 hours before." : "",
                string.Join(' ', entry.Holds), fasts ? Fasting : entry.Kind == EntryKind.Culture ? Source : "", "no",
            ];
            file.AppendJoin(',', cells.Select(Cell)).Append('\n');
        }
        return file.ToString();
    }

    /// <summary>The file of questions.</summary>
    public static string Questions() =>
        $"""
        code,text,type,choices,required
        {Fasting},Has the patient had nothing but water for 8 hours?,boolean,,yes
        {Source},Where was the specimen taken?,choice,MID=Midstream urine|CATH=Catheter|THRT=Throat|WND=Wound|OTH=Elsewhere,yes

        """;

    private static string Cell(string text) => text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
