using System.Text;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Text;
using Carewright.Mapping.Writing.Linked;

namespace Carewright.Mapping.Writing.Running;

/// <summary>Texts as they stand in a message: without what no text may have, escaped, in UTF-8.</summary>
internal static class EscapedValue
{
    /// <summary>What was changed for the message's sake.</summary>
    [Flags]
    public enum Change
    {
        /// <summary>Nothing.</summary>
        None = 0,

        /// <summary>Characters were left out that no text may have.</summary>
        Letters = 1,

        /// <summary>Line breaks became spaces.</summary>
        Lines = 2,
    }

    /// <summary>The bytes of a text; empty when nothing is left of it.</summary>
    public static (byte[] Bytes, Change Change) Of(string text, TextForm form)
    {
        var (clean, change) = Clean(text.Trim());
        if (form != TextForm.Formatted && clean.AsSpan().ContainsAny('\r', '\n'))
            (clean, change) = (string.Join(' ', clean.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)), change | Change.Lines);
        if (form == TextForm.Day && clean.Length > 8)
            clean = clean[..8];
        // Two quotation marks alone would say that there is none.
        return (clean == "\"\"" ? @"\X22\\X22\"u8.ToArray() : EscapedText.Encode(clean, Delimiters.Standard, CharacterSet.Utf8), change);
    }

    private static (string Text, Change Change) Clean(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if ((!Rune.IsControl(rune) || rune.Value is '\t' or '\n' or '\r') && rune != Rune.ReplacementChar)
                kept.Append(rune.ToString());
        return kept.Length == text.Length ? (text, Change.None) : (kept.ToString().Trim(), Change.Letters);
    }
}
