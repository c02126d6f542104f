namespace Carewright.Terminology;

/// <summary>Bounds that keep one question from being everybody's wait.</summary>
/// <param name="Expansion">Concepts that an expansion without <c>count</c> may have; one with more is refused.</param>
/// <param name="Page">Largest <c>count</c>; more is cut to it.</param>
/// <param name="ValueSets">Value sets that one may draw in, nested ones included.</param>
/// <param name="Parts">Includes and excludes that one value set may have.</param>
/// <param name="RegexTime">Time for the <c>regex</c> filters of one question.</param>
public sealed record TerminologyLimits(int Expansion, int Page, int ValueSets, int Parts, TimeSpan RegexTime)
{
    /// <summary>5,000 concepts without paging, pages of 5,000, 500 value sets of 1,000 parts, 2 seconds.</summary>
    public static TerminologyLimits Default { get; } = new(5_000, 5_000, 500, 1_000, TimeSpan.FromSeconds(2));
}
