using System.Collections.Frozen;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Mapping.Language;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>Makes maps that write of lines: names are looked up, targets held against HL7 v2.5.1, expressions against FHIR R4. All that is wrong is told, each with its line. Used once.</summary>
/// <param name="lines">The lines.</param>
/// <param name="inbound">Lines of the tables of the other direction.</param>
/// <param name="issues">What is wrong.</param>
internal sealed class WritingLinker(IReadOnlyList<MapLine> lines, IReadOnlyList<MapLine> inbound, List<Issue> issues)
{
    private const int MostTypeDepth = 3;
    private static readonly string[] s_headers = ["table", "type", "map", "message", "part"];

    private readonly Dictionary<string, CodeTable> _inbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WritingTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FillMap> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FillMap> _maps = new(StringComparer.Ordinal);

    /// <summary>The maps; null when anything is wrong.</summary>
    public WritingSet? Link()
    {
        foreach (var line in lines.Where(line => line.Tokens[0].IsQuoted || !s_headers.Contains(line.Tokens[0].Text)))
            issues.Add(MapIssues.Syntax(line.Place, "A file has messages, parts, maps, types and tables; this line begins none."));
        LinkTables();
        Declare("type", _types);
        Declare("map", _maps);
        Fill("type", _types);
        foreach (var type in _types.Values.Where(type => Depth(type, 0) > 2))
            issues.Add(MapIssues.Target(type.Place, $"'{type.Name}' goes deeper than sub-components, or stands within itself."));
        Fill("map", _maps);
        foreach (var map in _maps.Values)
            TellDeep(map);
        var messages = new LayoutParser(lines, _maps, issues).Parse();
        return issues.Any(issue => issue.IsError) ? null : new WritingSet(messages, CodingSystems(), Authorities());
    }

    private IEnumerable<MapLine> Of(string word) => lines.Where(line => line.Tokens[0].Is(word));

    private void LinkTables()
    {
        foreach (var line in inbound)
            if (TableParser.Parse(line, issues) is { } table)
                _inbound.TryAdd(table.Name, table);
        var parser = new WritingTables(_inbound, issues);
        foreach (var line in Of("table"))
            if (parser.Parse(line) is { } table && !_tables.TryAdd(table.Name, table))
                issues.Add(MapIssues.Name(line.Place, $"There are two tables '{table.Name}'."));
    }

    // By name first, so that each can use any other.
    private void Declare(string word, Dictionary<string, FillMap> all)
    {
        foreach (var line in Of(word))
        {
            var reader = new TokenReader(line, issues);
            reader.Expect(word);
            var name = reader.Take().Text;
            var of = reader.Takes("of") ? reader.Take().Text : name.Split('-')[0];
            var from = reader.Takes("from") ? reader.Take().Text : null;
            reader.ExpectEnd();
            if (reader.IsFaulty)
                continue;
            if (of.Length == 0 || !V2Targets.Has(of))
                issues.Add(MapIssues.Name(line.Place, $"2.5.1 has no segment or data type '{of}'."));
            else if (from is not null && FhirModel.R4.FindType(from) is null)
                issues.Add(MapIssues.Name(line.Place, $"'{from}' is no type of FHIR R4."));
            else if (!all.TryAdd(name, new FillMap { Name = name, Place = line.Place, Of = of, From = from }))
                issues.Add(MapIssues.Name(line.Place, $"There are two of the name '{name}'."));
        }
    }

    private void Fill(string word, Dictionary<string, FillMap> all)
    {
        var parser = new FillRuleParser(_types, _tables, issues);
        foreach (var line in Of(word))
            if (line.Tokens.Count > 1 && all.TryGetValue(line.Tokens[1].Text, out var map))
                map.Rules = parser.Parse(map, line.Children);
    }

    // How many levels below its own a type fills; one within itself is deeper than any may be.
    private static int Depth(FillMap type, int above) =>
        above > MostTypeDepth ? MostTypeDepth : type.Rules.Select(rule => Own(rule.Target) + Below(rule, above)).DefaultIfEmpty(0).Max();

    private static int Below(FillRule rule, int above) => rule.Type is { } type ? Depth(type, above + 1) : rule.Form == TextForm.Coded && rule.Source is ExpressionSource && rule.Target.IsSelf ? 1 : 0;

    private static int Own(CellPath target) => (target.Component > 0 ? 1 : 0) + (target.Subcomponent > 0 ? 1 : 0);

    private void TellDeep(FillMap map)
    {
        foreach (var rule in map.Rules.Where(rule => Own(rule.Target) + Below(rule, 0) > 2))
            issues.Add(MapIssues.Target(rule.Place, $"What goes to {rule.Text} has more parts than sub-components can hold."));
    }

    private FrozenDictionary<string, string> CodingSystems() =>
        Codes("coding-systems").Where(pair => !char.IsAsciiDigit(pair.Key[0])).GroupBy(pair => pair.Value.Code).ToFrozenDictionary(group => group.Key, group => group.First().Key, StringComparer.Ordinal);

    private FrozenDictionary<string, (string Name, string Oid)> Authorities() => Codes("identifier-systems").GroupBy(pair => pair.Value.Code).ToFrozenDictionary(
        group => group.Key,
        group => (group.Select(pair => pair.Key).FirstOrDefault(key => !char.IsAsciiDigit(key[0])) ?? "", group.Select(pair => pair.Key).FirstOrDefault(key => char.IsAsciiDigit(key[0])) ?? ""),
        StringComparer.Ordinal);

    private IEnumerable<KeyValuePair<string, TableCode>> Codes(string table) => _inbound.TryGetValue(table, out var found) ? found.Codes : [];
}
