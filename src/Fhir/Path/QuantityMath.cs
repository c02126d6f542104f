using Carewright.Kernel.Units;

namespace Carewright.Fhir.Path;

/// <summary>Comparison and arithmetic of quantities across units (FHIRPath, Quantity Equality, Quantity Equivalence, Math, Unit Conversions).</summary>
internal static class QuantityMath
{
    /// <summary>Order of two quantities; null when their units are not commensurable, or one is a calendar year or month and the other UCUM.</summary>
    public static int? Compare(in FhirPathQuantity left, in FhirPathQuantity right)
    {
        if (left.IsCalendar == right.IsCalendar && left.Unit == right.Unit)
        {
            return left.Value.CompareTo(right.Value);
        }

        if (left.IsCalendar && right.IsCalendar)
        {
            return Scaled(left, right.Unit).CompareTo(Scaled(right, left.Unit));
        }

        if (IsVariable(left) != IsVariable(right) || (IsVariable(left) && left.IsCalendar != right.IsCalendar))
        {
            return left.IsCalendar || right.IsCalendar ? null : CompareUcum(left, right);
        }

        return CompareUcum(left, right);
    }

    public static bool? Equivalent(in FhirPathQuantity left, in FhirPathQuantity right)
    {
        if (left.Unit == right.Unit && left.IsCalendar == right.IsCalendar)
        {
            return DecimalEquivalent(left.Value, right.Value);
        }

        if (left.IsCalendar && right.IsCalendar)
        {
            bool toLeft = CalendarUnits.Milliseconds(left.Unit) >= CalendarUnits.Milliseconds(right.Unit);
            return toLeft
                ? DecimalEquivalent(left.Value, ToCalendar(right, left.Unit))
                : DecimalEquivalent(ToCalendar(left, right.Unit), right.Value);
        }

        if (!TryUnits(left, right, out UcumUnit leftUnit, out UcumUnit rightUnit) || !leftUnit.IsCommensurableWith(rightUnit))
        {
            return null;
        }

        return leftUnit.CompareMagnitude(rightUnit) >= 0
            ? rightUnit.TryConvert(right.Value, leftUnit, out decimal converted) ? DecimalEquivalent(left.Value, converted) : null
            : leftUnit.TryConvert(left.Value, rightUnit, out converted) ? DecimalEquivalent(converted, right.Value) : null;
    }

    /// <summary>Equal after rounding to the fewer decimal places of the two, trailing zeros not counted.</summary>
    public static bool DecimalEquivalent(decimal left, decimal right)
    {
        int places = Math.Min(SignificantPlaces(left), SignificantPlaces(right));
        return Math.Round(left, places, MidpointRounding.AwayFromZero) == Math.Round(right, places, MidpointRounding.AwayFromZero);
    }

    /// <summary>Sum or difference in the more granular unit; null when not commensurable, when a unit is special, or when years or months would have to be converted.</summary>
    public static FhirPathQuantity? Add(in FhirPathQuantity left, in FhirPathQuantity right, int sign)
    {
        if (left.Unit == right.Unit && left.IsCalendar == right.IsCalendar)
        {
            return !left.IsCalendar && IsSpecial(left.Unit) ? null : left with { Value = left.Value + (sign * right.Value) };
        }

        if (left.IsCalendar || right.IsCalendar)
        {
            return AddCalendar(left, right, sign);
        }

        if (!TryUnits(left, right, out UcumUnit leftUnit, out UcumUnit rightUnit) || leftUnit.IsSpecial || rightUnit.IsSpecial)
        {
            return null;
        }

        bool toLeft = leftUnit.CompareMagnitude(rightUnit) <= 0;
        UcumUnit target = toLeft ? leftUnit : rightUnit;
        return leftUnit.TryConvert(left.Value, target, out decimal a) && rightUnit.TryConvert(right.Value, target, out decimal b)
            ? new FhirPathQuantity(a + (sign * b), target.Code, false)
            : null;
    }

    /// <summary>Product (<paramref name="power"/> 1) or quotient (-1); null for calendar and special units, and for division by zero.</summary>
    public static FhirPathQuantity? Multiply(in FhirPathQuantity left, in FhirPathQuantity right, int power)
    {
        if (power < 0 && right.Value == 0)
        {
            return null;
        }

        decimal value = power > 0 ? left.Value * right.Value : left.Value / right.Value;
        if (right is { Unit: "1", IsCalendar: false })
        {
            return left with { Value = value };
        }

        if (power > 0 && left is { Unit: "1", IsCalendar: false })
        {
            return right with { Value = value };
        }

        if (left.IsCalendar || right.IsCalendar || !TryUnits(left, right, out UcumUnit leftUnit, out UcumUnit rightUnit))
        {
            return null;
        }

        return leftUnit.Combine(rightUnit, power) is { } unit ? new FhirPathQuantity(value, unit.Code, false) : null;
    }

