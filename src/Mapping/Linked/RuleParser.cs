using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>Reads the rules below a header, held against the FHIR type that they fill.</summary>
internal sealed class RuleParser(IReadOnlyDictionary<string, TypeMap> types, IReadOnlyDictionary<string, CodeTable> tables, List<Issue> issues, Action<CellPath> read)
{
    // The map of a FHIR type where a rule names none.
    private static readonly Dictionary<string, string> s_defaults = new(StringComparer.Ordinal)
    {
        ["CodeableConcept"] = "CWE",
        ["Coding"] = "Coding",
        ["Identifier"] = "CX",
        ["HumanName"] = "XPN",
        ["Address"] = "XAD",
        ["ContactPoint"] = "XTN",
        ["Period"] = "DR",
        ["Attachment"] = "ED",
    };

    /// <summary>The rules of lines.</summary>
    /// <param name="lines">One rule each, with those of a block below it.</param>
    /// <param name="owner">The type that holds their targets.</param>
    /// <param name="isTop">Whether that is a resource.</param>
    public Rule[] Parse(IEnumerable<MapLine> lines, TypeDefinition owner, bool isTop)
    {
        var rules = new List<Rule>();
        foreach (var line in lines)
            if (Parse(line, owner, isTop) is { } rule)
                rules.Add(rule);
        return [.. rules];
    }

    private Rule? Parse(MapLine line, TypeDefinition owner, bool isTop)
    {
        var reader = new TokenReader(line, issues);
        var name = reader.Take();
        if (name.IsQuoted || Target.Parse(owner, name.Text) is not { } target)
        {
            issues.Add(MapIssues.Target(line.Place, $"{owner.Name} has no element '{name.Text}'."));
            return null;
        }
        var isBlock = !reader.Takes("=");
        if (isBlock && line.Children.Count == 0)
            reader.Fail("A rule has '=' and a source, or lines below it.");
        if (!isBlock && line.Children.Count > 0)
            reader.Fail("Only a block has lines below it.");
        var source = isBlock ? null : SourceParser.Parse(reader, read);
        var loop = isBlock && reader.Takes("for") ? TakeRead(reader) : null;
        var type = reader.Takes("as") ? TypeOf(reader) : null;
        var table = reader.Takes("by") ? TableOf(reader) : null;
        var ifKnown = table is not null && reader.Takes("if");
        if (ifKnown)
            reader.Expect("known");
        var defaultTable = reader.Takes("in") ? reader.Take().Text : null;
        var otherwise = reader.Takes("else") ? reader.Take().Text : null;
        var when = reader.Takes("when") ? ConditionParser.Parse(reader, read) : null;
        reader.ExpectEnd();
        if (reader.IsFaulty)
            return null;
        var rule = new Rule
        {
            Place = line.Place,
            Target = target,
            Source = source,
            For = loop,
            When = when,
            Table = table,
            IfKnown = ifKnown,
            DefaultTable = defaultTable,
            Otherwise = otherwise,
            IsTop = isTop,
            Type = type,
            Gate = otherwise is null ? Gate.Of(source, loop) : null,
            WhenGate = when?.Needs,
            Nested = isBlock ? Parse(line.Children, target.Last?.Type ?? owner, isTop && target.Last is null) : [],
        };
        Complete(rule, owner);
        return rule;
    }

    private CellPath TakeRead(TokenReader reader)
    {
        var path = reader.TakePath();
        read(path);
        return path;
    }

    // What is not said: the type map that fits the target. What does not fit it is told.
    private void Complete(Rule rule, TypeDefinition owner)
    {
        var type = rule.Target.Last?.Type ?? owner;
        if (rule.Source is ReferenceSource && type.Name != "Reference")
            Tell(rule, $"'{rule.Target.Text}' holds no reference.");
        else if (rule.Source is ConstantSource or FunctionSource or CalculatedSource && (!type.IsPrimitive || rule.Target.Last is null))
            Tell(rule, $"'{rule.Target.Text}' is no primitive; a text or a function cannot fill it.");
        if (rule.Otherwise is not null && !type.IsPrimitive)
            Tell(rule, "'else' is for primitives.");
        if (rule.Source is not PathSource || rule.Table is not null)
            return;
        if (rule.Type is null && !type.IsPrimitive)
            rule.Type = s_defaults.TryGetValue(type.Name, out var name) && types.TryGetValue(name, out var map) ? map : null;
        if (rule.Type is null && !type.IsPrimitive)
            Tell(rule, $"A value becomes {type.Name} by a type map: 'as ...'.");
        if (rule.Type is { } chosen && (chosen.Ensures ? type.Name != "Reference" : !type.IsSubtypeOf(chosen.Gives)))
            Tell(rule, $"{chosen.Name} gives {chosen.Gives.Name}, which '{rule.Target.Text}' cannot hold.");
    }

    private void Tell(Rule rule, string message) => issues.Add(MapIssues.Target(rule.Place, message));

    private TypeMap? TypeOf(TokenReader reader)
    {
        var name = reader.Take().Text;
        if (types.TryGetValue(name, out var type))
            return type;
        issues.Add(MapIssues.Name(reader.Place, $"There is no type '{name}'."));
        return null;
    }

    private CodeTable? TableOf(TokenReader reader)
    {
        var name = reader.Take().Text;
        if (tables.TryGetValue(name, out var table))
            return table;
        issues.Add(MapIssues.Name(reader.Place, $"There is no table '{name}'."));
        return null;
    }
}
