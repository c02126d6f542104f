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
    /// and only where it is not found in either case of its letters (escapes, accents) is the resource parsed.
    /// </summary>
    public static Func<StoredVersion, bool>? Confirmation(IReadOnlyList<SearchCriterion> criteria, IReadOnlyList<CompiledCondition> conditions)
    {
        var checks = criteria.Where((criterion, i) => conditions[i].IsExact && IsHashed(criterion)).Select(criterion => (Criterion: criterion, Literals: Literals(criterion))).ToList();
        if (checks.Count == 0)
            return null;
        return row =>
        {
            var body = row.Open();
            List<SearchCriterion>? doubtful = null;
            foreach (var (criterion, literals) in checks)
            {
                if (!literals.Exists(literal => body.Span.IndexOf(literal) >= 0) && !literals.Exists(literal => Mentions(body.Span, literal)))
                    (doubtful ??= []).Add(criterion);
            }
            return doubtful is null || Decide(row, doubtful);
        };
    }

    /// <summary>Whether the text stands anywhere in the bytes, in either case of its ASCII letters.</summary>
    private static bool Mentions(ReadOnlySpan<byte> body, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return true;
        var (lower, upper) = ((byte)char.ToLowerInvariant((char)text[0]), (byte)char.ToUpperInvariant((char)text[0]));
        if (!char.IsAscii((char)text[0]))
            return body.IndexOf(text) >= 0;
        for (var at = 0; body.Length - at >= text.Length; at++)
        {
            var next = body[at..(body.Length - text.Length + 1)].IndexOfAny(lower, upper);
            if (next < 0)
                return false;
            at += next;
            if (Ascii.EqualsIgnoreCase(body.Slice(at, text.Length), text))
                return true;
        }
        return false;
    }

    private static bool IsHashed(SearchCriterion criterion) =>
        criterion is { Chain: null, Modifier: not (SearchModifier.Missing or SearchModifier.Not) } && criterion.Parameter.Code is not ("_id" or "_lastUpdated")
        && criterion.Alternatives.All(operand => operand.Value is { Kind: SearchKind.Token or SearchKind.Reference or SearchKind.Uri or SearchKind.String, Text: not null });

    // As it was asked for, and as a name is written: these are found fast.
    private static List<byte[]> Literals(SearchCriterion criterion) =>
        [.. criterion.Alternatives.SelectMany(operand => new[] { operand.Value.Text!, Capitalised(operand.Value.Text!) }).Distinct().Select(Encoding.UTF8.GetBytes)];

    private static string Capitalised(string text) => text.Length == 0 ? text : string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));

    private static bool Decide(StoredVersion row, List<SearchCriterion> criteria)
    {
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        return criteria.TrueForAll(criterion => SearchMatcher.Matches(document, criterion));
    }
}