    /// <summary>Expresses a quantity in another unit, a UCUM code or a calendar word; null when it cannot be.</summary>
    public static FhirPathQuantity? Convert(in FhirPathQuantity value, string unit)
    {
        bool toCalendar = CalendarUnits.TryName(unit, out string? word);
        if (value.IsCalendar)
        {
            // Conversion happens within the calendar; then the unit beside the target's is taken.
            string? target = toCalendar ? word : CalendarUnits.TryCalendarOf(unit, out string? beside) ? beside : null;
            return target is null ? null : new FhirPathQuantity(ToCalendar(value, target), toCalendar ? target : unit, toCalendar);
        }

        string code = toCalendar ? CalendarUnits.UcumOf(word!) : unit;
        return UcumUnit.TryParse(value.Unit, out UcumUnit? from) && UcumUnit.TryParse(code, out UcumUnit? to) && from.TryConvert(value.Value, to, out decimal result)
            ? new FhirPathQuantity(result, toCalendar ? word! : unit, toCalendar)
            : null;
    }

    private static FhirPathQuantity? AddCalendar(in FhirPathQuantity left, in FhirPathQuantity right, int sign)
    {
        if (!TryWord(left, out string leftWord) || !TryWord(right, out string rightWord) || (leftWord != rightWord && (CalendarUnits.IsVariable(leftWord) || CalendarUnits.IsVariable(rightWord))))
        {
            return null;
        }

        if (leftWord == rightWord && CalendarUnits.IsVariable(leftWord))
        {
            return null;
        }

        string target = CalendarUnits.Milliseconds(leftWord) <= CalendarUnits.Milliseconds(rightWord) ? leftWord : rightWord;
        var a = new FhirPathQuantity(left.Value, leftWord, true);
        var b = new FhirPathQuantity(right.Value, rightWord, true);
        return new FhirPathQuantity(ToCalendar(a, target) + (sign * ToCalendar(b, target)), target, true);
    }

    private static bool TryWord(in FhirPathQuantity value, out string word)
    {
        word = value.Unit;
        return value.IsCalendar || CalendarUnits.TryCalendarOf(value.Unit, out word!);
    }

    private static int? CompareUcum(in FhirPathQuantity left, in FhirPathQuantity right) =>
        TryUnits(left, right, out UcumUnit leftUnit, out UcumUnit rightUnit) ? UcumUnit.Compare(left.Value, leftUnit, right.Value, rightUnit) : null;

    private static bool TryUnits(in FhirPathQuantity left, in FhirPathQuantity right, out UcumUnit leftUnit, out UcumUnit rightUnit)
    {
        rightUnit = UcumUnit.One;
        return UcumUnit.TryParse(CodeOf(left), out leftUnit!) && UcumUnit.TryParse(CodeOf(right), out rightUnit!);
    }

    private static string CodeOf(in FhirPathQuantity value) => value.IsCalendar ? CalendarUnits.UcumOf(value.Unit) : value.Unit;

    private static bool IsVariable(in FhirPathQuantity value) => value.Unit is "year" or "month" or "a" or "mo";

    private static bool IsSpecial(string code) => UcumUnit.TryParse(code, out UcumUnit? unit) && unit.IsSpecial;

    // Both sides scaled by the other's denominator, so that the comparison stays exact.
    private static decimal Scaled(in FhirPathQuantity value, string other)
    {
        bool toOther = CalendarUnits.Milliseconds(value.Unit) >= CalendarUnits.Milliseconds(other);
        return toOther ? value.Value * CalendarUnits.Factor(value.Unit, other).Numerator / CalendarUnits.Factor(value.Unit, other).Denominator : value.Value;
    }

    private static decimal ToCalendar(in FhirPathQuantity value, string unit)
    {
        (decimal numerator, decimal denominator) = CalendarUnits.Factor(value.Unit, unit);
        return value.Unit == unit ? value.Value : value.Value * numerator / denominator;
    }

    private static int SignificantPlaces(decimal value)
    {
        int places = value.Scale;
        while (places > 0 && Math.Round(value, places - 1) == value)
        {
            places--;
        }

        return places;
    }
}
