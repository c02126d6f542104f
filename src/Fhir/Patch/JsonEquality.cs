using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Carewright.Fhir.Patch;

/// <summary>Equality of JSON values as <c>test</c> wants it: members in any order, numbers by value, strings by their characters (RFC 6902 section 4.6).</summary>
internal static class JsonEquality
{
    internal static bool AreEqual(JsonTree left, JsonTree right)
    {
        if (left.IsObject || right.IsObject)
            return left.IsObject && right.IsObject && SameMembers(left, right);
        if (left.IsArray || right.IsArray)
            return left.IsArray && right.IsArray && left.Items.Count == right.Items.Count && left.Items.Zip(right.Items).All(pair => AreEqual(pair.First, pair.Second));
        if (left.First == '"' && right.First == '"')
            return Text(left) == Text(right);
        return IsNumber(left) && IsNumber(right) ? Canonical(left.Raw) == Canonical(right.Raw) : left.Raw.SequenceEqual(right.Raw);
    }

    private static bool SameMembers(JsonTree left, JsonTree right) =>
        left.Members.Count == right.Members.Count && left.Members.All(member => right.Find(member.Name) is { } other && AreEqual(member.Value, other));

    private static string? Text(JsonTree value)
    {
        var reader = new Utf8JsonReader(value.Raw);
        reader.Read();
        return reader.GetString();
    }

    private static bool IsNumber(JsonTree value) => value.First is (byte)'-' or (>= (byte)'0' and <= (byte)'9');

    /// <summary>Digits without leading and trailing zeros, and the power of ten they stand at: equal for equal numbers of any size.</summary>
    private static (bool IsNegative, string Digits, long Exponent) Canonical(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.ASCII.GetString(raw);
        var isNegative = text[0] == '-';
        var mark = text.IndexOfAny(['e', 'E']);
        var mantissa = text[(isNegative ? 1 : 0)..(mark < 0 ? text.Length : mark)];
        if (mark < 0 || !long.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            exponent = mark < 0 ? 0 : text[mark + 1] == '-' ? long.MinValue / 2 : long.MaxValue / 2;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var trimmed = digits.TrimEnd('0');
        exponent += digits.Length - trimmed.Length;
        trimmed = trimmed.TrimStart('0');
        return trimmed.Length == 0 ? (false, "", 0) : (isNegative, trimmed, exponent);
    }
}
