using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>Reads <c>table NAME [of HLTABLE] [gives SYSTEM]</c> and its lines, <c>CODE TARGET ["display"]</c>; a target with a bar names its own system.</summary>
internal static class TableParser
{
    public static CodeTable? Parse(MapLine line, List<Issue> issues)
    {
        var reader = new TokenReader(line, issues);
        reader.Expect("table");
        var name = reader.Take().Text;
        var hl7 = reader.Takes("of") ? reader.Take().Text : name;
        var system = reader.Takes("gives") ? reader.Take().Text : "";
        reader.ExpectEnd();
        var codes = new Dictionary<string, TableCode>(StringComparer.Ordinal);
        foreach (var each in line.Children)
            Add(each, system, codes, issues);
        return reader.IsFaulty ? null : new CodeTable(name, hl7, system, codes);
    }

    private static void Add(MapLine line, string system, Dictionary<string, TableCode> codes, List<Issue> issues)
    {
        var reader = new TokenReader(line, issues);
        var (code, target) = (reader.Take().Text, reader.Take().Text);
        var display = reader.IsAtEnd ? null : reader.Take().Text;
        reader.ExpectEnd();
        var bar = target.LastIndexOf('|');
        if (!codes.TryAdd(code, bar < 0 ? new TableCode(system, target, display) : new TableCode(target[..bar], target[(bar + 1)..], display)))
            reader.Fail($"'{code}' stands here twice.");
    }
}
