using System.Globalization;

namespace Carewright.Search.Model.Reading;

/// <summary>A number or a range of numbers with its unit; null: without end on that side.</summary>
public sealed record ModelNumber(decimal? Low, decimal? High, string? System, string? Code, string? Unit)
{
    /// <summary>The comparison of FHIR R4 search.html#prefix with a number as it was written.</summary>
    public bool Compare(string prefix, string asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var exact = decimal.Parse(asked, NumberStyles.Float, CultureInfo.InvariantCulture);
        var half = HalfUnit(asked);
        bool IsWithin() => Low >= exact - half && High < exact + half;
        return prefix switch
        {
            "" or "eq" => IsWithin(),
            "ne" => !IsWithin(),
            "gt" => High is null || High > exact,
            "lt" => Low is null || Low < exact,
            "ge" => High is null || High >= exact,
            "le" => Low is null || Low <= exact,
            "sa" => Low > exact,
            "eb" => High < exact,
            "ap" => IsAbout(exact, half),
            _ => throw new ArgumentException($"No such prefix: {prefix}.", nameof(prefix)),
        };
    }

    // A tenth either way, and no less than the number's own precision.
    private bool IsAbout(decimal exact, decimal half)
    {
        var reach = Math.Max(Math.Abs(exact) / 10, half);
        return (Low is null || Low <= exact + reach) && (High is null || High >= exact - reach);
    }

    // Half of the last digit that was written: 100 is 99.5 to 100.5, 5.40 is 5.395 to 5.405; an exponent has two digits at the least.
    private static decimal HalfUnit(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var decimals = mantissa.Contains('.', StringComparison.Ordinal) ? mantissa.Length - mantissa.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var isSingle = e >= 0 && decimals == 0 && mantissa.TrimStart('-').Length == 1;
        var half = 0.5m;
        for (var power = exponent - decimals - (isSingle ? 1 : 0); power != 0; power -= Math.Sign(power))
            half = power > 0 ? half * 10 : half / 10;
        return half;
    }
}
