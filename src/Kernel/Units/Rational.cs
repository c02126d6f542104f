using System.Globalization;
using System.Numerics;

namespace Carewright.Kernel.Units;

/// <summary>An exact fraction of two integers, in lowest terms with a positive denominator; unit factors are kept in it so that no conversion rounds before its end.</summary>
internal readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private static readonly BigInteger s_largestDecimal = (BigInteger)decimal.MaxValue;
    private readonly BigInteger _denominatorMinusOne;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        divisor = denominator.Sign < 0 ? -divisor : divisor;
        Numerator = numerator / divisor;
        _denominatorMinusOne = (denominator / divisor) - 1;
    }

    public BigInteger Numerator { get; }

    // Stored one lower so that default(Rational) is 0/1, not 0/0.
    public BigInteger Denominator => _denominatorMinusOne + 1;

    public bool IsZero => Numerator.IsZero;

    public static Rational One { get; } = new(1, 1);

    public static Rational Of(BigInteger numerator, BigInteger denominator) => new(numerator, denominator);

    public static implicit operator Rational(long value) => new(value, 1);

    public static implicit operator Rational(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        int scale = (bits[3] >> 16) & 0xFF;
        BigInteger mantissa = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new Rational(bits[3] < 0 ? -mantissa : mantissa, BigInteger.Pow(10, scale));
    }

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static Rational operator +(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public Rational Pow(int exponent) => exponent >= 0
        ? new Rational(BigInteger.Pow(Numerator, exponent), BigInteger.Pow(Denominator, exponent))
        : new Rational(BigInteger.Pow(Denominator, -exponent), BigInteger.Pow(Numerator, -exponent));

    /// <summary>Reads digits with an optional point and an optional exponent ("6.02214076e23"), exactly.</summary>
    public static Rational Parse(string text)
    {
        int e = text.IndexOf('e', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = e < 0 ? text : text[..e];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        BigInteger mantissa = BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new Rational(mantissa, 1) * ((Rational)10).Pow(exponent);
    }

    /// <summary>The nearest decimal with at most 28 places, trailing zeros dropped; false when it is out of decimal's range.</summary>
    public bool TryToDecimal(out decimal value)
    {
        value = 0;
        int scale = 28;
        BigInteger mantissa = Round(BigInteger.Abs(Numerator) * BigInteger.Pow(10, scale), Denominator);
        while (scale > 0 && (mantissa > s_largestDecimal || (mantissa % 10).IsZero))
        {
            scale--;
            mantissa = mantissa > s_largestDecimal ? Round(BigInteger.Abs(Numerator) * BigInteger.Pow(10, scale), Denominator) : mantissa / 10;
        }

        if (mantissa > s_largestDecimal)
        {
            return false;
        }

        uint low = (uint)(mantissa & uint.MaxValue), middle = (uint)((mantissa >> 32) & uint.MaxValue), high = (uint)(mantissa >> 64);
        value = new decimal((int)low, (int)middle, (int)high, Numerator.Sign < 0, (byte)scale);
        return true;
    }

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    private static BigInteger Round(BigInteger numerator, BigInteger denominator) => ((2 * numerator) + denominator) / (2 * denominator);
}
