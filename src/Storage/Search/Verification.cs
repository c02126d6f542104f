using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Storage.Search;

/// <summary>Checks of opened rows: what the index is not exact about, and that a hit is no collision of hashes.</summary>
internal static class Verification
{
    /// <summary>Decides the criteria that the index is not exact about; null when there are none.</summary>
    public static Func<StoredVersion, bool>? Of(IReadOnlyList<SearchCriterion> criteria, IReadOnlyList<CompiledCondition> conditions)
    {
        var open = criteria.Where((_, i) => !conditions[i].IsExact).ToList();
        return open.Count == 0 ? null : row => Decide(row, open);
    }

    /// <summary>
    /// Checks that rows found by hash do hold what was asked for. A hash and the text itself, both there by chance, do not happen; so the text is looked for in the bytes first,
    /// and only where it is not found literally (escapes, letter case) is the resource parsed.
    /// </summary>
    public static Func<StoredVersion, bool>? Confirmation(IReadOnlyList<SearchCriterion> criteria, IReadOnlyList<CompiledCondition> conditions)
    {
        var checks = criteria.Where((criterion, i) => conditions[i].IsExact && IsHashed(criterion)).Select(criterion => (Criterion: criterion, Literals: Literals(criterion))).ToList();
        if (checks.Count == 0)
            return null;
        return row =>
        {
            var body = row.Open();
            var doubtful = checks.Where(check => !check.Literals.Any(literal => body.Span.IndexOf(literal) >= 0)).Select(check => check.Criterion).ToList();
            return doubtful.Count == 0 || Decide(row, doubtful);
        };
    }

    private static bool IsHashed(SearchCriterion criterion) =>
        criterion is { Chain: null, Modifier: not (SearchModifier.Missing or SearchModifier.Not) } && criterion.Parameter.Code is not ("_id" or "_lastUpdated")
        && criterion.Alternatives.All(operand => operand.Value is { Kind: SearchKind.Token or SearchKind.Reference or SearchKind.Uri or SearchKind.String, Text: not null });

    private static List<byte[]> Literals(SearchCriterion criterion) => [.. criterion.Alternatives.Select(operand => Encoding.UTF8.GetBytes(operand.Value.Text!))];

    private static bool Decide(StoredVersion row, List<SearchCriterion> criteria)
    {
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        return criteria.TrueForAll(criterion => SearchMatcher.Matches(document, criterion));
    }
}
