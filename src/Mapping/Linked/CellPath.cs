using System.Globalization;

namespace Carewright.Mapping.Linked;

/// <summary>
/// A place as a map names it: <c>PID-3[*].4.1</c> in a segment, <c>.4.1</c> below what the rule stands in, <c>.</c> that itself. <c>[*]</c> means every repetition, <c>[2*]</c> every one from the second on,
/// nothing the first.
/// </summary>
internal sealed record CellPath(string? Segment, int Field, int Repetition, bool IsEvery, int Component, int Subcomponent)
{
    /// <summary>Whether it stands below what the rule stands in.</summary>
    public bool IsRelative => Segment is null;

    /// <summary>Whether it is the very thing that the rule stands in.</summary>
    public bool IsSelf => IsRelative && Component == 0;

    /// <summary>Reads a path; null when it is none.</summary>
    public static CellPath? Parse(string text)
    {
        if (text == ".")
            return new CellPath(null, 0, 1, false, 0, 0);
        if (text.StartsWith('.'))
            return Below(Parts(text));
        if (text.Length < 5 || text[3] != '-' || !text[..3].All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter)) || !char.IsAsciiLetterUpper(text[0]))
            return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? text[4..] : text[4..dot];
        var (c, s) = dot < 0 ? (0, 0) : Parts(text[dot..]);
        var (field, repetition, isEvery) = Head(head);
        return c < 0 || field < 1 ? null : new CellPath(string.Intern(text[..3]), field, repetition, isEvery, c, s);
    }

    private static CellPath? Below((int Component, int Subcomponent) part) => part.Component > 0 ? new CellPath(null, 0, 1, false, part.Component, part.Subcomponent) : null;

    private static (int Field, int Repetition, bool IsEvery) Head(string text)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return (Number(text), 1, false);
        if (!text.EndsWith(']'))
            return (-1, 0, false);
        var inner = text[(bracket + 1)..^1];
        var isEvery = inner.EndsWith('*');
        var from = inner == "*" ? 1 : Number(isEvery ? inner[..^1] : inner);
        return from < 1 ? (-1, 0, false) : (Number(text[..bracket]), from, isEvery);
    }

    private static (int Component, int Subcomponent) Parts(string text)
    {
        var parts = text.Split('.');
        if (parts.Length is < 2 or > 3)
            return (-1, 0);
        var sub = parts.Length == 3 ? Number(parts[2]) : 0;
        return sub < 0 ? (-1, 0) : (Number(parts[1]), sub);
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 250 ? number : -1;
}
