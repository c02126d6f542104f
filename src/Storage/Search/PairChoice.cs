using Carewright.Fhir.Search;
using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>Picks a pair of the index when a search asks for a patient together with a code, a category, a date, or the order by date.</summary>
internal sealed class PairChoice(TypeIndex type, BlindIndex blind)
{
    private const int MostValues = 32;

    /// <summary>The pair that the criteria imply; null when a plain posting list serves as well.</summary>
    public PairWalk? Choose(IReadOnlyList<SearchCriterion> criteria, IReadOnlyList<CompiledCondition> conditions, SearchOrder order)
    {
        if (type.Pairs is not { } pairs || order.InMemoryKey is not null)
            return null;
        if (Patients(pairs, criteria) is not { } patients)
            return OfEverybody(pairs, criteria, conditions, order);
        var (least, most) = Bounds(pairs, conditions);
        var isDated = least != long.MinValue || most != long.MaxValue || order.Parameter == pairs.Date;
        foreach (var (token, number) in pairs.Tokens)
            if (Codes(token, criteria) is { } codes && codes.Count * patients.Count <= MostValues)
                return new PairWalk(number, [.. patients.SelectMany(patient => codes.Select(code => blind.Mix(patient, code)))], least, most, pairs.Date);
        return isDated ? new PairWalk(pairs.PatientDate, patients, least, most, pairs.Date) : null;
    }

    // Whatever else is asked may be rarer than the code: then its own posting list is the better way.
    private PairWalk? OfEverybody(PairIndex pairs, IReadOnlyList<SearchCriterion> criteria, IReadOnlyList<CompiledCondition> conditions, SearchOrder order)
    {
        if (pairs.CodeDate is not { } coded || Codes(coded.Token, criteria) is not { Count: <= MostValues } codes)
            return null;
        var (least, most) = Bounds(pairs, conditions);
        var isDated = least != long.MinValue || most != long.MaxValue || order.Parameter == pairs.Date;
        return isDated && criteria.All(criterion => criterion.Chain is null && type.Find(criterion.Parameter.Code)?.Number is { } number && (number == coded.Token || number == pairs.Date))
            ? new PairWalk(coded.Number, codes, least, most, pairs.Date) : null;
    }

    private List<long>? Patients(PairIndex pairs, IReadOnlyList<SearchCriterion> criteria)
    {
        foreach (var criterion in criteria)
            if (criterion is { Chain: null, Modifier: SearchModifier.None or SearchModifier.Type, Alternatives.Count: > 0 and <= MostValues }
                && type.Find(criterion.Parameter.Code) is { Kind: SearchKind.Reference, Sources: [var source] } && source == pairs.Patient
                && criterion.Alternatives.All(operand => operand.Value.Text is not null))
                return [.. criterion.Alternatives.Select(operand => blind.Hash(HashKind.Reference, operand.Value.Text!)).Distinct()];
        return null;
    }

    private List<long>? Codes(int token, IReadOnlyList<SearchCriterion> criteria)
    {
        foreach (var criterion in criteria)
            if (criterion is { Chain: null, Modifier: SearchModifier.None, Alternatives.Count: > 0 and <= MostValues }
                && type.Find(criterion.Parameter.Code) is { } parameter && parameter.Number == token
                && criterion.Alternatives.All(operand => operand.Value.Text is not null))
                return [.. criterion.Alternatives.Select(operand => blind.Hash(HashKind.Code, operand.Value.Text!)).Distinct()];
        return null;
    }

    private static (long Least, long Most) Bounds(PairIndex pairs, IReadOnlyList<CompiledCondition> conditions)
    {
        var (least, most) = (long.MinValue, long.MaxValue);
        foreach (var range in conditions.SelectMany(condition => Ranges(condition.Predicate)).Where(range => range.Parameter == pairs.Date))
            (least, most) = (Math.Max(least, range.LowAtLeast), Math.Min(most, range.LowAtMost));
        return (least, most);
    }

    /// <summary>Ranges that must hold.</summary>
    private static IEnumerable<InRange> Ranges(Predicate predicate) => predicate switch
    {
        InRange range => [range],
        AllOf all => all.Parts.SelectMany(Ranges),
        _ => [],
    };
}
