using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>Reads <c>map NAME of SEG</c>, with <c>make TYPE [as LABEL] match|upsert|ensure|create|update [known SYSTEM] [when ...]</c>, <c>add LABEL [when ...]</c> and <c>leave FIELD...</c> below it.</summary>
internal sealed class SegmentMapParser(
    IReadOnlyDictionary<string, TypeMap> types, IReadOnlyDictionary<string, CodeTable> tables, Dictionary<string, (TypeDefinition Type, MapPlace Place)> labels, List<Issue> issues)
{
    /// <summary>Takes the labels that a map gives; they are known everywhere.</summary>
    public void Collect(MapLine line)
    {
        foreach (var each in line.Children.Where(each => each.Tokens[0].Is("make") && each.Tokens.Count > 1))
        {
            var label = each.Key["make ".Length..];
            if (FhirModel.R4.FindType(each.Tokens[1].Text) is not { IsResource: true, IsAbstract: false } type)
                issues.Add(MapIssues.Name(each.Place, $"'{each.Tokens[1].Text}' is no resource of FHIR R4."));
            else if (!labels.TryAdd(label, (type, each.Place)) && labels[label].Type != type)
                issues.Add(MapIssues.Name(each.Place, $"'{label}' is {labels[label].Type.Name} elsewhere ({labels[label].Place})."));
        }
    }

    /// <summary>A map; null when its header is wrong.</summary>
    public SegmentMap? Parse(MapLine line)
    {
        var reader = new TokenReader(line, issues);
        reader.Expect("map");
        var name = reader.Take().Text;
        reader.Expect("of");
        var segment = reader.Take().Text;
        reader.ExpectEnd();
        if (reader.IsFaulty)
            return null;
        var reads = new HashSet<(string, int)>();
        void Read(CellPath path)
        {
            if (path.Segment is { } read)
                reads.Add((read, path.Field));
        }
        var parts = new List<ResourcePart>();
        foreach (var each in line.Children)
        {
            if (each.Tokens[0].Is("leave"))
                Leave(each, reads);
            else if (Part(each, Read) is { } part)
                parts.Add(part);
        }
        return new SegmentMap { Name = name, Segment = segment, Parts = [.. parts], Reads = reads };
    }

    private void Leave(MapLine line, HashSet<(string, int)> reads)
    {
        foreach (var token in line.Tokens.Skip(1))
            if (CellPath.Parse(token.Text) is { Segment: { } segment } path)
                reads.Add((segment, path.Field));
            else
                issues.Add(MapIssues.Syntax(line.Place, $"'{token.Text}' is no field such as PID-1."));
    }

    private ResourcePart? Part(MapLine line, Action<CellPath> read)
    {
        var reader = new TokenReader(line, issues);
        var isMade = reader.Takes("make");
        if (!isMade)
            reader.Expect("add");
        var label = reader.Take().Text;
        if (isMade && reader.Takes("as"))
            label = reader.Take().Text;
        var intent = isMade ? IntentOf(reader) : MappedIntent.Create;
        var known = isMade && reader.Takes("known") ? reader.Take().Text : null;
        var when = reader.Takes("when") ? ConditionParser.Parse(reader, read) : null;
        reader.ExpectEnd();
        if (reader.IsFaulty)
            return null;
        if (!labels.TryGetValue(label, out var made))
        {
            if (!isMade)
                issues.Add(MapIssues.Name(line.Place, $"No map makes '{label}'."));
            return null;
        }
        return new ResourcePart
        {
            Place = line.Place,
            Label = label,
            IsMade = isMade,
            Type = made.Type,
            Intent = intent,
            When = when,
            KnownAs = known,
            // What must be there already has what it needs.
            Required = intent == MappedIntent.Update ? [] : TargetStep.RequiredOf(made.Type),
            Rules = new RuleParser(types, tables, issues, read).Parse(line.Children, made.Type, true),
        };
    }

    private static MappedIntent IntentOf(TokenReader reader)
    {
        foreach (var intent in Enum.GetValues<MappedIntent>())
            if (reader.Takes(intent.ToString().ToLowerInvariant()))
                return intent;
        reader.Fail("What is to happen is one of match, upsert, ensure, create, update.");
        return MappedIntent.Create;
    }
}
