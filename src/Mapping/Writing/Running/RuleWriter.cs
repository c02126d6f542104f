using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Mapping.Writing.Linked;

namespace Carewright.Mapping.Writing.Running;

/// <summary>Runs rules: takes values from resources and puts them into segments. The first rule that finds something for a place wins.</summary>
internal sealed class RuleWriter(Evaluator evaluator, SystemNames names, TimeZoneInfo zone, WritingTelling telling)
{
    private const int MostDepth = 6;
    private readonly CodedWriter _coded = new(names);

    /// <summary>Fills a segment by maps, one after the other, and tells what is required and missing.</summary>
    public void Fill(SegmentDraft segment, IEnumerable<FillMap> maps, in WritingScope scope)
    {
        foreach (var map in maps)
            foreach (var rule in map.Rules)
                Run(rule, segment, scope);
        foreach (var rule in maps.SelectMany(map => map.Rules).Where(rule => rule.IsRequired))
            if (Place(rule, segment.Repetition(rule.Target.Field, rule.Target.Repetition)).IsEmpty)
                telling.Tell(WritingIssues.Required(PathOf(rule, scope), rule.Text));
    }

    private void Run(FillRule rule, SegmentDraft segment, in WritingScope scope)
    {
        if (!rule.Target.IsEvery)
        {
            Run(rule, Place(rule, segment.Repetition(rule.Target.Field, rule.Target.Repetition)), scope, 0);
            return;
        }
        foreach (var value in Values(rule, scope))
        {
            var part = new SegmentPart();
            Put(rule, value, Place(rule, part), scope, 0);
            if (!part.IsEmpty)
                segment.Field(rule.Target.Field).Add(part);
        }
    }

    private void Run(FillRule rule, SegmentPart part, in WritingScope scope, int depth)
    {
        if (!part.IsEmpty)
            return;
        var values = Values(rule, scope);
        if (values.Count > 1)
            telling.Tell(WritingIssues.More(PathOf(rule, scope), rule.Text));
        if (values.Count > 0)
            Put(rule, values[0], part, scope, depth);
    }

    // Each line of a text is a value where lines are repetitions.
    private IReadOnlyList<FhirPathValue> Values(FillRule rule, in WritingScope scope)
    {
        if (!evaluator.Holds(rule.When, scope))
            return [];
        var values = Values(rule.Source, scope);
        if (rule.Form == TextForm.Lines && rule.Target.IsEvery && values.Count > 0)
            values = [.. values.SelectMany(value => (ValueText.Of(value, zone) ?? "").Split(["\r\n", "\n", "\r"], StringSplitOptions.RemoveEmptyEntries)).Select(FhirPathValue.Of)];
        return values.Count == 0 && rule.Otherwise is { } otherwise && rule.Table is null ? [FhirPathValue.Of(otherwise)] : values;
    }

    private IReadOnlyList<FhirPathValue> Values(FillSource source, WritingScope scope) => source switch
    {
        ExpressionSource expression => evaluator.Every(expression.Expression, scope),
        TextSource text => [FhirPathValue.Of(text.Text)],
        CallSource call => call.Function(names, [.. call.Arguments.Select(argument => Text(argument, scope))]) is { Length: > 0 } text ? [FhirPathValue.Of(text)] : [],
        _ => [],
    };

    private string Text(FillSource argument, in WritingScope scope) => Values(argument, scope) is { Count: > 0 } values ? ValueText.Of(values[0], zone) ?? "" : "";

    private void Put(FillRule rule, in FhirPathValue value, SegmentPart part, in WritingScope scope, int depth)
    {
        if (rule.Type is { } type && depth < MostDepth)
            PutDivided(type, new WritingScope(value, scope.Variables), part, depth);
        else if (rule.Table is { } table)
            PutCode(rule, table, value, part, scope);
        else if (rule.Form == TextForm.Coded && value is { IsElement: true, Element.IsPrimitive: false })
            PutCoded(rule, value.Element, part, scope);
        else if (ValueText.Of(value, zone) is { } text)
            PutText(part, text, rule, PathOf(rule, scope));
        else
            telling.Tell(WritingIssues.Value(PathOf(rule, scope), rule.Text));
    }

    // Filled apart first: what is there already stays whole.
    private void PutDivided(FillMap type, in WritingScope scope, SegmentPart part, int depth)
    {
        var filled = new SegmentPart();
        foreach (var rule in type.Rules)
            Run(rule, Place(rule, filled), scope, depth + 1);
        part.Take(filled);
    }

    private void PutCoded(FillRule rule, Element element, SegmentPart part, in WritingScope scope)
    {
        var path = PathOf(rule, scope);
        if (!_coded.Write(element, part, (inner, text) => PutText(inner, text, rule, path)))
            telling.Tell(WritingIssues.More(path, rule.Text));
    }

    private void PutCode(FillRule rule, WritingTable table, in FhirPathValue value, SegmentPart part, in WritingScope scope)
    {
        if (Code(table, value) is { } code)
            PutText(part, code, rule, PathOf(rule, scope));
        else if (rule.Otherwise is { } otherwise)
            PutText(part, otherwise, rule, PathOf(rule, scope));
        else if (!rule.IfKnown)
            telling.Tell(WritingIssues.Code(PathOf(rule, scope), table.Name));
    }

    private string? Code(WritingTable table, in FhirPathValue value)
    {
        if (!value.IsElement || value.Element.IsPrimitive)
            return ValueText.Of(value, zone) is { } plain ? Code(table, table.System, plain) : null;
        if (value.Element.Type?.Name == "Coding")
            return OfCoding(table, value.Element);
        foreach (var coding in value.Element.Children("coding"))
            if (OfCoding(table, coding) is { } found)
                return found;
        return null;
    }

    private string? OfCoding(WritingTable table, Element coding)
    {
        var (system, code) = (coding.Child("system").GetString() ?? "", coding.Child("code").GetString() ?? "");
        return names.Partner(table.Hl7Table, system, code)?.Code ?? (table.Codes.TryGetValue($"{system}|{code}", out var found) ? found : system == table.System || table.System.Length == 0 ? table.Codes.GetValueOrDefault(code) : null);
    }

    private string? Code(WritingTable table, string system, string code) => names.Partner(table.Hl7Table, system, code)?.Code ?? table.Codes.GetValueOrDefault(code);

    private void PutText(SegmentPart part, string text, FillRule rule, string path)
    {
        var (bytes, change) = EscapedValue.Of(text, rule.Form);
        if (change.HasFlag(EscapedValue.Change.Letters))
            telling.Tell(WritingIssues.Letters(path));
        if (change.HasFlag(EscapedValue.Change.Lines))
            telling.Tell(WritingIssues.Lines(path, rule.Text));
        part.Put(bytes);
    }

    private static SegmentPart Place(FillRule rule, SegmentPart part)
    {
        var target = rule.Target;
        if (target.Component == 0)
            return part;
        var component = part.Part(target.Component);
        return target.Subcomponent == 0 ? component : component.Part(target.Subcomponent);
    }

    private static string PathOf(FillRule rule, in WritingScope scope)
    {
        if (rule.Source is not ExpressionSource { IsPath: true, Expression.Path.Text: var path } || path[0] == '$')
            return scope.Location;
        if (path.StartsWith("%resource.", StringComparison.Ordinal) && scope.Item.IsElement)
            return $"{scope.Item.Element.Resource.Location()}{path["%resource".Length..]}";
        return path[0] == '%' ? path : $"{scope.Location}.{path}";
    }
}
