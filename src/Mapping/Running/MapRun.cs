using Carewright.Hl7v2;
using Carewright.Kernel;
using Carewright.Mapping.Linked;
using Carewright.Mapping.Values;

namespace Carewright.Mapping.Running;

/// <summary>The mapping of one message. Used once.</summary>
internal sealed class MapRun
{
    private const int MostDrafts = 200_000;
    private const int MostIssues = 1_000;
    private const int MostComparisons = 1_000_000;
    private const int MostRepetitions = 5_000_000;

    private readonly MapSet _maps;
    private readonly Hl7Message _message;
    private readonly MessageKeys _keys;
    private readonly MessagePlaces _places;
    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<string, (Draft? Named, string? Display)> _ensured = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _known = new(StringComparer.Ordinal);
    private readonly List<Issue> _issues = [];
    private int _comparisons;
    private int _repetitions;

    public MapRun(MapSet maps, Hl7Message message, MappingContext context)
    {
        (_maps, _message, Context) = (maps, message, context);
        _keys = new MessageKeys(message.Bytes.Span, context.Partner);
        _places = new MessagePlaces(message);
        Times = new TimeReader(message[0][7].Component(1).Subcomponent(1).Text, context.LocalOffset);
        Systems = new CodingSystems(maps, context);
    }

    public MappingContext Context { get; }

    public TimeReader Times { get; }

    public CodingSystems Systems { get; }

    /// <summary>UCUM codes of units as senders write them.</summary>
    public IReadOnlyDictionary<string, TableCode> Units => _maps.Units;

    /// <summary>Maps it.</summary>
    public MappedMessage Map()
    {
        var header = _message[0][9];
        var type = $"{header.Component(1).Text}^{header.Component(2).Text}";
        if (_maps.MessageOf(type) is not { } map)
            return new MappedMessage(type, [], [], [MapIssues.Unknown(type)]);
        var nodes = SegmentTree.Read(_message, map, _issues);
        foreach (var node in nodes)
            Make(node);
        foreach (var label in map.Needs)
            if (!nodes.Exists(node => node.Drafts.Exists(draft => draft.Label == label)))
                Tell(MapIssues.Needed(label));
        foreach (var node in nodes)
            Fill(node);
        var read = new UnreadFields(map, _places, this);
        foreach (var node in nodes)
            read.Look(node);
        var links = MapLinks.Read(map, nodes, this);
        return new MappedMessage(type, Finish(), links, _issues);
    }

    /// <summary>Adds an issue, as long as there are not too many.</summary>
    public void Tell(Issue issue)
    {
        if (_issues.Count < MostIssues || issue.IsError)
            _issues.Add(issue);
    }

    /// <summary>Whether a block may run once more: blocks within blocks multiply what a message repeats.</summary>
    public bool MayGoOn(SegmentNode node)
    {
        if (++_repetitions == MostRepetitions)
            Tell(MapIssues.TooMany(node.Name));
        return _repetitions < MostRepetitions;
    }

    /// <summary>A value's path for an issue; that of its segment when there is none.</summary>
    public string PathOf(Cell cell, SegmentNode? node) => cell.Segment >= 0 ? _places.Path(cell) : node?.Name ?? "";

    /// <summary>What a code means: to the partner first, then in the table; its entry <c>*</c> stands for all others.</summary>
    public TableCode? Meaning(CodeTable table, string code)
    {
        if (Systems.Partner(table.Table, code) is { } own && (own.System == table.System || table.System.Length == 0))
            return new TableCode(own.System, own.Target, own.Display);
        return table.Codes.TryGetValue(code, out var known) || table.Codes.TryGetValue(code.ToUpperInvariant(), out known) || table.Codes.TryGetValue("*", out known) ? known : null;
    }

