using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>= and ~ of items and collections (FHIRPath, Equality). Null stands for the empty result.</summary>
internal static class Equality
{
    public static bool? Collections(Evaluation evaluation, ReadOnlySpan<FhirPathValue> left, ReadOnlySpan<FhirPathValue> right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return null;
        }

        if (left.Length != right.Length)
        {
            return false;
        }

        bool? result = true;
        for (int i = 0; i < left.Length && result != false; i++)
        {
            result = Both(result, Items(evaluation, left[i], right[i]));
        }

        return result;
    }

    public static bool? Items(Evaluation evaluation, in FhirPathValue left, in FhirPathValue right)
    {
        evaluation.Step();
        if (left.IsElement && right.IsElement && IsText(left.Element) && IsText(right.Element))
        {
            return left.Element.ValueEquals(right.Element.GetUtf8());
        }

        bool leftSimple = left.TryGetSystemValue(out FhirPathValue a), rightSimple = right.TryGetSystemValue(out FhirPathValue b);
        if (leftSimple && rightSimple)
        {
            return System(a, b);
        }

        return left.IsElement && right.IsElement && !leftSimple && !rightSimple ? Deep(evaluation, left.Element, right.Element) : false;
    }

    public static bool? EquivalentCollections(Evaluation evaluation, ReadOnlySpan<FhirPathValue> left, ReadOnlySpan<FhirPathValue> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        if (left.Length == 1)
        {
            return EquivalentItems(evaluation, left[0], right[0]);
        }

        Span<bool> used = left.Length <= 64 ? stackalloc bool[left.Length] : new bool[left.Length];
        foreach (ref readonly FhirPathValue item in left)
        {
            int match = FindEquivalent(evaluation, item, right, used);
            if (match < 0)
            {
                return false;
            }

            used[match] = true;
        }

        return true;
    }

    public static bool? EquivalentItems(Evaluation evaluation, in FhirPathValue left, in FhirPathValue right)
    {
        evaluation.Step();
        bool leftSimple = left.TryGetSystemValue(out FhirPathValue a), rightSimple = right.TryGetSystemValue(out FhirPathValue b);
        if (leftSimple && rightSimple)
        {
            return EquivalentSystem(a, b);
        }

        return left.IsElement && right.IsElement && !leftSimple && !rightSimple && DeepEquivalent(evaluation, left.Element, right.Element);
    }

    /// <summary>True for a primitive with a value that counts as a string, so that its bytes can be compared.</summary>
    public static bool IsText(Element element) => element.HasValue && element.Type is { } type && type.Primitive switch
    {
        PrimitiveKind.None or PrimitiveKind.Boolean or PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal
            or PrimitiveKind.Date or PrimitiveKind.DateTime or PrimitiveKind.Instant or PrimitiveKind.Time => false,
        _ => true,
    };

    private static bool? Both(bool? a, bool? b) => a == false || b == false ? false : a is null || b is null ? null : true;

    private static bool? System(in FhirPathValue a, in FhirPathValue b)
    {
        if (a.Kind == FhirPathKind.String && b.Kind == FhirPathKind.String)
        {
            return string.Equals(a.StringValue, b.StringValue, StringComparison.Ordinal);
        }

        if (a.Kind is FhirPathKind.Integer or FhirPathKind.Long && b.Kind is FhirPathKind.Integer or FhirPathKind.Long)
        {
            return a.LongValue == b.LongValue;
        }

        if (Conversions.TryNumber(a, out decimal x) && Conversions.TryNumber(b, out decimal y))
        {
            return x == y;
        }

        if (TemporalPair(a, b))
        {
            return TemporalMath.Compare(a.TemporalValue, b.TemporalValue) is { } order ? order == 0 : null;
        }

        if (TryQuantities(a, b, out FhirPathQuantity left, out FhirPathQuantity right))
        {
            return QuantityMath.Compare(left, right) is { } order ? order == 0 : null;
        }

        return a.Kind == b.Kind && a.Kind switch
        {
            FhirPathKind.Boolean => a.BooleanValue == b.BooleanValue,
            FhirPathKind.TypeInfo => a.TypeInfoValue == b.TypeInfoValue,
            _ => false,
        };
    }

    private static bool? EquivalentSystem(in FhirPathValue a, in FhirPathValue b)
    {
        if (a.Kind == FhirPathKind.String && b.Kind == FhirPathKind.String)
        {
            return string.Equals(Blanked(a.StringValue), Blanked(b.StringValue), StringComparison.OrdinalIgnoreCase);
        }

        if (Conversions.TryNumber(a, out decimal x) && Conversions.TryNumber(b, out decimal y))
        {
            return QuantityMath.DecimalEquivalent(x, y);
        }

        if (TryQuantities(a, b, out FhirPathQuantity left, out FhirPathQuantity right))
        {
            return QuantityMath.Equivalent(left, right);
        }

        return System(a, b) ?? false;
    }

    public static bool TemporalPair(in FhirPathValue a, in FhirPathValue b) =>
        a.IsTemporal && b.IsTemporal && a.Kind == FhirPathKind.Time == (b.Kind == FhirPathKind.Time);

    /// <summary>Both as quantities when at least one is one and the other a quantity or a number (unit "1").</summary>
    public static bool TryQuantities(in FhirPathValue a, in FhirPathValue b, out FhirPathQuantity left, out FhirPathQuantity right)
    {
        right = default;
        return AsQuantity(a, out left) && AsQuantity(b, out right) && (a.Kind == FhirPathKind.Quantity || b.Kind == FhirPathKind.Quantity);
    }

    private static bool AsQuantity(in FhirPathValue value, out FhirPathQuantity quantity)
    {
        bool number = Conversions.TryNumber(value, out decimal amount);
        quantity = value.Kind == FhirPathKind.Quantity ? value.QuantityValue : new FhirPathQuantity(amount, "1", false);
        return number || value.Kind == FhirPathKind.Quantity;
    }

    private static bool? Deep(Evaluation evaluation, Element left, Element right)
    {
        if (left.Equals(right) || left.RawJson.SequenceEqual(right.RawJson) && !left.IsPrimitive && !right.IsPrimitive)
        {
            return true;
        }

        if (!ReferenceEquals(left.Type, right.Type))
        {
            return false;
        }

        return InStep(evaluation, left, right, out bool? inStep) ? inStep : OutOfStep(evaluation, left, right);
    }

    // Two resources mostly write their elements in the same order; then both are walked side by side. False when the order differs.
    private static bool InStep(Evaluation evaluation, Element left, Element right, out bool? result)
    {
        result = true;
        ElementEnumerator others = right.Children();
        foreach (Element child in left.Children())
        {
            if (!others.MoveNext() || !ReferenceEquals(others.Current.Definition, child.Definition) || child.Definition is null)
            {
                return false;
            }

            result = Both(result, Items(evaluation, FhirPathValue.Of(child), FhirPathValue.Of(others.Current)));
            if (result == false)
            {
                return true;
            }
        }

        return !others.MoveNext();
    }

    private static bool? OutOfStep(Evaluation evaluation, Element left, Element right)
    {
        List<FhirPathValue> others = ChildrenOf(evaluation, right);
        bool? result = true;
        foreach (Element child in left.Children())
        {
            int match = others.FindIndex(other => other.Element.Name == child.Name);
            if (match < 0)
            {
                return false;
            }

            result = Both(result, Items(evaluation, FhirPathValue.Of(child), others[match]));
            others.RemoveAt(match);
            if (result == false)
            {
                return false;
            }
        }

        return others.Count == 0 ? result : false;
    }

    private static bool DeepEquivalent(Evaluation evaluation, Element left, Element right)
    {
        List<FhirPathValue> others = ChildrenOf(evaluation, right);
        foreach (Element child in left.Children())
        {
            int match = others.FindIndex(other => other.Element.Name == child.Name && EquivalentItems(evaluation, FhirPathValue.Of(child), other) == true);
            if (match < 0)
            {
                return false;
            }

            others.RemoveAt(match);
        }

        return others.Count == 0;
    }

    private static List<FhirPathValue> ChildrenOf(Evaluation evaluation, Element element)
    {
        var children = new List<FhirPathValue>();
        foreach (Element child in element.Children())
        {
            evaluation.Step();
            children.Add(FhirPathValue.Of(child));
        }

        return children;
    }

    private static int FindEquivalent(Evaluation evaluation, in FhirPathValue item, ReadOnlySpan<FhirPathValue> others, Span<bool> used)
    {
        for (int i = 0; i < others.Length; i++)
        {
            if (!used[i] && EquivalentItems(evaluation, item, others[i]) == true)
            {
                return i;
            }
        }

        return -1;
    }

    // Every kind of white space counts as the same; runs of it are not shortened.
    private static string Blanked(string text)
    {
        int first = 0;
        while (first < text.Length && (text[first] == ' ' || !char.IsWhiteSpace(text[first])))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var blanked = new StringBuilder(text);
        for (int i = first; i < text.Length; i++)
        {
            blanked[i] = char.IsWhiteSpace(text[i]) ? ' ' : text[i];
        }

        return blanked.ToString();
    }
}
