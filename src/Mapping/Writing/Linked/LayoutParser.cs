using Carewright.Fhir.Definitions;
using Carewright.Hl7v2.Structures;
using Carewright.Kernel;
using Carewright.Mapping.Language;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>
/// Reads <c>message TYPE</c>: <c>structure NAME</c>, <c>about TYPE</c>, <c>one NAME EXPRESSION</c>, <c>with PART</c>, and <c>SEG [as LABEL] in PARENT [from EXPRESSION] [uses MAP...] [when CONDITION] [required]</c>,
/// <c>each as LABEL in PARENT from EXPRESSION</c>, held against the structure of 2.5.1.
/// </summary>
internal sealed class LayoutParser(IReadOnlyList<MapLine> lines, IReadOnlyDictionary<string, FillMap> maps, List<Issue> issues)
{
    private const int MostParts = 50;
    private const int MostLines = 2_000;

    private readonly FillSourceParser _sources = new(issues);

    /// <summary>All messages by type and event.</summary>
    public IReadOnlyDictionary<string, MessageLayout> Parse()
    {
        var messages = new Dictionary<string, MessageLayout>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Tokens[0].Is("message")))
            foreach (var type in line.Tokens.Skip(1))
                if (Parse(type.Text, line) is { } layout && !messages.TryAdd(type.Text, layout))
                    issues.Add(MapIssues.Name(line.Place, $"There are two maps that write {type.Text}."));
        return messages;
    }

    private MessageLayout? Parse(string name, MapLine line)
    {
        var (structure, about) = ("", new List<string>());
        var (ones, segments) = (new List<MapExpression>(), new List<Placed>());
        foreach (var each in Flat(line, 0).Take(MostLines))
        {
            var reader = new TokenReader(each, issues);
            if (reader.Takes("structure"))
                structure = reader.Take().Text;
            else if (reader.Takes("about"))
                while (!reader.IsAtEnd)
                    about.Add(reader.Take().Text);
            else if (reader.Takes("one") && _sources.Expression(reader, null) is { } one)
                ones.Add(one);
            else if (Segment(reader) is { } segment)
                segments.Add(segment);
            reader.ExpectEnd();
        }
        Hold(line, name, structure, about, segments);
        var header = segments.FirstOrDefault(segment => segment.Label == "MSH");
        if (header is null)
            issues.Add(MapIssues.Syntax(line.Place, $"{name} has no line for MSH."));
        var below = segments.Where(segment => segment.Label != "MSH").GroupBy(segment => segment.Parent, segment => segment.Line).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        return header is null ? null : new MessageLayout(name, structure, about, ones, header.Line, below);
    }

    // Parts may stand in parts; one within itself would never end.
    private IEnumerable<MapLine> Flat(MapLine line, int depth)
    {
        foreach (var each in line.Children)
        {
            if (!each.Tokens[0].Is("with"))
            {
                yield return each;
                continue;
            }
            var part = each.Tokens.Count == 2 ? lines.FirstOrDefault(other => other.Tokens[0].Is("part") && other.Tokens.Count == 2 && other.Tokens[1] == each.Tokens[1]) : null;
            if (part is null || depth > MostParts)
                issues.Add(MapIssues.Name(each.Place, "There is no such part, or it stands within itself."));
            else
                foreach (var inner in Flat(part, depth + 1))
                    yield return inner;
        }
    }

    private Placed? Segment(TokenReader reader)
    {
        var name = reader.Take().Text;
        var label = reader.Takes("as") ? reader.Take().Text : name;
        var parent = reader.Takes("in") ? reader.Take().Text : "";
        var from = reader.Takes("from") ? _sources.Expression(reader, null) : null;
        var used = new List<FillMap>();
        if (reader.Takes("uses"))
            while (!reader.IsAtEnd && !reader.Next.Is("when") && !reader.Next.Is("required"))
                Use(reader, name, used);
        var when = reader.Takes("when") ? _sources.Expression(reader, null) : null;
        var isRequired = reader.Takes("required");
        var isSegment = name != SegmentLine.Each;
        if (!isSegment && (used.Count > 0 || label == name))
            reader.Fail("'each' is no segment: it has a label, and no map fills it.");
        if (isSegment && (name.Length != 3 || !name.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter))) || (parent.Length == 0) != (name == "MSH") || parent == label)
            reader.Fail("A segment of three letters stands in another: 'PV1 in PID uses ...'.");
        return reader.IsFaulty ? null : new Placed(parent, new SegmentLine(reader.Place, name, label, from, when, isRequired, [.. used]));
    }

    private void Use(TokenReader reader, string segment, List<FillMap> used)
    {
        var name = reader.Take().Text;
        if (!maps.TryGetValue(name, out var map))
            issues.Add(MapIssues.Name(reader.Place, $"There is no map '{name}'."));
        else if (map.Of != segment)
            issues.Add(MapIssues.Name(reader.Place, $"'{name}' fills {map.Of}, not {segment}."));
        else
            used.Add(map);
    }

    private void Hold(MapLine line, string name, string structure, List<string> about, List<Placed> segments)
    {
        if (V2Definitions.Of("2.5.1").Structure(structure) is not { } known)
            issues.Add(MapIssues.Name(line.Place, $"{name} has no structure of 2.5.1: 'structure OML_O21'."));
        else
            foreach (var segment in segments.Where(segment => segment.Line.Segment[0] is not ('Z' or 'e') && !known.Parts.Any(part => part.Holds(segment.Line.Segment))))
                issues.Add(MapIssues.Target(segment.Line.Place, $"{structure} has no place for {segment.Line.Segment}."));
        if (about.Count == 0 || about.Exists(type => FhirModel.R4.FindType(type) is not { IsResource: true }))
            issues.Add(MapIssues.Name(line.Place, $"{name} is about no resources of FHIR R4: 'about ServiceRequest'."));
        foreach (var segment in segments.Where(segment => segment.Parent.Length > 0 && !segments.Exists(other => other.Label == segment.Parent)))
            issues.Add(MapIssues.Name(segment.Line.Place, $"There is no segment '{segment.Parent}' in {name}."));
    }

    /// <summary>A line of a segment, and what it stands in.</summary>
    private sealed record Placed(string Parent, SegmentLine Line)
    {
        public string Label => Line.Label;
    }
}