    /// <summary>What is named in passing: once in a message, however often it is named. Without an identifier it cannot be known again; then there are only its words.</summary>
    public (Draft? Named, string? Display) Ensure(TypeMap type, in Scope scope)
    {
        var key = $"{type.Name} {scope.DefaultTable} {System.Text.Encoding.Latin1.GetString(scope.Current.Value.Raw)}";
        if (_ensured.TryGetValue(key, out var known))
            return known;
        var draft = NewDraft(type.Name, type.Gives, MappedIntent.Ensure, null, null);
        new RuleRunner(draft).Run(type.Rules, 0, scope);
        var display = Display(type, scope);
        Draft? named = null;
        if (BusinessKeys.Of(draft, Systems) is [var first, ..])
        {
            if (!_known.TryGetValue($"{type.Gives.Name} {first}", out named))
            {
                _known[$"{type.Gives.Name} {first}"] = named = draft;
                _drafts.Add(draft);
            }
        }
        return _ensured[key] = (named, display);
    }

    /// <summary>The resources of a label for which a condition of equal values holds, in order of the message.</summary>
    public IEnumerable<Draft> Matching(ReferenceSource source, Scope scope)
    {
        foreach (var (_, here) in source.Where)
            if (!scope.First(here).Value.HasValue)
                yield break;
        foreach (var other in _drafts)
        {
            if (other.Label != source.Label || other.Node is not { } node)
                continue;
            if (++_comparisons > MostComparisons)
            {
                if (_comparisons == MostComparisons + 1)
                    Tell(MapIssues.TooMany(scope.Node.Name));
                yield break;
            }
            var there = new Scope(this, node, Cell.None, null);
            if (source.Where.All(pair => IsEqual(there.First(pair.There).Value, scope.First(pair.Here).Value)))
                yield return other;
        }
    }

    private static bool IsEqual(Hl7Value left, Hl7Value right) => left.HasValue && right.HasValue && left.Text == right.Text;

    private static string? Display(TypeMap type, in Scope scope)
    {
        var text = type.Shown switch
        {
            PathSource source => scope.First(source.Path).Leaf is { HasValue: true } leaf ? leaf.Text : null,
            FunctionSource source => source.Function(scope, source.Arguments),
            _ => null,
        };
        return PrimitiveText.Of(text ?? "", Fhir.Definitions.PrimitiveKind.String, scope.Run.Times);
    }

    private IReadOnlyList<MappedResource> Finish()
    {
        using var writer = new DraftWriter();
        return new DraftFinisher(_places, this, writer).Finish(_drafts);
    }

    private void Make(SegmentNode node)
    {
        var scope = new Scope(this, node, Cell.None, null);
        foreach (var map in node.Placement.Maps)
            foreach (var part in map.Parts)
                if (part.IsMade && part.When?.Holds(scope) != false)
                    node.Drafts.Add(NewDraft(part.Label, part.Type, part.Intent, node, part));
        _drafts.AddRange(node.Drafts);
        if (_drafts.Count > MostDrafts && !_issues.Any(issue => issue.Code == "V2-MAP-SIZE"))
            Tell(MapIssues.TooMany(node.Name));
    }

    private void Fill(SegmentNode node)
    {
        var scope = new Scope(this, node, Cell.None, null);
        var (isAsked, isUsed) = (false, false);
        foreach (var map in node.Placement.Maps)
            foreach (var part in map.Parts)
            {
                if (!part.IsMade && part.When?.Holds(scope) == false)
                    continue;
                isAsked |= !part.IsMade;
                if (Draft(node, part) is not { } draft)
                    continue;
                isUsed = true;
                new RuleRunner(draft).Run(part.Rules, 0, scope);
            }
        if (isAsked && !isUsed)
            Tell(MapIssues.Nowhere(node.Name));
    }

    private static Draft? Draft(SegmentNode node, ResourcePart part)
    {
        if (!part.IsMade)
            return node.FindDraft(part.Label);
        foreach (var draft in node.Drafts)
            if (ReferenceEquals(draft.Part, part))
                return draft;
        return null;
    }

    private Draft NewDraft(string label, Fhir.Definitions.TypeDefinition type, MappedIntent intent, SegmentNode? node, ResourcePart? part) =>
        new(label, type, intent, _keys.Next(), node, part);
}
