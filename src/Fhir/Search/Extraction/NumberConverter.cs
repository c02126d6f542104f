using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>Number, quantity and position values (FHIR R4 search.html#number, search.html#quantity, location.html#search).</summary>
internal static class NumberConverter
{
    private const string CurrencySystem = "urn:iso:std:iso:4217";
    private static readonly ElementName s_value = FhirModel.R4.ResolveName("value");
    private static readonly ElementName s_comparator = FhirModel.R4.ResolveName("comparator");
    private static readonly ElementName s_system = FhirModel.R4.ResolveName("system");
    private static readonly ElementName s_code = FhirModel.R4.ResolveName("code");
    private static readonly ElementName s_unit = FhirModel.R4.ResolveName("unit");
    private static readonly ElementName s_currency = FhirModel.R4.ResolveName("currency");
    private static readonly ElementName s_low = FhirModel.R4.ResolveName("low");
    private static readonly ElementName s_high = FhirModel.R4.ResolveName("high");
    private static readonly ElementName s_origin = FhirModel.R4.ResolveName("origin");
    private static readonly ElementName s_factor = FhirModel.R4.ResolveName("factor");
    private static readonly ElementName s_lowerLimit = FhirModel.R4.ResolveName("lowerLimit");
    private static readonly ElementName s_upperLimit = FhirModel.R4.ResolveName("upperLimit");
    private static readonly ElementName s_data = FhirModel.R4.ResolveName("data");
    private static readonly ElementName s_latitude = FhirModel.R4.ResolveName("latitude");
    private static readonly ElementName s_longitude = FhirModel.R4.ResolveName("longitude");
    private static readonly TypeDefinition s_quantity = FhirModel.R4.FindType("Quantity")!;

    public static void Convert(Element element, TypeDefinition type, in SearchValue blank, SearchWalk walk)
    {
        if (type.IsPrimitive)
        {
            if (element.TryGetDecimal(out var number))
                walk.Emit(blank with { NumberLow = number, NumberHigh = number });
        }
        else if (type.IsSubtypeOf(s_quantity))
            Quantity(element, blank, walk);
        else if (type.Name == "Money")
            Money(element, blank, walk);
        else if (type.Name == "Range")
            Range(element, blank, walk);
        else if (type.Name == "SampledData")
            Sampled(element, blank, walk);
    }

    /// <summary>A place, when both coordinates are given.</summary>
    public static void Position(Element position, in SearchValue blank, SearchWalk walk)
    {
        if (position.Child(s_latitude).TryGetDecimal(out var latitude) && position.Child(s_longitude).TryGetDecimal(out var longitude))
            walk.Emit(blank with { NumberLow = latitude, NumberHigh = longitude });
    }

    /// <summary>A comparator opens the range: <c>&lt; 5</c> is everything up to 5.</summary>
    private static void Quantity(Element quantity, in SearchValue blank, SearchWalk walk)
    {
        if (!quantity.Child(s_value).TryGetDecimal(out var number))
            return;
        // Its text, not its bytes: JSON may write the sign as an escape.
        var comparator = Utf8Strings.Get(quantity.Child(s_comparator)) ?? "";
        var low = comparator.StartsWith('<') ? decimal.MinValue : number;
        var high = comparator.StartsWith('>') ? decimal.MaxValue : number;
        walk.Emit(WithUnit(blank, quantity) with { NumberLow = low, NumberHigh = high });
    }

    private static void Money(Element money, in SearchValue blank, SearchWalk walk)
    {
        if (money.Child(s_value).TryGetDecimal(out var number))
            walk.Emit(blank with { System = CurrencySystem, Text = Utf8Strings.Get(money.Child(s_currency)), NumberLow = number, NumberHigh = number });
    }

    private static void Range(Element range, in SearchValue blank, SearchWalk walk)
    {
        var hasLow = range.Child(s_low).Child(s_value).TryGetDecimal(out var low);
        var hasHigh = range.Child(s_high).Child(s_value).TryGetDecimal(out var high);
        if (hasLow || hasHigh)
            walk.Emit(WithUnit(blank, range.Child(hasLow ? s_low : s_high)) with
            {
                NumberLow = hasLow ? low : decimal.MinValue,
                NumberHigh = hasHigh ? high : decimal.MaxValue,
            });
    }

    /// <summary>
    /// The span of the samples: each is its number times the factor plus the origin; <c>L</c> and <c>U</c> are the limits, <c>E</c> is no number (FHIR R4
    /// datatypes.html#SampledData).
    /// </summary>
    private static void Sampled(Element sampled, in SearchValue blank, SearchWalk walk)
    {
        if (!sampled.Child(s_origin).Child(s_value).TryGetDecimal(out var origin) || sampled.Child(s_data).GetString() is not { } data)
            return;
        var factor = sampled.Child(s_factor).TryGetDecimal(out var given) ? given : 1;
        decimal? low = null, high = null;
        foreach (var range in data.AsSpan().Split(' '))
        {
            if (Sample(sampled, data.AsSpan(range), factor, origin) is not { } value)
                continue;
            low = low < value ? low : value;
            high = high > value ? high : value;
        }
        if (low is not null)
            walk.Emit(WithUnit(blank, sampled.Child(s_origin)) with { NumberLow = low.Value, NumberHigh = high!.Value });
    }

    private static decimal? Sample(Element sampled, ReadOnlySpan<char> text, decimal factor, decimal origin) => text switch
    {
        "L" => sampled.Child(s_lowerLimit).TryGetDecimal(out var lower) ? Scale(lower, factor, origin) : null,
        "U" => sampled.Child(s_upperLimit).TryGetDecimal(out var upper) ? Scale(upper, factor, origin) : null,
        _ => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Scale(number, factor, origin) : null,
    };

    /// <summary>Null when the sample is beyond what a decimal holds.</summary>
    private static decimal? Scale(decimal number, decimal factor, decimal origin)
    {
        const decimal Limit = 1e13m;
        return Math.Abs(number) < Limit && Math.Abs(factor) < Limit && Math.Abs(origin) < Limit ? number * factor + origin : null;
    }

    private static SearchValue WithUnit(in SearchValue blank, Element quantity)
    {
        var code = Utf8Strings.Get(quantity.Child(s_code));
        var unit = Utf8Strings.Get(quantity.Child(s_unit));
        return blank with { System = Utf8Strings.Get(quantity.Child(s_system)), Text = code ?? unit, Display = code is null || code == unit ? null : unit };
    }
}
