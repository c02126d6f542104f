using System.Buffers;
using Carewright.Fhir.Path;
using Carewright.Hl7v2;
using Carewright.Mapping.Writing.Linked;

namespace Carewright.Mapping.Writing.Running;

/// <summary>Writes one message. Used once.</summary>
internal sealed class WritingRun
{
    private const int MostItems = 20_000;

    private readonly WritingTelling _telling = new();
    private readonly List<SegmentDraft> _segments = [];
    private int _items;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly MessageLayout _layout;
    private readonly OutboundRecord _record;
    private readonly WritingContext _context;
    private readonly RecordDocuments _documents;
    private readonly Evaluator _evaluator;
    private readonly RuleWriter _rules;

    public WritingRun(WritingSet maps, MessageLayout layout, OutboundRecord record, WritingContext context)
    {
        (_layout, _record, _context) = (layout, record, context);
        _documents = new RecordDocuments(record, _telling);
        _evaluator = new Evaluator(_documents, new StillClock(context.At), _telling);
        _rules = new RuleWriter(_evaluator, new SystemNames(maps, context), context.Zone, _telling);
    }

    /// <summary>The message.</summary>
    public WrittenMessage Write()
    {
        if (_context.ControlId.Length is 0 or > 199 || _context.ControlId.Any(letter => letter is <= ' ' or > '~'))
            _telling.Tell(WritingIssues.Control());
        var foci = Foci();
        if (foci.Count > 0)
        {
            var scope = new WritingScope(foci[0], Variables(foci));
            foreach (var one in _layout.Ones.Where(one => !IsOne(one, foci, scope.Variables)))
                _telling.Tell(WritingIssues.Several(one.Path.Text));
            Add(_layout.Header, scope, new Dictionary<string, int>(StringComparer.Ordinal));
        }
        return new WrittenMessage(_layout.Name, _telling.All.Exists(issue => issue.IsError) ? null : ToBytes(), _telling.All);
    }

    private List<FhirPathValue> Foci()
    {
        var foci = new List<FhirPathValue>();
        for (var i = 0; i < _record.Foci.Count; i++)
            if (_documents.Find(_record.Foci[i]) is { Exists: true } focus && _layout.About.Contains(focus.Type?.Name ?? ""))
                foci.Add(FhirPathValue.Of(focus));
            else
                _telling.Tell(WritingIssues.Focus(i + 1, string.Join(" or ", _layout.About)));
        if (_record.Foci.Count == 0)
            _telling.Tell(WritingIssues.Focus(1, string.Join(" or ", _layout.About)));
        return foci;
    }

    // Orders of two patients in one message would all be read as those of the first.
    private bool IsOne(MapExpression one, List<FhirPathValue> foci, IReadOnlyDictionary<string, FhirPathCollection> variables)
    {
        var values = foci.Select(focus => string.Join('\n', _evaluator.Every(one, new WritingScope(focus, variables)).Select(value => value.ToString()))).Distinct(StringComparer.Ordinal).ToList();
        return values.Count == 1;
    }

    // Segments of a name are numbered below one parent, whatever line they are of.
    private void Add(SegmentLine line, in WritingScope above, Dictionary<string, int> numbers)
    {
        var isAny = false;
        foreach (var item in line.From is null ? [above.Item] : _evaluator.Every(line.From, above))
        {
            if (++_items > MostItems)
            {
                _telling.Tell(WritingIssues.TooMany());
                return;
            }
            var variables = new Dictionary<string, FhirPathCollection>(above.Variables, StringComparer.Ordinal) { [line.Label] = new(item) };
            var scope = new WritingScope(item, variables);
            if (!_evaluator.Holds(line.When, scope))
                continue;
            isAny = true;
            if (line.Segment != SegmentLine.Each)
                Fill(line, scope, variables, numbers);
            var inner = line.Segment == SegmentLine.Each ? numbers : new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var below in _layout.Below.GetValueOrDefault(line.Label) ?? [])
                Add(below, scope, inner);
        }
        if (!isAny && line.IsRequired)
            _telling.Tell(WritingIssues.Required(line.From is { } from ? $"{above.Location}.{from.Path.Text}" : above.Location, line.Segment));
    }

    private void Fill(SegmentLine line, in WritingScope scope, Dictionary<string, FhirPathCollection> variables, Dictionary<string, int> numbers)
    {
        variables["number"] = Next(numbers, line.Segment);
        variables["count"] = Next(_counts, line.Segment);
        var segment = new SegmentDraft(line.Segment);
        _segments.Add(segment);
        _rules.Fill(segment, line.Maps, scope);
    }

    private static FhirPathCollection Next(Dictionary<string, int> numbers, string segment) => new(FhirPathValue.Of(numbers[segment] = numbers.GetValueOrDefault(segment) + 1));

    private Dictionary<string, FhirPathCollection> Variables(List<FhirPathValue> foci)
    {
        var type = _layout.Name.Split('^');
        var variables = new Dictionary<string, FhirPathCollection>(StringComparer.Ordinal)
        {
            ["foci"] = FhirPathCollection.Of([.. foci]),
            ["at"] = new(FhirPathValue.Of(new FhirPathTemporal(FhirPathKind.DateTime, _context.At.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TemporalPrecision.Second, (int)_context.At.Offset.TotalMinutes, 0))),
        };
        foreach (var (name, text) in new[]
        {
            ("type", type[0]), ("event", type.Length > 1 ? type[1] : ""), ("variant", type.Length > 2 ? type[2] : ""), ("structure", _layout.Structure), ("controlId", _context.ControlId),
            ("sendingApplication", _context.SendingApplication), ("sendingFacility", _context.SendingFacility), ("receivingApplication", _context.ReceivingApplication),
            ("receivingFacility", _context.ReceivingFacility), ("processingId", _context.ProcessingId), ("version", _context.Version), ("acceptAcknowledgement", _context.AcceptAcknowledgement),
            ("applicationAcknowledgement", _context.ApplicationAcknowledgement), ("recordSystem", _context.RecordSystem), ("softwareVersion", _context.SoftwareVersion),
        })
            variables[name] = text.Length == 0 ? FhirPathCollection.Empty : new(FhirPathValue.Of(text));
        return variables;
    }

    private byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var segment in _segments)
            segment.Write(bytes, Delimiters.Standard);
        return bytes.WrittenSpan.ToArray();
    }
}
