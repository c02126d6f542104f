using System.Globalization;

namespace Carewright.Fhir.Packages;

/// <summary>
/// Business versions from old to new: numbers as numbers, a label such as <c>-ballot</c> before the release it leads to, none at all before any. Versions
/// that are dates order rightly too.
/// </summary>
internal sealed class VersionOrder : IComparer<string?>
{
    private VersionOrder()
    {
    }

    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var (left, leftLabel) = Split(x);
        var (right, rightLabel) = Split(y);
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = ComparePart(i < left.Length ? left[i] : "0", i < right.Length ? right[i] : "0");
            if (order != 0)
                return order;
        }
        if (leftLabel.Length == 0 || rightLabel.Length == 0)
            return rightLabel.Length - leftLabel.Length;
        return string.CompareOrdinal(leftLabel, rightLabel);
    }

    private static (string[] Parts, string Label) Split(string version)
    {
        var at = version.IndexOf('-', StringComparison.Ordinal);
        // A date has hyphens too, and its parts are all numbers.
        if (at < 0 || version.All(c => char.IsAsciiDigit(c) || c is '-' or '.'))
            return (version.Split('.', '-'), "");
        return (version[..at].Split('.'), version[(at + 1)..]);
    }

    private static int ComparePart(string left, string right) =>
        long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var a) && long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(left, right);
}
