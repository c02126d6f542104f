using Carewright.Fhir.Json;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Sources;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>Any table of codes as CSV with a header: the columns and the system are named by who loads it. Every other column becomes a property.</summary>
internal sealed class CsvLoader : TermLoader
{
    public override string Kind => "csv";

    public override string Description => "Any table as CSV with a header: --system URL --code COLUMN [--display COLUMN] [--parent COLUMN] [--name NAME] --version V.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log)
    {
        if (options.System is not { Length: > 0 } system || options.CodeColumn is null)
        {
            log.Error("LOAD-CSV-OPTIONS", "A table of one's own needs --system URL and --code COLUMN.");
            return null;
        }
        if (Need(files, log, "CSV file", IsCsv) is not { } first || TableReader.Csv(first, log, Columns(options)) is not { } table)
            return null;
        using (table)
            return new CodeSystemHeader(system, options.Version, options.Name ?? system[(system.LastIndexOf('/') + 1)..]) { Properties = [.. PropertiesOf(table, options).Select(name => new PropertyDefinition(name, PropertyKind.String))] };
    }

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        var parents = new List<(int Key, string Parent, DistributionFile File, int Line)>();
        foreach (var file in files.All(IsCsv))
            Read(file, options, load, log, parents);
        foreach (var (key, code, file, line) in parents)
        {
            if (load.Find(code) is var parent and >= 0)
                load.AddParent(key, parent);
            else
                log.Error("LOAD-CSV-PARENT", $"The parent '{code}' is no code of this table.", file, line);
        }
    }

    private static void Read(DistributionFile file, LoadOptions options, ITermLoad load, LoadLog log, List<(int, string, DistributionFile, int)> parents)
    {
        using var table = TableReader.Csv(file, log, Columns(options));
        if (table is null)
            return;
        var properties = PropertiesOf(table, options).ToArray();
        while (table.Read())
        {
            if (table.Text(options.CodeColumn!) is not { } code)
            {
                table.Fault("LOAD-CSV-CODE", "The row has no code.");
                continue;
            }
            var key = load.Add(code, options.DisplayColumn is { } display ? table.Text(display) : null);
            if (options.ParentColumn is { } column && table.Text(column) is { } parent)
                parents.Add((key, parent, file, table.Line));
            foreach (var property in properties)
            {
                if (table.Text(property) is { } value)
                    load.AddProperty(key, new ConceptProperty(property, PropertyKind.String, value));
            }
        }
    }

    private static string[] Columns(LoadOptions options) => [.. new[] { options.CodeColumn, options.DisplayColumn, options.ParentColumn }.OfType<string>()];

    private static IEnumerable<string> PropertiesOf(TableReader table, LoadOptions options) =>
        table.Columns.Except(Columns(options).Select(name => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant()));

    private static bool IsCsv(string name) => name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A CodeSystem resource as JSON; it is held in memory while it is read.</summary>
internal sealed class FhirLoader : TermLoader
{
    private const long Largest = 512 * 1024 * 1024;

    public override string Kind => "fhir";

    public override string Description => "One CodeSystem resource as JSON.";

    protected internal override CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log)
    {
        if (Resource(files, log) is not { } document)
            return null;
        if (CodeSystemReader.HeaderOf(document.Root) is not { } header)
        {
            log.Error("LOAD-FHIR-URL", "The CodeSystem has no url.", files.First(IsJson));
            return null;
        }
        return header.Content is SystemContent.Complete or SystemContent.Fragment or SystemContent.Example ? header with { Version = options.Version ?? header.Version } : Refuse();

        CodeSystemHeader? Refuse()
        {
            log.Error("LOAD-FHIR-CONTENT", "The CodeSystem holds no codes of its own.", files.First(IsJson));
            return null;
        }
    }

    protected internal override void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log)
    {
        if (Resource(files, log) is not { } document || CodeSystemReader.Read(document) is not { } table)
            return;
        for (var key = 0; key < table.Count; key++)
        {
            var (concept, detail) = (table.Concept(key), table.Detail(key));
            load.Add(concept.Code, concept.Display, concept.Traits, detail.Definition);
            foreach (var designation in detail.Designations)
                load.AddDesignation(key, designation);
            foreach (var property in detail.Properties)
                load.AddProperty(key, property);
            foreach (var parent in table.Hierarchy.Parents(key))
                load.AddParent(key, parent);
        }
    }

    private static ResourceDocument? Resource(Distribution files, LoadLog log)
    {
        if (Need(files, log, "JSON file", IsJson) is not { } file)
            return null;
        if (file.Length > Largest)
        {
            log.Error("LOAD-FHIR-SIZE", "A CodeSystem resource is read into memory, and this one is larger than 512 MB.", file);
            return null;
        }
        var bytes = new byte[file.Length];
        using (var stream = file.Open())
            stream.ReadExactly(bytes);
        var parsed = ResourceDocument.Parse(bytes);
        foreach (var issue in parsed.Issues.Where(issue => issue.IsError))
            log.Error("LOAD-FHIR-JSON", $"{issue.Location} {issue.Message}", file, issue.Line ?? 0);
        if (parsed.Document is { ResourceType: "CodeSystem" } document)
            return document;
        log.Error("LOAD-FHIR-TYPE", "It is not a CodeSystem resource.", file);
        return null;
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
