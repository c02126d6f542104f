using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Carewright.Kernel.Units;

/// <summary>
/// A unit of measure in UCUM's case-sensitive code ("mg/dL", "mm[Hg]", "10*3/uL"), with its exact magnitude and what it measures.
/// Immutable; safe on many threads. (The Unified Code for Units of Measure 2.1.)
/// </summary>
public sealed class UcumUnit
{
    private const int CacheCapacity = 2_048;
    private const int LongestCode = 128;
    private static readonly ConcurrentDictionary<string, UcumUnit?> s_cache = new(StringComparer.Ordinal);

    private readonly double _shift;
    private readonly double _scale;

    internal UcumUnit(string code, Rational magnitude, UcumDimension dimension, Rational offset, bool isSpecial, IReadOnlyList<UcumTerm> terms)
    {
        Code = code;
        Magnitude = magnitude;
        Dimension = dimension;
        Offset = offset;
        IsSpecial = isSpecial;
        Terms = terms;
        Quality = IsNonLinear ? "=" + code : dimension.ToString();
        (_shift, _scale) = IsNonLinear ? (0, 1) : (Approximate(offset), Approximate(magnitude));
    }

    /// <summary>The unit of a pure number, "1".</summary>
    public static UcumUnit One { get; } = new("1", 1, UcumDimension.None, 0, false, []);

    /// <summary>The code as written.</summary>
    public string Code { get; }

    /// <summary>True for scales that do not start at zero or are not linear (Cel, [degF], [pH], B): they compare and convert, and cannot be multiplied (UCUM §21).</summary>
    public bool IsSpecial { get; }

    internal Rational Magnitude { get; }

    internal Rational Offset { get; }

    internal UcumDimension Dimension { get; }

    internal IReadOnlyList<UcumTerm> Terms { get; }

    /// <summary>Reads a code; false when it is not valid UCUM or uses a symbol this table does not know. Codes over 128 characters are refused.</summary>
    public static bool TryParse(string? code, [NotNullWhen(true)] out UcumUnit? unit)
    {
        unit = null;
        if (code is null || code.Length is 0 or > LongestCode)
        {
            return false;
        }

        if (!s_cache.TryGetValue(code, out unit))
        {
            unit = UcumParser.Parse(code);
            if (s_cache.Count < CacheCapacity)
            {
                s_cache.TryAdd(code, unit);
            }
        }

        return unit is not null;
    }

    /// <summary>True when a value in one unit can be expressed in the other.</summary>
    public bool IsCommensurableWith(UcumUnit other) =>
        Dimension.Equals(other.Dimension) && (Code == other.Code || (!IsNonLinear && !other.IsNonLinear));

    /// <summary>
    /// Orders two values exactly, whatever their units: negative, zero or positive as <paramref name="left"/> is the smaller, the same or the larger;
    /// null when the units are not commensurable.
    /// </summary>
    public static int? Compare(decimal left, UcumUnit leftUnit, decimal right, UcumUnit rightUnit)
    {
        if (ReferenceEquals(leftUnit, rightUnit) || leftUnit.Code == rightUnit.Code)
        {
            return left.CompareTo(right);
        }

        return leftUnit.IsCommensurableWith(rightUnit) ? leftUnit.ToBase(left).CompareTo(rightUnit.ToBase(right)) : null;
    }

    /// <summary>Expresses <paramref name="value"/> of this unit in <paramref name="target"/>; false when not commensurable or out of decimal's range. The result is exact where 28 digits suffice.</summary>
    public bool TryConvert(decimal value, UcumUnit target, out decimal result)
    {
        result = value;
        if (Code == target.Code)
        {
            return true;
        }

        return IsCommensurableWith(target) && ((ToBase(value) / target.Magnitude) - target.Offset).TryToDecimal(out result);
    }

    /// <summary>What the unit measures, as a key: equal for units whose values can be expressed in each other, different for all others.</summary>
    public string Quality { get; }

    /// <summary>
    /// The value in the base of what it measures, to about 13 digits; for an index whose answers are checked by <see cref="TryConvert"/>. It keeps the order of values that differ by more than that.
    /// Plainly <paramref name="value"/> for units that only convert into themselves.
    /// </summary>
    public double Approximate(decimal value) => ((double)value + _shift) * _scale;

    /// <summary>Negative when this unit is the smaller of the two ("more granular"), zero when equal; meaningful for commensurable units only.</summary>
    public int CompareMagnitude(UcumUnit other) => Magnitude.CompareTo(other.Magnitude);

    /// <summary>The product (<paramref name="power"/> 1) or the quotient (-1) with another unit, like symbols merged ("m/s" times "s" is "m"); null for special units and for units that hold a bare number.</summary>
    public UcumUnit? Combine(UcumUnit other, int power)
    {
        if (IsSpecial || other.IsSpecial || Terms.Concat(other.Terms).Any(term => char.IsAsciiDigit(term.Symbol[^1])))
        {
            return null;
        }

        string code = CodeOf(Terms.Concat(other.Terms.Select(term => term with { Exponent = term.Exponent * power })));
        return TryParse(code, out UcumUnit? unit) ? unit : null;
    }

    private bool IsNonLinear => IsSpecial && Offset.IsZero;

    // By logarithms: numerator and denominator may each be beyond what a floating-point number holds.
    private static double Approximate(Rational number) =>
        number.IsZero ? 0 : Math.Exp(BigInteger.Log(BigInteger.Abs(number.Numerator)) - BigInteger.Log(number.Denominator)) * number.Numerator.Sign;

    private Rational ToBase(decimal value) => ((Rational)value + Offset) * Magnitude;

    private static string CodeOf(IEnumerable<UcumTerm> terms)
    {
        var text = new StringBuilder();
        var merged = terms.GroupBy(term => term.Symbol, StringComparer.Ordinal).Select(group => new UcumTerm(group.Key, group.Sum(term => term.Exponent))).Where(term => term.Exponent != 0).ToList();
        foreach (UcumTerm term in merged.Where(term => term.Exponent > 0))
        {
            text.Append(text.Length == 0 ? "" : ".").Append(term.Symbol).Append(term.Exponent == 1 ? "" : term.Exponent.ToString(CultureInfo.InvariantCulture));
        }

        foreach (UcumTerm term in merged.Where(term => term.Exponent < 0))
        {
            text.Append('/').Append(term.Symbol).Append(term.Exponent == -1 ? "" : (-term.Exponent).ToString(CultureInfo.InvariantCulture));
        }

        return text.Length == 0 ? "1" : text.ToString();
    }
}

/// <summary>A symbol (with its prefix) or number in a unit, and its exponent.</summary>
internal readonly record struct UcumTerm(string Symbol, int Exponent);
