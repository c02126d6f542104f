using Carewright.Fhir.Json;

namespace Carewright.Fhir.Profiles;

/// <summary>Compares an element with a fixed value or a pattern of a profile (FHIR R4 elementdefinition.html#fixed-and-pattern).</summary>
internal static class ElementMatch
{
    /// <summary>True when both say exactly the same: the same elements with the same values, repetitions in the same order.</summary>
    public static bool IsEqual(Element value, Element expected)
    {
        if (!SameValue(value, expected))
            return false;
        var count = 0;
        var wanted = expected.Children();
        foreach (var child in value.Children())
        {
            count++;
            if (!wanted.MoveNext())
                return false;
            // Of the same name and in step as long as the order of properties is the same; otherwise looked up by name and place.
            var other = SameName(child, wanted.Current) ? wanted.Current : Counterpart(child, expected);
            if (!other.Exists || !IsEqual(child, other))
                return false;
        }
        return expected.Children().Count() == count;
    }

    /// <summary>True when everything the pattern says is said; of repetitions, each of the pattern's is matched by some of the value's.</summary>
    public static bool Contains(Element value, Element pattern)
    {
        if (pattern.HasValue && !SameValue(value, pattern))
            return false;
        foreach (var wanted in pattern.Children())
        {
            var found = false;
            foreach (var child in value.Children())
                if (SameName(child, wanted) && Contains(child, wanted))
                {
                    found = true;
                    break;
                }
            if (!found)
                return false;
        }
        return true;
    }

    private static Element Counterpart(Element child, Element within)
    {
        foreach (var other in within.Children())
            if (SameName(child, other) && child.ItemIndex == other.ItemIndex)
                return other;
        return default;
    }

    private static bool SameName(Element left, Element right)
    {
        if (left.Definition is { } a && right.Definition is { } b)
            return a.NameIndex == b.NameIndex && (!a.IsChoice || ReferenceEquals(left.Type, right.Type));
        return left.Name == right.Name;
    }

    private static bool SameValue(Element left, Element right)
    {
        if (left.HasValue != right.HasValue)
            return false;
        if (!left.HasValue || left.RawValue.SequenceEqual(right.RawValue))
            return true;
        return left.IsEscaped || right.IsEscaped
            ? left.GetUtf8().SequenceEqual(right.GetUtf8())
            : left.TryGetDecimal(out var a) && right.TryGetDecimal(out var b) && a == b;
    }
}
