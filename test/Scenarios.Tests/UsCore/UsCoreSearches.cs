using Carewright.Fhir.Definitions;
using Carewright.Search.Model.Asking;
using Carewright.Search.Model.Reading;

namespace Carewright.Scenarios.Tests.UsCore;

/// <summary>The searches that try a line of the statement: made from the values that the examples have, in each form that US Core wants supported.</summary>
internal sealed class UsCoreSearches(ModelRecord record)
{
    private const int ExamplesPerLine = 4;

    /// <summary>The searches of a line; without an example that has what is asked for, one for a value that nobody has.</summary>
    internal List<ModelQuery> Of(UsCoreLine line)
    {
        if (line.Include is { } include)
            return [new ModelQuery(line.Type, []) { Includes = [Include(include, line.IsReverse)], Count = 1000 }];
        var searches = record.All.Where(resource => resource.Type == line.Type).OrderBy(resource => resource.Reference, StringComparer.Ordinal)
            .Select(resource => line.Parameters.Select(code => Forms(resource, code)).ToList()).Where(forms => forms.TrueForAll(form => form.Count > 0)).Take(ExamplesPerLine)
            .SelectMany(forms => Combine(line.Type, forms)).DistinctBy(query => query.ToString()).ToList();
        if (searches.Count == 0)
            searches.Add(new ModelQuery(line.Type, [.. line.Parameters.Select(code => Nothing(line.Type, code))]) { Count = 1000 });
        return searches;
    }

    private static ModelInclude Include(string text, bool isReverse)
    {
        var parts = text.Split(':');
        return new ModelInclude(isReverse, parts[0], parts[1], parts.Length > 2 ? parts[2] : null, false);
    }

    // Each form of each parameter at least once, the others in their first.
    private static IEnumerable<ModelQuery> Combine(string type, List<List<ModelCondition>> forms) =>
        Enumerable.Range(0, forms.Max(form => form.Count)).Select(i => new ModelQuery(type, [.. forms.Select(form => form[i % form.Count])]) { Count = 1000 });

    private static List<ModelCondition> Forms(ModelResource resource, string code)
    {
        var definition = ModelSearch.Definition(resource.Type, code);
        // The examples were all written just now, so that only a day long gone gives the same table each time.
        if (code == "_lastUpdated")
            return [.. new[] { "ge", "le", "gt", "lt" }.Select(prefix => Condition(code, new RangeOperand(prefix, "2020-01-01")))];
        var items = ModelExpressions.Evaluate(definition.Expression, resource.Document.Root);
        switch (definition.Type)
        {
            case "token":
                var tokens = items.SelectMany(ModelValues.Tokens).Where(token => token.Code is not null).ToList();
                return tokens.Count == 0 ? []
                    : [Condition(code, new TokenOperand(tokens[0].System, tokens[0].Code)), Condition(code, new TokenOperand(null, tokens[0].Code)), Condition(code, [.. tokens.Select(token => new TokenOperand(null, token.Code)), new TokenOperand(null, "nobody-has-this")])];
            case "reference":
                return [.. items.SelectMany(ModelValues.References).Select(reference => reference.Text).OfType<string>().Take(1)
                    .SelectMany(text => text.Split('/') is [_, var id] ? new[] { text, id } : [text]).Select(text => Condition(code, new TextOperand(text)))];
            case "date":
                return [.. items.SelectMany(item => item.IsElement ? new[] { item.Element.GetString() ?? item.Element.Child("start").GetString() ?? item.Element.Child("end").GetString() } : [])
                    .OfType<string>().Take(1).SelectMany(text => new[] { "ge", "le", "gt", "lt", "" }.Select(prefix => Condition(code, new RangeOperand(prefix, text))))];
            default:
                return [.. items.SelectMany(ModelValues.Texts).Take(1).SelectMany(text => new[] { text, text[..Math.Min(3, text.Length)].ToUpperInvariant() }.Select(one => Condition(code, new TextOperand(one))))];
        }
    }

    private static Parameter Condition(string code, params ModelOperand[] any) => new(code, null, any);

    private static Parameter Nothing(string type, string code) => ModelSearch.Definition(type, code).Type switch
    {
        "token" => Condition(code, new TokenOperand(null, "nobody-has-this")),
        "date" => Condition(code, new RangeOperand("", "1900")),
        "reference" when FhirModel.R4.FindSearchParameter(type, code)!.Targets is [var only, ..] => Condition(code, new TextOperand($"{only}/nobody")),
        _ => Condition(code, new TextOperand("nobody-has-this")),
    };
}
