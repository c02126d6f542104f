using Carewright.Kernel;
using Carewright.Mapping.Language;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>
/// Reads <c>table NAME [reverses TABLE]</c> and its lines, <c>FHIRCODE CODE</c>. A table of the inbound maps is used the other way round where one code alone means what is to be said; where several do, a line says which.
/// </summary>
internal sealed class WritingTables(IReadOnlyDictionary<string, CodeTable> inbound, List<Issue> issues)
{
    public WritingTable? Parse(MapLine line)
    {
        var reader = new TokenReader(line, issues);
        reader.Expect("table");
        var name = reader.Take().Text;
        var from = reader.Takes("reverses") ? reader.Take().Text : null;
        reader.ExpectEnd();
        var source = from is null ? null : inbound.GetValueOrDefault(from);
        if (from is not null && source is null)
            reader.Fail($"There is no table '{from}' that could be used the other way round.");
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in line.Children)
            Add(each, codes);
        if (source is not null)
            Reverse(source, codes, line.Place);
        return reader.IsFaulty ? null : new WritingTable(name, source?.Table ?? name, source?.System ?? "", codes);
    }

    private void Add(MapLine line, Dictionary<string, string> codes)
    {
        var reader = new TokenReader(line, issues);
        var (target, code) = (reader.Take().Text, reader.Take().Text);
        reader.ExpectEnd();
        if (!codes.TryAdd(target, code))
            reader.Fail($"'{target}' stands here twice.");
    }

    private void Reverse(CodeTable source, Dictionary<string, string> codes, MapPlace place)
    {
        foreach (var meaning in source.Codes.GroupBy(pair => (pair.Value.System, pair.Value.Code)))
        {
            var (system, code) = meaning.Key;
            if (!codes.TryGetValue(code, out var chosen))
                chosen = meaning.First().Key;
            else if (!source.Codes.ContainsKey(chosen))
                continue;
            if (meaning.Count() > 1 && !codes.ContainsKey(code))
                issues.Add(MapIssues.Name(place, $"Several codes of table {source.Name} mean '{code}' ({string.Join(", ", meaning.Select(pair => pair.Key))}); a line says which is written."));
            codes[code] = chosen;
            codes.TryAdd($"{system}|{code}", chosen);
        }
    }
}
