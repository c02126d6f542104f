using Carewright.Fhir.Definitions;
using Carewright.Fhir.Path;
using Carewright.Search.Model.Asking;

namespace Carewright.Search.Model.Reading;

/// <summary>How the values of one parameter compare with what is asked for.</summary>
internal sealed class ModelComparison(ModelTerms terms, DateTimeOffset now)
{
    private const string Ucum = "http://unitsofmeasure.org";
    private static readonly Dictionary<string, decimal> s_grams = new() { ["ug"] = 0.000001m, ["mg"] = 0.001m, ["g"] = 1, ["kg"] = 1000 };

    public bool Holds(ModelResource resource, SearchParameterDefinition definition, Parameter asked)
    {
        if (definition.Code == "_lastUpdated")
            return asked.Modifier == "missing" ? asked.Any.Any(operand => operand is TruthOperand { Value: false })
                : asked.Any.Any(operand => operand is RangeOperand range && ModelSpan.Compare(range.Prefix, Moment(resource), ModelSpan.Parse(range.Text)!.Value, now));
        var items = ModelExpressions.Evaluate(definition.Expression, resource.Document.Root);
        if (definition.Type == "composite")
        {
            var tuples = items.Where(item => item.IsElement && definition.Components.All(part => HasValue(Kind(part), Part(part, item)))).ToList();
            return asked.Modifier == "missing" ? asked.Any.Any(operand => operand is TruthOperand truth && truth.Value == (tuples.Count == 0))
                : asked.Any.Any(operand => tuples.Exists(tuple => HoldsTuple(definition, tuple, (CompositeOperand)operand)));
        }
        return asked.Modifier switch
        {
            "missing" => asked.Any.Any(operand => operand is TruthOperand truth && truth.Value != HasValue(definition.Type, items)),
            "not" => !asked.Any.Any(operand => items.Any(item => Matches(definition, item, null, operand))),
            "not-in" => !asked.Any.Any(operand => items.Any(item => Matches(definition, item, "in", operand))),
            _ => asked.Any.Any(operand => items.Any(item => Matches(definition, item, asked.Modifier, operand))),
        };
    }

    /// <summary>Whether all of it holds on one and the same of the elements that a parameter leads to.</summary>
    public bool HoldsOnElement(ModelResource resource, SearchParameterDefinition definition, OnElement asked) =>
        ModelExpressions.Evaluate(definition.Expression, resource.Document.Root).Any(item => item.IsElement && asked.Parts.All(part =>
        {
            var child = new SearchParameterDefinition(new AddedSearchParameter(part.Child, "", part.Type, part.Child, [], [], []));
            return ModelExpressions.Evaluate(part.Child, item.Element).Any(value => Matches(child, value, part.Modifier, part.Operand));
        }));

    private static ModelSpan Moment(ModelResource resource) => new(resource.LastUpdated.UtcTicks, resource.LastUpdated.UtcTicks + 10);

    private static string Kind(SearchParameterComponent part) => part.Parameter!.Type;

    private static IReadOnlyList<FhirPathValue> Part(SearchParameterComponent part, FhirPathValue anchor) => ModelExpressions.Evaluate(part.Expression, anchor.Element);

    private bool HoldsTuple(SearchParameterDefinition definition, FhirPathValue tuple, CompositeOperand asked) =>
        asked.Parts.Select((operand, i) => Part(definition.Components[i], tuple).Any(item => Matches(definition.Components[i].Parameter!, item, null, operand))).All(holds => holds);

    private static bool HasValue(string kind, IReadOnlyList<FhirPathValue> items) => items.Any(item => kind switch
    {
        "token" => ModelValues.Tokens(item).Any(),
        "string" => ModelValues.Texts(item).Any(),
        "reference" => ModelValues.References(item).Any(),
        "uri" => ModelValues.Uris(item).Any(),
        "date" => ModelValues.Spans(item).Any(),
        "number" or "quantity" => ModelValues.Numbers(item).Any(),
        _ => ModelValues.Places(item).Any(),
    });

