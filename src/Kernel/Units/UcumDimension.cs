using System.Globalization;

namespace Carewright.Kernel.Units;

/// <summary>
/// What a unit measures: the exponents of UCUM's seven base units, and of the arbitrary units (such as [iU]) that are
/// commensurable only with themselves.
/// </summary>
internal sealed class UcumDimension : IEquatable<UcumDimension>
{
    private static readonly string[] s_baseUnits = ["m", "s", "g", "rad", "K", "C", "cd"];
    private readonly SortedDictionary<string, int> _exponents;

    private UcumDimension(SortedDictionary<string, int> exponents) => _exponents = exponents;

    public static UcumDimension None { get; } = new(new SortedDictionary<string, int>(StringComparer.Ordinal));

    public bool IsNone => _exponents.Count == 0;

    public static IReadOnlyList<string> BaseUnits => s_baseUnits;

    public static UcumDimension Of(string unit) => new(new SortedDictionary<string, int>(StringComparer.Ordinal) { [unit] = 1 });

    public UcumDimension Combine(UcumDimension other, int power)
    {
        var result = new SortedDictionary<string, int>(_exponents, StringComparer.Ordinal);
        foreach ((string unit, int exponent) in other._exponents)
        {
            int sum = result.GetValueOrDefault(unit) + (exponent * power);
            if (sum == 0)
            {
                result.Remove(unit);
            }
            else
            {
                result[unit] = sum;
            }
        }

        return new UcumDimension(result);
    }

    public override string ToString() => string.Join('.', _exponents.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}{pair.Value}")));

    public bool Equals(UcumDimension? other) => other is not null && _exponents.SequenceEqual(other._exponents);

    public override bool Equals(object? obj) => Equals(obj as UcumDimension);

    public override int GetHashCode() => _exponents.Aggregate(17, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));
}
