using System.Globalization;

namespace Carewright.Hl7v2;

/// <summary>A place in a message, as people write it: <c>PID-3[2].4.1</c> is the first sub-component of the fourth component of the second repetition of the third field of PID, <c>OBX[3]-5</c> the value of the third OBX.</summary>
/// <param name="Segment">Name, in capital letters.</param>
/// <param name="Occurrence">Which of the segments of that name, from 1; 0 when it is left open.</param>
/// <param name="Field">Field, from 1.</param>
/// <param name="Repetition">Repetition, from 1; 0 when it is left open.</param>
/// <param name="Component">Component, from 1; 0 for the whole repetition.</param>
/// <param name="Subcomponent">Sub-component, from 1; 0 for the whole component.</param>
public readonly record struct Hl7Path(string Segment, int Occurrence, int Field, int Repetition = 0, int Component = 0, int Subcomponent = 0)
{
    private const int Most = 100_000;

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static Hl7Path Parse(string text) => TryParse(text, out var path) ? path : throw new FormatException($"'{text}' is no path such as PID-3[2].4.1.");

    /// <summary>Reads a path; false when it is none.</summary>
    public static bool TryParse(string? text, out Hl7Path path)
    {
        path = default;
        if (text is not { Length: > 4 } || !text.AsSpan(0, 3).ToString().All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(text[0]))
            return false;
        var rest = text.AsSpan(3);
        if (!TryReadIndex(ref rest, out var occurrence) || rest is not ['-', ..])
            return false;
        rest = rest[1..];
        if (!TryReadNumber(ref rest, out var field) || !TryReadIndex(ref rest, out var repetition) || !TryReadPart(ref rest, out var component) || !TryReadPart(ref rest, out var subcomponent) || !rest.IsEmpty)
            return false;
        path = new Hl7Path(text[..3].ToUpperInvariant(), occurrence, field, repetition, component, subcomponent);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Segment}{(Occurrence > 0 ? $"[{Occurrence}]" : "")}-{Field}{(Repetition > 0 ? $"[{Repetition}]" : "")}{(Component > 0 ? $".{Component}" : "")}{(Subcomponent > 0 ? $".{Subcomponent}" : "")}");

    /// <summary>The part of a field or repetition that the path asks for.</summary>
    internal Hl7Value Within(Hl7Value repetition)
    {
        if (Component == 0)
            return repetition;
        var component = repetition.Component(Component);
        return Subcomponent == 0 ? component : component.Subcomponent(Subcomponent);
    }

    private static bool TryReadIndex(ref ReadOnlySpan<char> rest, out int index)
    {
        index = 0;
        if (rest is not ['[', ..])
            return true;
        rest = rest[1..];
        if (rest is ['*', ']', ..])
        {
            rest = rest[2..];
            return true;
        }
        if (!TryReadNumber(ref rest, out index) || rest is not [']', ..])
            return false;
        rest = rest[1..];
        return true;
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, out int part)
    {
        part = 0;
        if (rest is not ['.', ..])
            return true;
        rest = rest[1..];
        return TryReadNumber(ref rest, out part);
    }

    private static bool TryReadNumber(ref ReadOnlySpan<char> rest, out int number)
    {
        var digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            digits++;
        if (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > Most)
            return false;
        rest = rest[digits..];
        return true;
    }
}