    private bool Matches(SearchParameterDefinition definition, FhirPathValue item, string? modifier, ModelOperand asked) => (definition.Type, modifier, asked) switch
    {
        ("token", "of-type", TypedIdentifierOperand typed) => ModelValues.TypedIdentifiers(item).Contains((typed.System, typed.Code, typed.Value)),
        ("token", "text", TextOperand text) => ModelValues.Tokens(item).Any(token => token.Text is not null && ModelText.Fold(token.Text).StartsWith(ModelText.Fold(text.Text), StringComparison.Ordinal)),
        ("token", "in", TextOperand set) => ModelValues.Tokens(item).Any(token => terms.ValueSets[set.Text].Any(member => member.System == token.System && member.Code == token.Code)),
        ("token", "below", TokenOperand code) => ModelValues.Tokens(item).Any(token => token is { Code: not null } && token.System == code.System && terms.IsBelow(token.System!, token.Code, code.Code!)),
        ("token", "above", TokenOperand code) => ModelValues.Tokens(item).Any(token => token is { Code: not null } && token.System == code.System && terms.IsBelow(code.System!, code.Code!, token.Code)),
        ("token", "unequal", TokenOperand code) => ModelValues.Tokens(item).Any(token => (token.System ?? token.Code) is not null && !IsToken(token.System, token.Code, code)),
        ("token", null, TokenOperand code) => ModelValues.Tokens(item).Any(token => IsToken(token.System, token.Code, code)),
        ("reference", "identifier", TokenOperand code) => ModelValues.References(item).Any(reference => IsToken(reference.IdentifierSystem, reference.IdentifierValue, code)),
        ("reference", "unequal", TextOperand text) => ModelValues.References(item).Any(reference => !IsReference(reference.Text, text.Text, null, definition.Targets)),
        ("reference", _, TextOperand text) => ModelValues.References(item).Any(reference => IsReference(reference.Text, text.Text, modifier, definition.Targets)),
        ("uri", _, TextOperand text) => ModelValues.Uris(item).Any(uri => IsUri(uri, text.Text, modifier)),
        ("string", _, TextOperand text) => ModelValues.Texts(item).Any(value => IsText(value, text.Text, modifier)),
        ("date", _, RangeOperand range) => ModelValues.Spans(item).Any(span => ModelSpan.Compare(range.Prefix, span, ModelSpan.Parse(range.Text)!.Value, now)),
        ("number", _, RangeOperand range) => ModelValues.Numbers(item).Any(number => number.Compare(range.Prefix, range.Text)),
        ("quantity", _, QuantityOperand quantity) => ModelValues.Numbers(item).Any(number => InUnit(number, quantity)?.Compare(quantity.Prefix, quantity.Text) == true),
        (_, _, PlaceOperand place) => ModelValues.Places(item).Any(found => IsNear(found, place)),
        _ => throw new ArgumentException($"{definition.Code} has no modifier {modifier} with {asked.GetType().Name}.", nameof(modifier)),
    };

    private static bool IsToken(string? system, string? code, TokenOperand asked) =>
        (asked.Code is null || asked.Code == code) && (asked.System is null || asked.System == (system ?? ""));

    // An id alone may be that of any type that the parameter may refer to.
    private static bool IsReference(string? reference, string asked, string? type, IReadOnlyList<string> targets)
    {
        if (reference is null)
            return false;
        if (reference == asked)
            return true;
        if (asked.Contains('/', StringComparison.Ordinal) || asked.Contains(':', StringComparison.Ordinal))
            return false;
        return reference.Split('/') is [var named, var id] && id == asked && (type is null ? targets.Count == 0 || targets.Contains(named) || targets.Contains("Resource") : named == type);
    }

    private static bool IsUri(string uri, string asked, string? modifier) => modifier switch
    {
        "below" => uri == asked || uri.StartsWith(asked.TrimEnd('/') + "/", StringComparison.Ordinal),
        "above" => uri == asked || asked.StartsWith(uri.TrimEnd('/') + "/", StringComparison.Ordinal),
        "unequal" => uri != asked,
        _ => uri == asked,
    };

    private static bool IsText(string value, string asked, string? modifier) => modifier switch
    {
        "exact" => value == asked,
        "contains" => ModelText.Fold(value).Contains(ModelText.Fold(asked), StringComparison.Ordinal),
        "whole" => ModelText.Fold(value) == ModelText.Fold(asked),
        "unequal" => ModelText.Fold(value) != ModelText.Fold(asked),
        "letter-gt" => ModelText.FirstLetter(value) > ModelText.FirstLetter(asked),
        "letter-lt" => ModelText.FirstLetter(value) < ModelText.FirstLetter(asked),
        "letter-ge" => ModelText.FirstLetter(value) >= ModelText.FirstLetter(asked),
        "letter-le" => ModelText.FirstLetter(value) <= ModelText.FirstLetter(asked),
        "ends" => ModelText.Fold(value).EndsWith(ModelText.Fold(asked), StringComparison.Ordinal),
        _ => ModelText.Fold(value).StartsWith(ModelText.Fold(asked), StringComparison.Ordinal),
    };

    // As it is where the unit is the one asked for; converted where both are masses in UCUM, the one quality of which the generators use several units; else nothing.
    private static ModelNumber? InUnit(ModelNumber number, QuantityOperand asked)
    {
        if (HasUnit(number, asked))
            return number;
        if (asked is not { System: Ucum, Code: { } wanted } || number.System != Ucum || (number.Code ?? number.Unit) is not { } own || !s_grams.TryGetValue(own, out var from) || !s_grams.TryGetValue(wanted, out var to))
            return null;
        return number with { Low = number.Low * from / to, High = number.High * from / to };
    }

    // With a system the unit is its code; without one, code or unit as written.
    private static bool HasUnit(ModelNumber number, QuantityOperand asked)
    {
        if (asked.System is not null)
            return asked.System == number.System && (asked.Code is null || asked.Code == (number.Code ?? number.Unit));
        return asked.Code is null || asked.Code == number.Code || asked.Code == number.Unit;
    }

    private static bool IsNear((double Latitude, double Longitude) found, PlaceOperand asked)
    {
        double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) * Math.PI / 180;
        var (north, east) = (Number(asked.Latitude), Number(asked.Longitude));
        var (latitude, longitude) = (found.Latitude * Math.PI / 180, found.Longitude * Math.PI / 180);
        var angle = Math.Acos(Math.Clamp(Math.Sin(north) * Math.Sin(latitude) + Math.Cos(north) * Math.Cos(latitude) * Math.Cos(east - longitude), -1, 1));
        return angle * 6371.0088 <= double.Parse(asked.Kilometres, System.Globalization.CultureInfo.InvariantCulture);
    }
}
