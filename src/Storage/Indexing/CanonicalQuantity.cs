using Carewright.Fhir.Search;
using Carewright.Kernel.Units;

namespace Carewright.Storage.Indexing;

/// <summary>
/// A UCUM quantity in the base of what it measures, so that <c>5.4 mg</c> is found beside <c>0.0054 g</c>. The bounds are taken a little wider than computed: what they find is verified on the resource.
/// </summary>
/// <param name="Quality">What the unit measures.</param>
/// <param name="Low">Order-preserving integer of the low bound; <see cref="long.MinValue"/> when open.</param>
/// <param name="High">Of the high bound; <see cref="long.MaxValue"/> when open.</param>
internal readonly record struct CanonicalQuantity(string Quality, long Low, long High)
{
    /// <summary>Relative; a hundred times what computing in floating point may be off.</summary>
    private const double Slack = 1e-12;

    /// <summary>The quantity in its base; false when its unit is not one of UCUM's.</summary>
    /// <param name="quantity">A value, or what is asked for.</param>
    /// <param name="canonical">The quantity in its base.</param>
    public static bool TryOf(in SearchValue quantity, out CanonicalQuantity canonical)
    {
        canonical = default;
        if (quantity is not { Kind: SearchKind.Quantity, System: SearchComparison.Ucum, Text: { } code } || !UcumUnit.TryParse(code, out var unit))
            return false;
        canonical = new CanonicalQuantity(
            unit.Quality,
            quantity.NumberLow == decimal.MinValue ? long.MinValue : SortableNumber.Of(Widened(unit.Approximate(quantity.NumberLow), -1)),
            quantity.NumberHigh == decimal.MaxValue ? long.MaxValue : SortableNumber.Of(Widened(unit.Approximate(quantity.NumberHigh), 1)));
        return true;
    }

    private static double Widened(double number, int direction) => number + direction * Math.Abs(number) * Slack;
}
