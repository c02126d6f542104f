using System.Collections;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>
/// Reads <c>message TYPE...</c>: <c>SEG in PARENT[?]... [uses MAP...] [joined PATH... [when ...]]</c>, <c>with PART</c>, <c>leave SEG...</c>, <c>needs LABEL</c>, <c>link KIND SURVIVOR GONE [when ...]</c>.
/// </summary>
internal sealed class MessageParser(
    IReadOnlyList<MapLine> lines, IReadOnlyDictionary<string, SegmentMap> maps, IReadOnlyDictionary<string, (TypeDefinition Type, MapPlace Place)> labels, IReadOnlySet<(string, int)> typeReads,
    List<Issue> issues)
{
    private const int MostParts = 50;
    private const int MostLines = 2_000;

    public IReadOnlyDictionary<string, MessageMap> Parse()
    {
        var messages = new Dictionary<string, MessageMap>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Tokens[0].Is("message")))
            foreach (var type in line.Tokens.Skip(1))
                if (!messages.TryAdd(type.Text, Parse(type.Text, line)))
                    issues.Add(MapIssues.Name(line.Place, $"There are two maps for {type.Text}."));
        return messages;
    }

    private MessageMap Parse(string type, MapLine line)
    {
        var placements = new List<Placement> { new() { Segment = "MSH", Parents = [], Maps = [], Joined = [] } };
        var (left, links, needs) = (new HashSet<string>(StringComparer.Ordinal), new List<LinkRule>(), new List<string>());
        var count = 0;
        foreach (var each in Flat(line, 0))
        {
            if (++count > MostLines)
            {
                issues.Add(MapIssues.Syntax(line.Place, "The message has more than 2,000 lines, those of its parts included."));
                break;
            }
            var reader = new TokenReader(each, issues);
            if (reader.Takes("leave"))
                while (!reader.IsAtEnd)
                    left.Add(reader.Take().Text);
            else if (reader.Takes("needs"))
                needs.Add(reader.Take().Text);
            else if (reader.Takes("link"))
                AddLink(reader, links);
            else if (Place(reader) is { } placement)
                Add(placements, placement);
            reader.ExpectEnd();
        }
        Know(placements);
        var bySegment = placements.GroupBy(each => each.Segment).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        return new MessageMap { Name = type, Placements = bySegment, Left = left, Links = links, Needs = needs };
    }

    private static void Add(List<Placement> placements, Placement placement)
    {
        if (placement.Segment == "MSH")
            placements[0] = new Placement { Segment = "MSH", Parents = [], Maps = placement.Maps, Joined = [] };
        else
            placements.Add(placement);
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
            var part = each.Tokens.Count > 1 ? lines.FirstOrDefault(other => other.Tokens[0].Is("part") && other.Tokens.Count > 1 && other.Tokens[1].Is(each.Tokens[1].Text)) : null;
            if (part is null || depth > MostParts)
                issues.Add(MapIssues.Name(each.Place, "There is no such part, or it stands within itself."));
            else
                foreach (var inner in Flat(part, depth + 1))
                    yield return inner;
        }
    }

    private Placement? Place(TokenReader reader)
    {
        var segment = reader.Take().Text;
        var parents = new List<(string, bool)>();
        if (reader.Takes("in"))
            while (!reader.IsAtEnd && !reader.Next.Is("uses") && !reader.Next.Is("joined"))
                parents.Add(Parent(reader.Take().Text));
        var used = new List<SegmentMap>();
        if (reader.Takes("uses"))
            while (!reader.IsAtEnd && !reader.Next.Is("joined"))
                Use(reader, segment, used);
        var (joined, when) = (new List<CellPath>(), default(Condition));
        if (reader.Takes("joined"))
        {
            while (!reader.IsAtEnd && !reader.Next.Is("when"))
                joined.Add(reader.TakePath());
            when = reader.Takes("when") ? ConditionParser.Parse(reader, _ => { }) : null;
        }
        if (segment.Length != 3 || (parents.Count == 0 && segment != "MSH"))
            reader.Fail("A segment of three letters stands in others: 'PV1 in PID uses ...'.");
        return reader.IsFaulty ? null : new Placement { Segment = string.Intern(segment), Parents = [.. parents], Maps = [.. used], Joined = [.. joined], JoinedWhen = when };
    }

    private static (string, bool) Parent(string text) => text.EndsWith('?') ? (text[..^1], true) : (text, false);

    private void Use(TokenReader reader, string segment, List<SegmentMap> used)
    {
        var name = reader.Take().Text;
        if (!maps.TryGetValue(name, out var map))
            issues.Add(MapIssues.Name(reader.Place, $"There is no map '{name}'."));
        else if (map.Segment != segment)
            issues.Add(MapIssues.Name(reader.Place, $"'{name}' is a map of {map.Segment}, not of {segment}."));
        else
            used.Add(map);
    }

    private void AddLink(TokenReader reader, List<LinkRule> links)
    {
        var (kind, survivor, gone) = (reader.Take().Text, reader.Take().Text, reader.Take().Text);
        var when = reader.Takes("when") ? ConditionParser.Parse(reader, _ => { }) : null;
        if (!Enum.TryParse<MappedLinkKind>(kind, out var known) || !Enum.IsDefined(known))
            reader.Fail($"A link is one of {string.Join(", ", Enum.GetNames<MappedLinkKind>())}.");
        else if (!labels.ContainsKey(survivor) || !labels.ContainsKey(gone))
            issues.Add(MapIssues.Name(reader.Place, $"No map makes '{survivor}' or '{gone}'."));
        else
            links.Add(new LinkRule(reader.Place, known, survivor, gone, when));
    }

    // A field is known by the maps of its own segment, and by those of other segments that read it from wherever they are.
    private void Know(List<Placement> placements)
    {
        var all = placements.SelectMany(each => each.Maps).Distinct().ToList();
        foreach (var placement in placements)
        {
            var fields = placement.Maps.SelectMany(map => map.Reads).Concat(all.Where(map => map.Segment != placement.Segment).SelectMany(map => map.Reads)).Concat(typeReads)
                .Where(read => read.Item1 == placement.Segment).Select(read => read.Item2).Concat(placement.Joined.Select(path => path.Field)).ToHashSet();
            placement.Known = new BitArray(fields.Count == 0 ? 0 : fields.Max() + 1);
            foreach (var field in fields)
                placement.Known[field] = true;
        }
    }
}
