using Carewright.Kernel;
using Carewright.Mapping.Language;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>Reads <c>TARGET = SOURCE [as TYPE] [by TABLE [if known]] [else "text"] [when CONDITION] [required]</c>, held against the segments and data types of HL7 v2.5.1.</summary>
internal sealed class FillRuleParser(IReadOnlyDictionary<string, FillMap> types, IReadOnlyDictionary<string, WritingTable> tables, List<Issue> issues)
{
    private readonly FillSourceParser _sources = new(issues);

    /// <summary>The rules of a map's lines.</summary>
    public FillRule[] Parse(FillMap map, IEnumerable<MapLine> lines)
    {
        var rules = new List<FillRule>();
        foreach (var line in lines)
            if (Parse(map, line) is { } rule)
                rules.Add(rule);
        return [.. rules];
    }

    private FillRule? Parse(FillMap map, MapLine line)
    {
        var reader = new TokenReader(line, issues);
        var text = reader.Next.Text ?? "";
        var target = reader.TakePath();
        reader.Expect("=");
        var source = reader.IsFaulty ? new TextSource("") : _sources.Parse(reader, map.From);
        var type = reader.Takes("as") ? reader.Take().Text : null;
        var table = reader.Takes("by") ? TableOf(reader) : null;
        var ifKnown = table is not null && reader.Takes("if");
        if (ifKnown)
            reader.Expect("known");
        var otherwise = reader.Takes("else") ? reader.Take().Text : null;
        var when = reader.Takes("when") ? _sources.Expression(reader, map.From) : null;
        var isRequired = reader.Takes("required");
        reader.ExpectEnd();
        if (line.Children.Count > 0)
            reader.Fail("A rule has no lines below it.");
        if (reader.IsFaulty)
            return null;
        var (dataType, fault) = V2Targets.TypeOf(map.Of, target);
        if (fault is not null)
            issues.Add(MapIssues.Target(line.Place, fault));
        var form = FormOf(type ?? dataType);
        var divided = form is not null && (type is null || !types.ContainsKey(type)) ? null : TypeOf(type, dataType, source, reader);
        return new FillRule
        {
            Place = line.Place,
            Target = target,
            Text = text,
            Source = source,
            Type = divided,
            Form = form ?? TextForm.Plain,
            Table = table,
            IfKnown = ifKnown,
            Otherwise = otherwise,
            When = when,
            IsRequired = isRequired,
        };
    }

    // Data types that no map divides; null for others.
    private static TextForm? FormOf(string? type) => type switch
    {
        "FT" => TextForm.Formatted,
        "TX" => TextForm.Lines,
        "DT" => TextForm.Day,
        "CWE" or "CE" or "CNE" or "CF" => TextForm.Coded,
        _ => null,
    };

    private FillMap? TypeOf(string? name, string? dataType, FillSource source, TokenReader reader)
    {
        if (name is null)
            return null;
        if (!types.TryGetValue(name, out var type))
            issues.Add(MapIssues.Name(reader.Place, $"There is no type '{name}'."));
        else if (source is not ExpressionSource)
            issues.Add(MapIssues.Target(reader.Place, "A text or a function has no parts; 'as' is for what an expression gives."));
        else if (dataType is not null && !V2Targets.Fits(type.Of, dataType))
            issues.Add(MapIssues.Target(reader.Place, $"{name} is {type.Of}, where {dataType} stands."));
        return type;
    }

    private WritingTable? TableOf(TokenReader reader)
    {
        var name = reader.Take().Text;
        if (tables.TryGetValue(name, out var table))
            return table;
        issues.Add(MapIssues.Name(reader.Place, $"There is no table '{name}' that writes."));
        return null;
    }
}
