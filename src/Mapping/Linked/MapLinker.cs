using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>Makes maps of lines: names are looked up, targets are held against the FHIR definitions. All that is wrong is told, each with its line. Used once.</summary>
internal sealed class MapLinker(IReadOnlyList<MapLine> lines, List<Issue> issues)
{
    private readonly Dictionary<string, CodeTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeMap> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SegmentMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TypeDefinition Type, MapPlace Place)> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<(string, int)> _typeReads = [];

    /// <summary>The maps; null when anything is wrong.</summary>
    public MapSet? Link()
    {
        foreach (var line in lines.Where(line => !line.Tokens[0].Is("table") && !line.Tokens[0].Is("type") && !line.Tokens[0].Is("map") && !line.Tokens[0].Is("message") && !line.Tokens[0].Is("part")))
            issues.Add(MapIssues.Syntax(line.Place, "A file has messages, parts, maps, types and tables; this line begins none."));
        foreach (var line in Of("table"))
            if (TableParser.Parse(line, issues) is { } table && !_tables.TryAdd(table.Name, table))
                issues.Add(MapIssues.Name(line.Place, $"There are two tables '{table.Name}'."));
        LinkTypes();
        LinkMaps();
        var messages = new MessageParser(lines, _maps, _labels, _typeReads, issues).Parse();
        return issues.Any(issue => issue.IsError) ? null : new MapSet(messages, _tables);
    }

    private IEnumerable<MapLine> Of(string word) => lines.Where(line => line.Tokens[0].Is(word));

    // Types first by name, so that each can use any other.
    private void LinkTypes()
    {
        foreach (var line in Of("type"))
        {
            var reader = new TokenReader(line, issues);
            reader.Expect("type");
            var name = reader.Take().Text;
            var ensures = reader.Takes("ensures");
            if (!ensures)
                reader.Expect("gives");
            var gives = reader.Take().Text;
            reader.ExpectEnd();
            if (reader.IsFaulty)
                continue;
            if (FhirModel.R4.FindType(gives) is not { IsAbstract: false } type || type.IsResource != ensures)
                issues.Add(MapIssues.Name(line.Place, $"'{gives}' is no {(ensures ? "resource" : "type")} of FHIR R4."));
            else if (!_types.TryAdd(name, new TypeMap { Name = name, Place = line.Place, Gives = type, Ensures = ensures }))
                issues.Add(MapIssues.Name(line.Place, $"There are two types '{name}'."));
        }
        foreach (var line in Of("type"))
            if (line.Tokens.Count > 1 && _types.TryGetValue(line.Tokens[1].Text, out var type))
                Fill(type, line);
        TypeCycles.Tell(_types.Values, issues);
    }

    private void Fill(TypeMap type, MapLine line)
    {
        type.Rules = new RuleParser(_types, _tables, issues, Read).Parse(line.Children.Where(each => !each.Tokens[0].Is("shown")), type.Gives, false);
        foreach (var shown in line.Children.Where(each => each.Tokens[0].Is("shown")))
        {
            var reader = new TokenReader(shown, issues);
            reader.Expect("shown");
            reader.Expect("=");
            type.Shown = SourceParser.Parse(reader, Read);
            reader.ExpectEnd();
        }
    }

    private void Read(CellPath path)
    {
        if (path.Segment is { } segment)
            _typeReads.Add((segment, path.Field));
    }

    private void LinkMaps()
    {
        var parser = new SegmentMapParser(_types, _tables, _labels, issues);
        foreach (var line in Of("map"))
            parser.Collect(line);
        foreach (var line in Of("map"))
            if (parser.Parse(line) is { } map && !_maps.TryAdd(map.Name, map))
                issues.Add(MapIssues.Name(line.Place, $"There are two maps '{map.Name}'."));
    }
}
