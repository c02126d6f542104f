using System.Globalization;

namespace Carewright.Fhir.Search;

/// <summary>
/// A number as typed, and the half-open range [low, high) that its significant digits imply (FHIR R4 search.html#number): <c>100</c> is [99.5, 100.5). With
/// an exponent at least two significant digits are
/// assumed, so that <c>1e2</c> is [95, 105) as in the specification's example.
/// </summary>
/// <param name="Exact">The number itself.</param>
/// <param name="Low">The lower bound, inclusive.</param>
/// <param name="High">The upper bound, exclusive.</param>
public readonly record struct NumberBounds(decimal Exact, decimal Low, decimal High)
{
    /// <summary>Reads a FHIR decimal, with or without exponent.</summary>
    /// <returns>False when the text is no number, or does not fit 28 significant digits with its precision.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out NumberBounds bounds)
    {
        bounds = default;
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!IsDecimal(text) || !decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var exact) || !TryHalfUnit(text, out var half))
            return false;
        if (Math.Abs(exact) > decimal.MaxValue - half)
            return false;
        bounds = new NumberBounds(exact, exact - half, exact + half);
        return true;
    }

    private static bool TryHalfUnit(ReadOnlySpan<char> text, out decimal half)
    {
        half = 0.5m;
        var e = text.IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0 && !int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.');
        var power = exponent - (point < 0 ? 0 : mantissa.Length - point - 1);
        if (e >= 0 && point < 0 && mantissa.TrimStart('-').Length == 1)
            power--;
        if (power is < -27 or > 27)
            return false;
        for (; power > 0; power--)
            half *= 10;
        for (; power < 0; power++)
            half /= 10;
        return true;
    }

    /// <summary>The FHIR decimal grammar, which is narrower than .NET's: no leading plus, no bare point.</summary>
    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        if (text.StartsWith('-'))
            text = text[1..];
        var digits = TakeDigits(ref text);
        if (digits == 0)
            return false;
        if (text.StartsWith('.'))
        {
            text = text[1..];
            if (TakeDigits(ref text) == 0)
                return false;
        }
        if (text.IsEmpty)
            return true;
        if (text[0] is not ('e' or 'E'))
            return false;
        text = text[1..];
        if (!text.IsEmpty && text[0] is '+' or '-')
            text = text[1..];
        return TakeDigits(ref text) > 0 && text.IsEmpty;
    }

    private static int TakeDigits(ref ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        text = text[count..];
        return count;
    }
}
