using System.Globalization;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>Implicit conversion of elements to System values, and the explicit toX() conversions (FHIRPath, Conversion; FHIR R4 fhirpath.html#types).</summary>
internal static partial class Conversions
{
    private const string UcumSystem = "http://unitsofmeasure.org";

    public static bool TryToSystem(Element element, out FhirPathValue value)
    {
        TypeDefinition? type = element.Type;
        if (type is null || !type.IsPrimitive)
        {
            return type is null ? TryUntyped(element, out value) : TryQuantity(element, type, out value);
        }

        value = default;
        return element.HasValue && TryPrimitive(element, type.Primitive, out value);
    }

    public static bool TryNumber(in FhirPathValue value, out decimal number)
    {
        number = value.Kind switch
        {
            FhirPathKind.Decimal => value.DecimalValue,
            FhirPathKind.Integer or FhirPathKind.Long => value.LongValue,
            _ => 0,
        };
        return value.IsNumber;
    }

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(in FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Boolean => value.BooleanValue ? "true" : "false",
        FhirPathKind.String => value.StringValue,
        FhirPathKind.Integer or FhirPathKind.Long => value.LongValue.ToString(CultureInfo.InvariantCulture),
        FhirPathKind.Decimal => Text(value.DecimalValue),
        FhirPathKind.Quantity => value.QuantityValue.ToString(),
        _ => value.TemporalValue.ToString(),
    };

    /// <summary>Converts a System value to another kind; false when it has no such conversion or the text does not fit.</summary>
    public static bool TryConvert(in FhirPathValue value, FhirPathKind kind, out FhirPathValue result)
    {
        result = value;
        if (value.Kind == kind)
        {
            return true;
        }

        switch (kind)
        {
            case FhirPathKind.Boolean: return ToBoolean(value, out result);
            case FhirPathKind.Integer: return ToLong(value, out result) && result.LongValue is >= int.MinValue and <= int.MaxValue && Narrow(ref result);
            case FhirPathKind.Long: return ToLong(value, out result);
            case FhirPathKind.Decimal: return ToDecimal(value, out result);
            case FhirPathKind.Quantity: return ToQuantity(value, out result);
            case FhirPathKind.String: result = FhirPathValue.Of(Text(value)); return value.Kind != FhirPathKind.TypeInfo;
            default: return ToTemporal(value, kind, out result);
        }
    }

    private static bool Narrow(ref FhirPathValue value)
    {
        value = FhirPathValue.Of((int)value.LongValue);
        return true;
    }

    private static bool TryPrimitive(Element element, PrimitiveKind kind, out FhirPathValue value)
    {
        value = default;
        switch (kind)
        {
            case PrimitiveKind.Boolean:
                bool isBoolean = element.TryGetBoolean(out bool truth);
                value = isBoolean ? FhirPathValue.Of(truth) : default;
                return isBoolean;
            case PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt:
                bool isInteger = element.TryGetInt64(out long integer) && integer is >= int.MinValue and <= int.MaxValue;
                value = isInteger ? FhirPathValue.Of((int)integer) : default;
                return isInteger;
            case PrimitiveKind.Decimal:
                bool isDecimal = element.TryGetDecimal(out decimal number);
                value = isDecimal ? FhirPathValue.Of(number) : default;
                return isDecimal;
            case PrimitiveKind.Date:
                return TryTemporal(element, FhirPathKind.Date, out value);
            case PrimitiveKind.DateTime or PrimitiveKind.Instant:
                return TryTemporal(element, FhirPathKind.DateTime, out value);
            case PrimitiveKind.Time:
                return TryTemporal(element, FhirPathKind.Time, out value);
            default:
                string? text = element.GetString();
                value = text is null ? default : FhirPathValue.Of(text);
                return text is not null;
        }
    }

    private static bool TryTemporal(Element element, FhirPathKind kind, out FhirPathValue value)
    {
        bool read = TemporalParser.TryParse(element.GetUtf8(), kind, out FhirPathTemporal temporal);
        value = read ? FhirPathValue.Of(temporal) : default;
        return read;
    }

    // An element that the definitions do not know is read by the form of its JSON.
    private static bool TryUntyped(Element element, out FhirPathValue value)
    {
        value = default;
        if (!element.HasValue)
        {
            return false;
        }

        if (element.TryGetBoolean(out bool truth))
        {
            value = FhirPathValue.Of(truth);
        }
        else if (element.ValueKind == System.Text.Json.JsonTokenType.Number)
        {
            return TryPrimitive(element, PrimitiveKind.Integer, out value) || TryPrimitive(element, PrimitiveKind.Decimal, out value);
        }
        else
        {
            value = FhirPathValue.Of(element.GetString() ?? "");
        }

        return true;
    }

    // A comparator makes the quantity a range, which System.Quantity cannot say (FHIR R4 fhirpath.html#quantity).
    private static bool TryQuantity(Element element, TypeDefinition type, out FhirPathValue value)
    {
        value = default;
        if (!IsQuantity(type) || element.Child("comparator").HasValue || !element.Child("value").TryGetDecimal(out decimal number))
        {
            return false;
        }

        string? unit = element.Child("code").GetString() ?? element.Child("unit").GetString();
        if (type.Name == "Money")
        {
            unit = element.Child("currency").GetString();
        }

        bool isCalendar = false;
        if (unit is not null && element.Child("system").GetString() is { } system && system != UcumSystem)
        {
            isCalendar = system == "http://hl7.org/fhirpath/CodeSystem/calendar-units" && CalendarUnits.TryName(unit, out unit!);
        }

        value = FhirPathValue.Of(new FhirPathQuantity(number, unit ?? "1", isCalendar));
        return true;
    }

    private static bool IsQuantity(TypeDefinition type)
    {
        for (TypeDefinition? at = type; at is not null; at = at.Base)
        {
            if (at.Name is "Quantity" or "Money")
            {
                return true;
            }
        }

        return false;
    }

    private static bool ToBoolean(in FhirPathValue value, out FhirPathValue result)
    {
        bool? truth = value.Kind switch
        {
            FhirPathKind.String => value.StringValue.ToLowerInvariant() switch
            {
                "true" or "t" or "yes" or "y" or "1" or "1.0" => true,
                "false" or "f" or "no" or "n" or "0" or "0.0" => false,
                _ => null,
            },
            _ when TryNumber(value, out decimal number) => number == 1 ? true : number == 0 ? false : null,
            _ => null,
        };
        result = FhirPathValue.Of(truth == true);
        return truth is not null;
    }

    private static bool ToLong(in FhirPathValue value, out FhirPathValue result)
    {
        long number = 0;
        bool ok = value.Kind switch
        {
            FhirPathKind.Boolean or FhirPathKind.Integer or FhirPathKind.Long => (number = value.LongValue) == number,
            FhirPathKind.String => long.TryParse(value.StringValue, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        result = FhirPathValue.OfLong(number);
        return ok;
    }

    private static bool ToDecimal(in FhirPathValue value, out FhirPathValue result)
    {
        decimal number = 0;
        bool ok = value.Kind switch
        {
            FhirPathKind.Boolean => (number = value.BooleanValue ? 1.0m : 0.0m) >= 0,
            FhirPathKind.String => DecimalText().IsMatch(value.StringValue) && decimal.TryParse(value.StringValue, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number),
            _ => TryNumber(value, out number),
        };
        result = FhirPathValue.Of(number);
        return ok;
    }

    private static bool ToQuantity(in FhirPathValue value, out FhirPathValue result)
    {
        result = default;
        if (value.Kind == FhirPathKind.String)
        {
            return ReadQuantity(value.StringValue, out result);
        }

        if (value.Kind == FhirPathKind.Boolean)
        {
            result = FhirPathValue.Of(new FhirPathQuantity(value.BooleanValue ? 1.0m : 0.0m, "1", false));
            return true;
        }

        bool ok = TryNumber(value, out decimal number);
        result = FhirPathValue.Of(new FhirPathQuantity(number, "1", false));
        return ok;
    }

    private static bool ReadQuantity(string text, out FhirPathValue result)
    {
        result = default;
        Match match = QuantityText().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["value"].ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        string unit = match.Groups["unit"].Success ? match.Groups["unit"].Value : "1";
        bool isWord = match.Groups["time"].Success, isCalendar = CalendarUnits.TryName(isWord ? match.Groups["time"].Value : unit, out string? word);
        if (isWord && !isCalendar)
        {
            return false;
        }

        unit = word ?? unit;

        result = FhirPathValue.Of(new FhirPathQuantity(number, unit, isCalendar));
        return true;
    }

    private static bool ToTemporal(in FhirPathValue value, FhirPathKind kind, out FhirPathValue result)
    {
        result = default;
        if (value.Kind == FhirPathKind.String)
        {
            return ReadTemporal(value.StringValue, kind, out result);
        }

        if (!value.IsTemporal || value.Kind == FhirPathKind.Time || kind == FhirPathKind.Time)
        {
            return false;
        }

        result = FhirPathValue.Of(TemporalMath.As(value.TemporalValue, kind));
        return true;
    }

    private static bool ReadTemporal(string text, FhirPathKind kind, out FhirPathValue result)
    {
        result = default;
        bool ok = text.Length > 0 && text[^1] != 'T' && TemporalParser.TryParse(text, kind, out FhirPathTemporal temporal) && (result = FhirPathValue.Of(temporal)).Kind == kind;
        return ok || (kind == FhirPathKind.Date && ReadTemporal(text, FhirPathKind.DateTime, out FhirPathValue instant) && ToTemporal(instant, kind, out result));
    }

    [GeneratedRegex(@"\A[+-]?[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalText();

    [GeneratedRegex(@"\A(?<value>[+-]?[0-9]+(\.[0-9]+)?)\s*('(?<unit>[^']+)'|(?<time>[a-zA-Z]+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex QuantityText();
}
