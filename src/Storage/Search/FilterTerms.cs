using Carewright.Fhir.Search;

namespace Carewright.Storage.Search;

/// <summary>
/// A filter as alternatives of plain parts. What a chain's end must satisfy may mix conditions that the index decides with such that need the opened resource and with further chains: taken apart, each alternative is a
/// predicate and a check that go together.
/// </summary>
internal static class FilterTerms
{
    /// <summary>Alternatives that one filter may come to.</summary>
    public const int Most = 64;

    /// <summary>One part of an alternative: a condition, or what holds within an element, itself or its opposite.</summary>
    public readonly record struct Part(FilterExpression Expression, bool IsNegated);

    /// <summary>The alternatives, each with the parts that all hold; null when there are more than <see cref="Most"/>.</summary>
    public static IReadOnlyList<IReadOnlyList<Part>>? Of(FilterExpression filter) => Of(filter, false);

    private static IReadOnlyList<IReadOnlyList<Part>>? Of(FilterExpression filter, bool isNegated) => (filter, isNegated) switch
    {
        (FilterNot not, _) => Of(not.Part, !isNegated),
        (FilterAll all, false) => Product(all.Parts, false),
        (FilterAny any, true) => Product(any.Parts, true),
        (FilterAny any, false) => Sum(any.Parts, false),
        (FilterAll all, true) => Sum(all.Parts, true),
        _ => [[new Part(filter, isNegated)]],
    };

    private static List<IReadOnlyList<Part>>? Sum(IReadOnlyList<FilterExpression> parts, bool isNegated)
    {
        var all = new List<IReadOnlyList<Part>>();
        foreach (var part in parts)
        {
            if (Of(part, isNegated) is not { } alternatives || all.Count + alternatives.Count > Most)
                return null;
            all.AddRange(alternatives);
        }
        return all;
    }

    private static List<IReadOnlyList<Part>>? Product(IReadOnlyList<FilterExpression> parts, bool isNegated)
    {
        List<IReadOnlyList<Part>> all = [[]];
        foreach (var part in parts)
        {
            if (Of(part, isNegated) is not { } alternatives || all.Count * alternatives.Count > Most)
                return null;
            all = [.. all.SelectMany(before => alternatives.Select(next => (IReadOnlyList<Part>)[.. before, .. next]))];
        }
        return all;
    }
}
