using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Path;
using Carewright.Search.Model.Asking;
using Carewright.Search.Model.Reading;

namespace Carewright.Search.Tests.Random;

/// <summary>Random conditions on one parameter, most of them on something near a value that is there.</summary>
internal sealed class RandomOperands(Dice dice, ModelRecord record)
{
    private static readonly string[] s_prefixes = ["", "", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    // What a bare value of a filter may not hold, or what means something else there.
    private static readonly System.Buffers.SearchValues<char> s_quoted = System.Buffers.SearchValues.Create("\\ \t()\"[]");

    /// <summary>A condition on a parameter of the type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="near">A resource whose values are asked for; null for any of the type.</param>
    internal Parameter Leaf(string type, ModelResource? near)
    {
        var parameter = Choose(type, near, _ => true, out var items)!;
        if (dice.OneIn(12) && parameter.Type != "special")
            return new Parameter(parameter.Code, "missing", [new TruthOperand(dice.OneIn(2))]);
        var modifier = Modifier(parameter, items);
        var operands = Enumerable.Range(0, dice.OneIn(4) ? 2 + dice.Below(2) : 1).Select(_ => Operand(parameter, parameter.Type, modifier, Sample(items), items)).ToList();
        return new Parameter(parameter.Code, modifier, operands);
    }

    /// <summary>A comparison of a <c>_filter</c> on a parameter of the type.</summary>
    internal FilterComparison? Comparison(string type)
    {
        if (Choose(type, null, parameter => parameter.Type is "token" or "string" or "date" or "number" or "reference", out var items) is not { } parameter)
            return null;
        var code = parameter.Code;
        if (dice.OneIn(8))
            return dice.OneIn(2) ? Make("missing", new TruthOperand(false), "pr", "true") : Make("missing", new TruthOperand(true), "pr", "false");
        FilterComparison Make(string? modifier, ModelOperand operand, string operation, string text) => new(new Parameter(code, modifier, [operand]), code, operation, text);
        switch (parameter.Type)
        {
            case "string":
                var text = (TextOperand)Operand(parameter, "string", null, Sample(items), items);
                var (meaning, operation) = dice.Pick(("whole", "eq"), ("unequal", "ne"), ("contains", "co"), ("", "sw"), ("ends", "ew"), ("letter-gt", "gt"), ("letter-le", "le"));
                return Make(meaning.Length == 0 ? null : meaning, text, operation, System.Text.Json.JsonSerializer.Serialize(text.Text));
            case "date" or "number":
                var range = (RangeOperand)Operand(parameter, parameter.Type, null, Sample(items), items);
                if (parameter.Type == "date" && dice.OneIn(6) && dice.Pick("po", "co") is var period)
                    return Make(null, range with { Prefix = period }, period, range.Text);
                return Make(null, range, range.Prefix.Length == 0 ? "eq" : range.Prefix, range.Text);
            case "reference":
                var reference = (TextOperand)Operand(parameter, "reference", null, Sample(items), items);
                return reference.Text.Contains('|', StringComparison.Ordinal) ? null : dice.OneIn(4) ? Make("unequal", reference, "ne", reference.Text) : Make(null, reference, dice.Pick("eq", "re"), reference.Text);
            default:
                var token = (TokenOperand)Operand(parameter, "token", null, Sample(items), items);
                if (token.Write().AsSpan().ContainsAny(s_quoted))
                    return null;
                return dice.Below(8) switch
                {
                    0 => Make("in", new TextOperand(ModelTermsOfTest.ValueSet), "in", ModelTermsOfTest.ValueSet),
                    1 => Make("not-in", new TextOperand(ModelTermsOfTest.ValueSet), "ni", ModelTermsOfTest.ValueSet),
                    2 => Make("below", new TokenOperand(Pools.Systems[0], "alpha"), "ss", $"{Pools.Systems[0]}|alpha"),
                    3 => Make("above", new TokenOperand(Pools.Systems[0], "gamma"), "sb", $"{Pools.Systems[0]}|gamma"),
                    4 when code[0] != '_' => Make("unequal", token, "ne", token.Write()),
                    _ => Make(null, token, "eq", token.Write()),
                };
        }
    }

    /// <summary>A comparison within one name or address, with or without a filter on the same; null for a type that has none.</summary>
    internal FilterComparison? Element(string type)
    {
        if (FhirModel.R4.FindSearchParameter(type, dice.Pick("name", "address")) is not { Type: "string" } parameter)
            return null;
        var items = Items(type, null, parameter).Where(item => item.IsElement && item.Element.Type?.Name is "HumanName" or "Address").ToList();
        if (items.Count == 0)
            return null;
        var (first, firstText) = Part(dice.Pick(items));
        if (dice.OneIn(3))
            return new FilterComparison(new OnElement(parameter.Code, [first]), $"{parameter.Code}.{first.Child}", Operation(first), firstText);
        var (second, secondText) = Part(dice.Pick(items));
        return new FilterComparison(new OnElement(parameter.Code, [first, second]), $"{parameter.Code}[{first.Child} {Operation(first)} {firstText}].{second.Child}", Operation(second), secondText);

        static string Operation(ElementPart part) => part.Modifier switch { "contains" => "co", "whole" => "eq", "unequal" => "ne", _ => part.Type == "token" ? "eq" : "sw" };

        (ElementPart Part, string Text) Part(FhirPathValue item)
        {
            var child = item.Element.Type!.Name == "HumanName" ? dice.Pick("family", "given", "use", "text") : dice.Pick("city", "country", "use", "line");
            if (child == "use")
            {
                var use = item.Element.Child("use").GetString() ?? "home";
                use = use.AsSpan().ContainsAny(s_quoted) ? "home" : use;
                return (new ElementPart("use", "token", null, new TokenOperand(null, use)), use);
            }
            var text = ModelExpressions.Evaluate(child, item.Element).SelectMany(ModelValues.Texts).FirstOrDefault() ?? dice.Pick(Pools.Texts);
            var asked = this.Part(text);
            return (new ElementPart(child, "string", dice.Pick(null!, "contains", "whole", "unequal"), new TextOperand(asked)), System.Text.Json.JsonSerializer.Serialize(asked));
        }
    }

    private SearchParameterDefinition? Choose(string type, ModelResource? near, Func<SearchParameterDefinition, bool> fits, out IReadOnlyList<FhirPathValue> items)
    {
        var usable = FhirModel.R4.SearchParametersOf(type).Where(parameter => parameter.Expression.Length > 0 && (parameter.Type != "special" || parameter.Code == "near") && fits(parameter)).ToList();
        items = [];
        SearchParameterDefinition? last = null;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            last = dice.Pick(usable);
            items = Items(type, near, last);
            if (items.Count > 0 || dice.OneIn(8))
                break;
        }
        return last;
    }

