namespace Carewright.Fhir.Path;

/// <summary>Comparison and arithmetic of single items (FHIRPath, Comparison and Math). Null stands for the empty result.</summary>
internal static class Operators
{
    /// <summary>Order of two System values; null when unknown; an error when their types cannot be compared.</summary>
    public static int? Compare(in FhirPathValue a, in FhirPathValue b)
    {
        if (Conversions.TryNumber(a, out decimal x) && Conversions.TryNumber(b, out decimal y))
        {
            return x.CompareTo(y);
        }

        if (a.Kind == FhirPathKind.String && b.Kind == FhirPathKind.String)
        {
            return CompareText(a.StringValue, b.StringValue);
        }

        if (Equality.TemporalPair(a, b))
        {
            return TemporalMath.Compare(a.TemporalValue, b.TemporalValue);
        }

        return Equality.TryQuantities(a, b, out FhirPathQuantity left, out FhirPathQuantity right) ? QuantityMath.Compare(left, right) : throw Mismatch("compared", a, b);
    }

    public static FhirPathValue? Arithmetic(Evaluation evaluation, string op, in FhirPathValue a, in FhirPathValue b, int position)
    {
        try
        {
            return op switch
            {
                "+" => Add(evaluation, a, b, 1, position),
                "-" => Add(evaluation, a, b, -1, position),
                "*" => Multiply(a, b),
                "/" => Divide(a, b),
                _ => Whole(op, a, b),
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    public static FhirPathValue? Negate(in FhirPathValue value)
    {
        switch (value.Kind)
        {
            case FhirPathKind.Integer: return value.IntegerValue == int.MinValue ? null : FhirPathValue.Of(-value.IntegerValue);
            case FhirPathKind.Long: return value.LongValue == long.MinValue ? null : FhirPathValue.OfLong(-value.LongValue);
            case FhirPathKind.Decimal: return FhirPathValue.Of(-value.DecimalValue);
            case FhirPathKind.Quantity: return FhirPathValue.Of(value.QuantityValue with { Value = -value.QuantityValue.Value });
            default: throw Evaluation.Error(FhirPathErrors.Operand, $"{value.TypeName} has no sign.");
        }
    }

    // By Unicode scalar value, which is not the order of UTF-16 units beyond the basic plane.
    private static int CompareText(string a, string b)
    {
        int length = Math.Min(a.Length, b.Length);
        for (int i = 0; i < length; i++)
        {
            char x = a[i], y = b[i];
            if (x != y)
            {
                return char.IsSurrogate(x) != char.IsSurrogate(y) ? (char.IsSurrogate(x) ? 1 : -1) : x.CompareTo(y);
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static FhirPathValue? Add(Evaluation evaluation, in FhirPathValue a, in FhirPathValue b, int sign, int position)
    {
        if (a.IsTemporal && b.Kind == FhirPathKind.Quantity)
        {
            return TemporalMath.Add(a.TemporalValue, b.QuantityValue, sign, position) is { } moved ? FhirPathValue.Of(moved) : null;
        }

        if (a.Kind == FhirPathKind.String && b.Kind == FhirPathKind.String && sign > 0)
        {
            evaluation.CheckLength((long)a.StringValue.Length + b.StringValue.Length);
            return FhirPathValue.Of(a.StringValue + b.StringValue);
        }

        if (TryWhole(a, b, out long x, out long y, out FhirPathKind kind))
        {
            return Whole(checked(sign > 0 ? x + y : x - y), kind);
        }

        if (Conversions.TryNumber(a, out decimal left) && Conversions.TryNumber(b, out decimal right))
        {
            return FhirPathValue.Of(sign > 0 ? left + right : left - right);
        }

        return Equality.TryQuantities(a, b, out FhirPathQuantity q, out FhirPathQuantity r)
            ? QuantityMath.Add(q, r, sign) is { } sum ? FhirPathValue.Of(sum) : null
            : throw Mismatch(sign > 0 ? "added" : "subtracted", a, b);
    }

    private static FhirPathValue? Multiply(in FhirPathValue a, in FhirPathValue b)
    {
        if (TryWhole(a, b, out long x, out long y, out FhirPathKind kind))
        {
            return Whole(checked(x * y), kind);
        }

        if (Conversions.TryNumber(a, out decimal left) && Conversions.TryNumber(b, out decimal right))
        {
            return FhirPathValue.Of(left * right);
        }

        return Equality.TryQuantities(a, b, out FhirPathQuantity q, out FhirPathQuantity r)
            ? QuantityMath.Multiply(q, r, 1) is { } product ? FhirPathValue.Of(product) : null
            : throw Mismatch("multiplied", a, b);
    }

    private static FhirPathValue? Divide(in FhirPathValue a, in FhirPathValue b)
    {
        if (Conversions.TryNumber(a, out decimal left) && Conversions.TryNumber(b, out decimal right))
        {
            return right == 0 ? null : FhirPathValue.Of(left / right);
        }

        return Equality.TryQuantities(a, b, out FhirPathQuantity q, out FhirPathQuantity r)
            ? QuantityMath.Multiply(q, r, -1) is { } quotient ? FhirPathValue.Of(quotient) : null
            : throw Mismatch("divided", a, b);
    }

    private static FhirPathValue? Whole(string op, in FhirPathValue a, in FhirPathValue b)
    {
        if (TryWhole(a, b, out long x, out long y, out FhirPathKind kind))
        {
            return y == 0 ? null : y == -1 ? Whole(op == "div" ? checked(-x) : 0, kind) : Whole(op == "div" ? x / y : x % y, kind);
        }

        if (Conversions.TryNumber(a, out decimal left) && Conversions.TryNumber(b, out decimal right))
        {
            return right == 0 ? null : FhirPathValue.Of(op == "div" ? decimal.Truncate(left / right) : left % right);
        }

        throw Mismatch("divided", a, b);
    }

    private static bool TryWhole(in FhirPathValue a, in FhirPathValue b, out long x, out long y, out FhirPathKind kind)
    {
        bool whole = a.Kind is FhirPathKind.Integer or FhirPathKind.Long && b.Kind is FhirPathKind.Integer or FhirPathKind.Long;
        x = whole ? a.LongValue : 0;
        y = whole ? b.LongValue : 0;
        kind = a.Kind == FhirPathKind.Long || b.Kind == FhirPathKind.Long ? FhirPathKind.Long : FhirPathKind.Integer;
        return whole;
    }

    private static FhirPathValue? Whole(long value, FhirPathKind kind) =>
        kind == FhirPathKind.Long ? FhirPathValue.OfLong(value) : value is >= int.MinValue and <= int.MaxValue ? FhirPathValue.Of((int)value) : null;

    private static FhirPathException Mismatch(string what, in FhirPathValue a, in FhirPathValue b) =>
        Evaluation.Error(FhirPathErrors.Operand, $"{a.TypeName} and {b.TypeName} cannot be {what}.");
}
