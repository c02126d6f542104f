using System.Globalization;
using Carewright.Hl7v2;

namespace Carewright.Interfaces.Numbering;

/// <summary>What MSH-13 of a message means to whoever takes it (HL7 v2.8 ch. 2.10.1).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The number; 0 where it is none.</param>
internal readonly record struct SequenceNumber(SequenceKind Kind, long Value)
{
    /// <summary>The field.</summary>
    internal static readonly Hl7Path Field = Hl7Path.Parse("MSH-13");

    /// <summary>MSA-4 of who has taken none yet, and MSH-13 of who begins anew.</summary>
    internal const long Unknown = -1;

    // MSH-13 and MSA-4 have 15 digits.
    private const long Most = 999_999_999_999_999;

    /// <summary>Judges a number.</summary>
    /// <param name="text">MSH-13.</param>
    /// <param name="last">What was taken last; null: nothing yet.</param>
    internal static SequenceNumber Of(string text, long? last)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value is < Unknown or > Most)
            return new(SequenceKind.Wrong, 0);
        var kind = value switch
        {
            Unknown => SequenceKind.Anew,
            0 => SequenceKind.Start,
            _ when last is not { } taken || value == taken + 1 => SequenceKind.Next,
            _ => value <= last ? SequenceKind.Earlier : SequenceKind.Gap,
        };
        return new(kind, value);
    }
}

/// <summary>What a number is.</summary>
internal enum SequenceKind
{
    /// <summary>The one that was expected, or the first of all.</summary>
    Next,

    /// <summary>0: the sender asks what is expected.</summary>
    Start,

    /// <summary>-1: the sender begins anew with whatever number comes next.</summary>
    Anew,

    /// <summary>One that was taken before.</summary>
    Earlier,

    /// <summary>Messages are missing before it.</summary>
    Gap,

    /// <summary>No number.</summary>
    Wrong,
}