    private List<FhirPathValue> Items(string type, ModelResource? near, SearchParameterDefinition parameter)
    {
        var items = record.All.Where(resource => near is null ? resource.Type == type : resource == near).SelectMany(resource => ModelExpressions.Evaluate(parameter.Expression, resource.Document.Root));
        // Half a tuple is no tuple.
        return [.. parameter.Type == "composite" ? items.Where(item => parameter.Components.All(part => ModelExpressions.Evaluate(part.Expression, item.Element).Count > 0)) : items];
    }

    private FhirPathValue? Sample(IReadOnlyList<FhirPathValue> items) => items.Count == 0 || dice.OneIn(5) ? null : dice.Pick(items);

    private string? Modifier(SearchParameterDefinition parameter, IReadOnlyList<FhirPathValue> items) => parameter.Type switch
    {
        "token" when items.Any(item => ModelValues.TypedIdentifiers(item).Any()) && dice.OneIn(3) => "of-type",
        "token" when parameter.Code is "_id" => dice.OneIn(4) ? "not" : null,
        "token" => dice.Pick(null!, null!, null!, null!, null!, "not", "not", "text", "in", "not-in", "above", "below"),
        "string" => dice.Pick(null!, null!, "exact", "contains"),
        "uri" => dice.Pick(null!, null!, "above", "below"),
        "reference" when dice.OneIn(5) => "identifier",
        "reference" when dice.OneIn(5) && parameter.Targets.Count > 0 => dice.Pick(parameter.Targets),
        _ => null,
    };

