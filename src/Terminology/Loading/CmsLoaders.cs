using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// HCPCS Level II as CMS distributes it: the fixed-width file HCPCyyyy_MMM_ANWEB.txt (code 1-5, sequence 6-10, record 11, long description 12-91, short 92-119, termination 285-292), whose descriptions go over several records,
/// or the same table saved as CSV.
/// </summary>
internal sealed partial class HcpcsLoader : TermLoader
{
    private static readonly string[] s_codeColumns = ["hcpcs", "hcpc", "hcpcs code", "code"];

    public override string Kind => "hcpcs";

    public override string Description => "HCPCS Level II: the fixed-width ANWEB file of CMS, or its table saved as CSV.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Table(files, log) is not { } file
        ? null
        : new CodeSystemHeader("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", options.Version ?? VersionOf(file.Name), "HCPCS")
        {
            Title = "Healthcare Common Procedure Coding System Level II",
            IsCaseSensitive = false,
            Language = "en",
            Properties = [new("modifier", PropertyKind.Boolean), new("terminated", PropertyKind.DateTime)],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        var file = Table(files, log)!;
        var rows = IsCsv(file.Name) ? FromCsv(file, log) : FromFixed(file, log);
        Row? open = null;
        foreach (var row in rows)
        {
            // Records 4 and 8 go on with the description of the record before.
            if (open is { } known && row.Record is '4' or '8' && open.Value.Code == row.Code)
                open = known with { Long = $"{known.Long} {row.Long}" };
            else
                (open, _) = (row, Put(load, open));
        }
        Put(load, open);
    }

    private static DistributionFile? Table(Distribution files, LoadLog log) =>
        files.First(name => Named(name, "anweb")) ?? files.First(IsCsv) ?? Need(files, log, "ANWEB file or CSV", name => name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase));

    private static bool IsCsv(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static int Put(ITermLoad load, Row? row)
    {
        if (row is not { } one)
            return 0;
        var key = load.Add(one.Code, one.Long, one.Terminated is null ? ConceptTraits.None : ConceptTraits.Inactive);
        if (one.Short.Length > 0 && one.Short != one.Long)
            load.AddDesignation(key, new Designation("en", new TermCoding(null, "short", "Short description"), one.Short));
        if (one.Record is '7' or '8' || one.Code.Length == 2)
            load.AddProperty(key, new ConceptProperty("modifier", PropertyKind.Boolean, "true"));
        if (one.Terminated is { } date)
            load.AddProperty(key, new ConceptProperty("terminated", PropertyKind.DateTime, date));
        return 0;
    }

    private static IEnumerable<Row> FromFixed(DistributionFile file, LoadLog log)
    {
        using var reader = new StreamReader(file.Open(), Encoding.Latin1);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            log.Row(file);
            if (text.Length < 91 || text[10] is not ('3' or '4' or '7' or '8') || text[..5].Trim().Length is not (5 or 2))
                log.Error("LOAD-HCPCS-ROW", "The line is not of an ANWEB file: a code is in columns 1 to 5 and 3, 4, 7 or 8 in column 11.", file, line);
            else
                yield return new Row(text[..5].Trim(), text[10], Part(text, 11, 80), Part(text, 91, 28), DateOf(Part(text, 284, 8)));
        }
    }

    private static IEnumerable<Row> FromCsv(DistributionFile file, LoadLog log)
    {
        using var table = TableReader.Csv(file, log, "long description");
        var code = table is null ? "" : s_codeColumns.FirstOrDefault(table.Has);
        if (code is null)
            table!.Fault("LOAD-HCPCS-COLUMN", "There is no column of codes (HCPC).");
        while (table is not null && code is not null && table.Read(2))
        {
            if (table[code] is not { Length: 2 or 5 } text)
                table.Fault("LOAD-HCPCS-CODE", $"'{table[code]}' is no code of HCPCS: it has five characters, a modifier two.");
            else
                yield return new Row(text, table["recid"] is [var record] ? record : '3', table["long description"], table["short description"], DateOf(table["term dt"]));
        }
    }

    private static string Part(string text, int start, int length) => start >= text.Length ? "" : text[start..Math.Min(text.Length, start + length)].Trim();

    private static string? DateOf(string text) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "M/d/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    // HCPC2025_JAN_ANWEB.txt
    private static string? VersionOf(string name)
    {
        var match = Release().Match(name);
        if (!match.Success)
            return null;
        var month = Array.FindIndex(DateTimeFormatInfo.InvariantInfo.AbbreviatedMonthNames, one => string.Equals(one, match.Groups["month"].Value, StringComparison.OrdinalIgnoreCase)) + 1;
        return month > 0 ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["year"].Value}-{month:00}") : match.Groups["year"].Value;
    }

    [GeneratedRegex("(?<year>20[0-9]{2})[_-]?(?<month>[A-Za-z]{3})?")]
    private static partial Regex Release();

    private readonly record struct Row(string Code, char Record, string Long, string Short, string? Terminated);
}

