using Carewright.Fhir.Search;
using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>Comparisons of spans of time and of numbers as ranges of index entries (FHIR R4 search.html#prefix).</summary>
internal static class DateRanges
{
    /// <summary>A date.</summary>
    /// <param name="number">Number of the parameter.</param>
    /// <param name="operand">What is asked for.</param>
    /// <param name="isPoint">True for the last update, whose spans are points outside the packed entries.</param>
    public static CompiledCondition Of(int number, in SearchOperand operand, bool isPoint = false)
    {
        var (low, high) = (operand.Value.Low, operand.Value.High);
        var equal = Range(number, low, high, low, high, isPoint);
        return operand.Prefix switch
        {
            SearchPrefix.Equal => new CompiledCondition(equal, true),
            SearchPrefix.NotEqual => new CompiledCondition(isPoint ? new Not(equal) : new HasAny(number), isPoint),
            SearchPrefix.GreaterThan => Above(number, high, isPoint),
            SearchPrefix.LessThan => Below(number, low, isPoint),
            SearchPrefix.GreaterOrEqual => new CompiledCondition(
                new AllOf([Range(number, isPoint ? low : long.MinValue, long.MaxValue, low, long.MaxValue, isPoint), new AnyOf([equal, Above(number, high, isPoint).Predicate])]), true),
            SearchPrefix.LessOrEqual => new CompiledCondition(
                new AllOf([Range(number, long.MinValue, high, long.MinValue, isPoint ? high : long.MaxValue, isPoint), new AnyOf([equal, Below(number, low, isPoint).Predicate])]), true),
            SearchPrefix.StartsAfter => high == long.MaxValue ? Never : new CompiledCondition(Range(number, high + 1, long.MaxValue, high + 1, long.MaxValue, isPoint), true),
            SearchPrefix.EndsBefore => low == long.MinValue ? Never : new CompiledCondition(Range(number, long.MinValue, low - 1, long.MinValue, low - 1, isPoint), true),
            SearchPrefix.Covers => new CompiledCondition(Range(number, long.MinValue, low, high, long.MaxValue, isPoint), true),
            _ => new CompiledCondition(Range(number, long.MinValue, high, low, long.MaxValue, isPoint), true),
        };
    }

    /// <summary>A number. Neighbouring numbers share an entry, so the range is inclusive and the resource decides.</summary>
    public static CompiledCondition OfNumber(int number, in SearchOperand operand) =>
        OfNumber(number, operand.Prefix, SortableNumber.Of(operand.Value.NumberLow), SortableNumber.Of(operand.Value.NumberHigh));

    /// <summary>A number whose bounds are order-preserving integers already.</summary>
    public static CompiledCondition OfNumber(int number, SearchPrefix prefix, long low, long high)
    {
        Predicate range = prefix switch
        {
            SearchPrefix.Equal => Range(number, low, high, low, high, false),
            SearchPrefix.NotEqual => new HasAny(number),
            SearchPrefix.GreaterThan or SearchPrefix.GreaterOrEqual => Range(number, long.MinValue, long.MaxValue, low, long.MaxValue, false),
            SearchPrefix.LessThan or SearchPrefix.LessOrEqual => Range(number, long.MinValue, high, long.MinValue, long.MaxValue, false),
            SearchPrefix.StartsAfter => Range(number, low, long.MaxValue, low, long.MaxValue, false),
            SearchPrefix.EndsBefore => Range(number, long.MinValue, high, long.MinValue, high, false),
            _ => Range(number, long.MinValue, high, low, long.MaxValue, false),
        };
        return new CompiledCondition(range, false);
    }

    private static CompiledCondition Never => new(Predicate.False, true);

    private static CompiledCondition Above(int number, long high, bool isPoint) =>
        high == long.MaxValue ? Never : new CompiledCondition(Range(number, isPoint ? high + 1 : long.MinValue, long.MaxValue, high + 1, long.MaxValue, isPoint), true);

    private static CompiledCondition Below(int number, long low, bool isPoint) =>
        low == long.MinValue ? Never : new CompiledCondition(Range(number, long.MinValue, low - 1, long.MinValue, isPoint ? low - 1 : long.MaxValue, isPoint), true);

    private static InRange Range(int number, long lowAtLeast, long lowAtMost, long highAtLeast, long highAtMost, bool isPoint) =>
        new(number, lowAtLeast, lowAtMost, highAtLeast, highAtMost) { IsLastUpdate = isPoint };
}
