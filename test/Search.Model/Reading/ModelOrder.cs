using Carewright.Search.Model.Asking;

namespace Carewright.Search.Model.Reading;

/// <summary>
/// The order of <c>_sort</c> (FHIR R4 search.html#sort), where the specification leaves it open as docs/architecture/search.md says: ascending by the least value, descending by the greatest; a span by its
/// beginning; texts folded; who has no value comes last.
/// </summary>
public static class ModelOrder
{
    /// <summary>The first two neighbours that stand the wrong way round; null when there are none.</summary>
    public static (ModelResource First, ModelResource Second)? Fault(ModelQuery query, IReadOnlyList<ModelResource> rows)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(rows);
        for (var i = 1; i < rows.Count; i++)
            if (Compare(query, rows[i - 1], rows[i]) > 0)
                return (rows[i - 1], rows[i]);
        return null;
    }

    private static int Compare(ModelQuery query, ModelResource one, ModelResource other)
    {
        foreach (var sort in query.Sorts)
        {
            var isDescending = sort[0] == '-';
            var code = isDescending ? sort[1..] : sort;
            var (first, second) = (Key(one, code, isDescending), Key(other, code, isDescending));
            var difference = (first, second) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                _ => first.CompareTo(second) * (isDescending ? -1 : 1),
            };
            if (difference != 0)
                return difference;
        }
        return 0;
    }

    private static IComparable? Key(ModelResource resource, string code, bool greatest)
    {
        if (code == "_lastUpdated")
            return resource.LastUpdated;
        var definition = ModelSearch.Definition(resource.Type, code);
        var items = ModelExpressions.Evaluate(definition.Expression, resource.Document.Root);
        IEnumerable<IComparable> keys = definition.Type switch
        {
            "token" => Tokens([.. items.SelectMany(ModelValues.Tokens)]).Select(text => new OrdinalText(text)),
            "string" => items.SelectMany(ModelValues.Texts).Select(text => new OrdinalText(ModelText.Fold(text))),
            "reference" => items.SelectMany(ModelValues.References).Select(reference => reference.Text).OfType<string>().Select(text => new OrdinalText(text)),
            "uri" => items.SelectMany(ModelValues.Uris).Select(text => new OrdinalText(text)),
            "date" => items.SelectMany(ModelValues.Spans).Select(span => (IComparable)(span.From ?? Int128.MinValue)),
            _ => items.SelectMany(ModelValues.Numbers).Select(number => (IComparable)(double)(number.Low ?? decimal.MinValue)),
        };
        var sorted = keys.Order().ToList();
        return sorted.Count == 0 ? null : greatest ? sorted[^1] : sorted[0];
    }

    // Codes; texts only where there is no code at all.
    private static IEnumerable<string> Tokens(List<ModelToken> tokens) =>
        tokens.Exists(token => token.Code is not null) ? tokens.Select(token => token.Code).OfType<string>() : tokens.Select(token => token.Text).OfType<string>();

    private sealed record OrdinalText(string Text) : IComparable
    {
        public int CompareTo(object? obj) => string.CompareOrdinal(Text, ((OrdinalText)obj!).Text);
    }
}