/// <summary>CVX, vaccine codes, as the CDC distributes them: text separated by bars (code, short description, full name, notes, status, whether it is no vaccine, date of change).</summary>
internal sealed class CvxLoader : TermLoader
{
    public override string Kind => "cvx";

    public override string Description => "CVX: the CDC's text file cvx.txt, separated by bars.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Need(files, log, "text file", CdcTable.IsText) is not { } file
        ? null
        : new CodeSystemHeader("http://hl7.org/fhir/sid/cvx", options.Version ?? CdcTable.LastChange(file, 7), "CVX")
        {
            Title = "Vaccine administered code set (CVX)",
            IsCaseSensitive = false,
            Language = "en",
            ValueSet = "http://hl7.org/fhir/sid/cvx/vs",
            Properties = [new("notes", PropertyKind.String), new("vaccine-status", PropertyKind.Code), new("non-vaccine", PropertyKind.Boolean), new("last-updated", PropertyKind.DateTime)],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Bars(files.First(CdcTable.IsText)!, log, "code", "short", "full", "notes", "status", "non-vaccine", "updated");
        while (table.Read(5))
        {
            if (table["code"].Equals("CVX Code", StringComparison.OrdinalIgnoreCase))
                continue;
            if (table["code"] is not { Length: > 0 and <= 4 } code)
            {
                table.Fault("LOAD-CVX-CODE", $"'{table["code"]}' is no CVX code.");
                continue;
            }
            var status = table["status"].ToLowerInvariant();
            var key = load.Add(code, table["short"], status is "inactive" or "never active" ? ConceptTraits.Inactive : ConceptTraits.None);
            if (table.Text("full") is { } full && full != table["short"])
                load.AddDesignation(key, new Designation("en", new TermCoding(null, "full", "Full vaccine name"), full));
            if (table.Text("notes") is { } notes)
                load.AddProperty(key, new ConceptProperty("notes", PropertyKind.String, notes));
            load.AddProperty(key, new ConceptProperty("vaccine-status", PropertyKind.Code, status.Replace(' ', '-')));
            if (bool.TryParse(table["non-vaccine"], out var isNone))
                load.AddProperty(key, new ConceptProperty("non-vaccine", PropertyKind.Boolean, isNone ? "true" : "false"));
            if (CdcTable.DateOf(table["updated"]) is { } date)
                load.AddProperty(key, new ConceptProperty("last-updated", PropertyKind.DateTime, date));
        }
    }
}

/// <summary>MVX, makers of vaccines, as the CDC distributes them: text separated by bars (code, name, notes, status, date of change).</summary>
internal sealed class MvxLoader : TermLoader
{
    public override string Kind => "mvx";

    public override string Description => "MVX: the CDC's text file mvx.txt, separated by bars.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log) => Need(files, log, "text file", CdcTable.IsText) is not { } file
        ? null
        : new CodeSystemHeader("http://hl7.org/fhir/sid/mvx", options.Version ?? CdcTable.LastChange(file, 5), "MVX")
        {
            Title = "Manufacturers of vaccines (MVX)",
            IsCaseSensitive = false,
            Language = "en",
            Properties = [new("notes", PropertyKind.String), new("last-updated", PropertyKind.DateTime)],
        };

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        using var table = TableReader.Bars(files.First(CdcTable.IsText)!, log, "code", "name", "notes", "status", "updated");
        while (table.Read(4))
        {
            if (table["code"].StartsWith("MVX", StringComparison.OrdinalIgnoreCase) && table["code"].Length > 4)
                continue;
            if (table["code"] is not { Length: > 0 and <= 4 } code)
            {
                table.Fault("LOAD-MVX-CODE", $"'{table["code"]}' is no MVX code.");
                continue;
            }
            var key = load.Add(code, table["name"], table["status"].Equals("Inactive", StringComparison.OrdinalIgnoreCase) ? ConceptTraits.Inactive : ConceptTraits.None);
            if (table.Text("notes") is { } notes)
                load.AddProperty(key, new ConceptProperty("notes", PropertyKind.String, notes));
            if (CdcTable.DateOf(table["updated"]) is { } date)
                load.AddProperty(key, new ConceptProperty("last-updated", PropertyKind.DateTime, date));
        }
    }
}

/// <summary>What the CDC's tables have in common.</summary>
internal static class CdcTable
{
    internal static bool IsText(string name) => name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    internal static string? DateOf(string text) =>
        DateOnly.TryParseExact(text, ["yyyy/MM/dd", "M/d/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>The tables carry no version: the last change of a row is one.</summary>
    internal static string? LastChange(DistributionFile file, int column)
    {
        using var reader = new DelimitedReader(new StreamReader(file.Open()), '|', false);
        string? last = null;
        while (reader.Read())
        {
            if (reader.Fields.Count >= column && DateOf(reader.Fields[column - 1].Trim()) is { } date && string.CompareOrdinal(date, last) > 0)
                last = date;
        }
        return last;
    }
}