    private ModelOperand Operand(SearchParameterDefinition parameter, string kind, string? modifier, FhirPathValue? sample, IReadOnlyList<FhirPathValue> items)
    {
        switch (kind, modifier)
        {
            case ("token", "text"):
                return new TextOperand(Part(Pick(sample, item => ModelValues.Tokens(item).Select(token => token.Text).OfType<string>()) ?? dice.Pick(Pools.Texts)));
            case ("token", "in" or "not-in"):
                return new TextOperand(ModelTermsOfTest.ValueSet);
            case ("token", "above" or "below"):
                return new TokenOperand(Pools.Systems[0], dice.Pick("alpha", "beta", "gamma", "delta"));
            case ("token", "of-type"):
                var typed = items.SelectMany(ModelValues.TypedIdentifiers).FirstOrDefault(found => found is { System: not null, Code: not null, Value: not null });
                return typed.Value is null ? new TypedIdentifierOperand(dice.Pick(Pools.Systems), dice.Pick("alpha", "beta"), dice.Pick("alpha", "beta")) : new TypedIdentifierOperand(typed.System!, typed.Code!, typed.Value);
            case ("token", _):
                return Token(sample is { } token ? ModelValues.Tokens(token).Select(found => (found.System, found.Code)).ToList() : []);
            case ("reference", "identifier"):
                return Token(sample is { } logical ? ModelValues.References(logical).Select(found => (found.IdentifierSystem, found.IdentifierValue)).ToList() : []);
            case ("reference", _):
                return new TextOperand(Reference(sample, modifier));
            case ("string", _):
                var text = Pick(sample, ModelValues.Texts) ?? dice.Pick(Pools.Texts);
                return new TextOperand(modifier == "exact" && dice.OneIn(2) ? text : Part(text));
            case ("uri", _):
                return new TextOperand(Pick(sample, ModelValues.Uris) ?? dice.Pick(Pools.Uris));
            case ("date", _):
                return new RangeOperand(dice.Pick(s_prefixes), parameter.Code == "_lastUpdated" ? dice.Pick(Pools.Dates[..5].Concat([Clock(), Clock()]).ToList()) : dice.Pick(Pools.Dates));
            case ("number", _):
                return new RangeOperand(dice.Pick(s_prefixes), dice.Pick(Pools.Numbers));
            case ("quantity", _):
                return Quantity(sample);
            case ("composite", _):
                var anchor = sample ?? (items.Count > 0 ? dice.Pick(items) : null);
                return new CompositeOperand([.. parameter.Components.Select(part => Operand(part.Parameter!, part.Parameter!.Type, null, Sample(anchor is { IsElement: true } tuple ? ModelExpressions.Evaluate(part.Expression, tuple.Element) : []), []))]);
            default:
                return new PlaceOperand(dice.Pick("5.4", "0", "-3.2", "5"), dice.Pick("5", "100", "1", "5.4"), dice.Pick("1", "200", "5000", "19000"));
        }
    }

    private static string Clock() => "2025-01-01T00:00:30Z";

    private TokenOperand Token(IReadOnlyList<(string? System, string? Code)> found)
    {
        var (system, code) = found.Count == 0 || dice.OneIn(6) ? (dice.OneIn(2) ? dice.Pick(Pools.Systems) : null, dice.Pick(Pools.Codes)) : dice.Pick(found);
        code ??= dice.OneIn(2) ? dice.Pick(Pools.Codes) : null;
        return dice.Below(6) switch
        {
            0 when code is not null => new TokenOperand("", code),
            1 when system is not null => new TokenOperand(system, null),
            2 or 3 when code is not null => new TokenOperand(null, code),
            _ when code is null => new TokenOperand(system ?? Pools.Systems[0], null),
            _ => new TokenOperand(system ?? "", code),
        };
    }

    private string Reference(FhirPathValue? sample, string? modifier)
    {
        var text = Pick(sample, item => ModelValues.References(item).Select(reference => reference.Text).OfType<string>());
        if (modifier is not null)
            return RandomResources.Id(dice.Below(RandomResources.IdsPerType));
        if (text is null)
            return dice.OneIn(2) ? RandomResources.Id(dice.Below(RandomResources.IdsPerType)) : $"Patient/{RandomResources.Id(dice.Below(RandomResources.IdsPerType))}";
        return dice.OneIn(3) && text.Split('/') is [_, var id] && !id.Contains(':', StringComparison.Ordinal) ? id : text;
    }

    private QuantityOperand Quantity(FhirPathValue? sample)
    {
        var found = sample is { } item ? ModelValues.Numbers(item).FirstOrDefault() : null;
        var text = found?.Low is { } low && dice.OneIn(2) ? low.ToString(CultureInfo.InvariantCulture) : dice.Pick(Pools.Numbers);
        var (system, code) = found is null ? ("http://unitsofmeasure.org", dice.Pick(Pools.Units)) : (found.System, found.Code ?? found.Unit);
        return dice.Below(5) switch
        {
            2 => new QuantityOperand(dice.Pick(s_prefixes), text, "http://unitsofmeasure.org", dice.Pick("mg", "g", "kg")),
            0 => new QuantityOperand(dice.Pick(s_prefixes), text, null, code),
            1 => new QuantityOperand(dice.Pick(s_prefixes), text, system, code),
            _ => new QuantityOperand(dice.Pick(s_prefixes), text, null, null),
        };
    }

    private string? Pick(FhirPathValue? sample, Func<FhirPathValue, IEnumerable<string>> texts) => sample is { } item && texts(item).ToList() is { Count: > 0 } found ? dice.Pick(found) : null;

    // A part of the text that still has a letter to compare, in whatever case.
    private string Part(string text)
    {
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var runes = text.EnumerateRunes().ToArray();
            var start = dice.OneIn(4) ? dice.Below(runes.Length) : 0;
            var length = 1 + dice.Below(runes.Length - start);
            var part = string.Concat(runes.Skip(start).Take(length));
            part = dice.Pick(part, part, part.ToLowerInvariant(), part.ToUpperInvariant());
            if (ModelText.Fold(part).Length > 0 && !part.Contains('\u0303', StringComparison.Ordinal))
                return part;
        }
        return "Smith";
    }
}
