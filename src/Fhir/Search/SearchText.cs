using System.Buffers;
using System.Globalization;
using System.Text;

namespace Carewright.Fhir.Search;

/// <summary>
/// The one normalisation of text that is searched, used for stored values and for operands alike (FHIR R4 search.html#string: case, accents, punctuation and
/// extra white space are ignored).
/// </summary>
/// <remarks>
/// Every letter goes through these steps. Width: full-width Latin and half-width kana take their usual width. Accents: combining marks of Latin, Greek and
/// Cyrillic, Hebrew and Arabic points are dropped; vowel
/// signs of other scripts stay, Japanese voicing marks and Korean jamo join the letter before. Case: lower. Spelling: composed letters lose their accents,
/// ligatures and letters without a plain counterpart are
/// spelt out (ß: ss; æ: ae; ø: o; ł: l; þ: th; final ς: σ). Punctuation: apostrophes, full stops and characters that are not seen are dropped
/// (<c>O'Brien</c> is <c>obrien</c>), every other punctuation mark becomes a
/// space. White space: runs become one space, none at the ends. Symbols (<c>+ &lt; = $</c>) stay. An unpaired surrogate becomes U+FFFD. Independent of
/// culture; <c>Fold(Fold(x)) == Fold(x)</c>.
/// </remarks>
public static class SearchText
{
    private static readonly System.Buffers.SearchValues<char> s_plain = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Folds one text. Empty when nothing but punctuation and white space was in it.</summary>
    public static string Fold(string text) => Fold(text.AsSpan(), text);

    /// <summary>Folds one text.</summary>
    public static string Fold(ReadOnlySpan<char> text) => Fold(text, null);

    private static string Fold(ReadOnlySpan<char> text, string? original)
    {
        if (text.IndexOfAnyExcept(s_plain) < 0)
            return original ?? text.ToString();
        if (Ascii.IsValid(text))
            return FoldAscii(text);
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Append(folded, rune);
        if (folded.Length > 0 && folded[^1] == ' ')
            folded.Length--;
        return folded.ToString();
    }

    private static string FoldAscii(ReadOnlySpan<char> text)
    {
        char[]? rented = null;
        var buffer = text.Length <= 256 ? stackalloc char[256] : rented = ArrayPool<char>.Shared.Rent(text.Length);
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
                buffer[length++] = (char)(char.IsAsciiLetterUpper(c) ? c | 0x20 : c);
            else if (c is '\'' or '.' or '`')
                continue;
            else if (char.IsSymbol(c))
                buffer[length++] = c;
            else if (length > 0 && buffer[length - 1] != ' ')
                buffer[length++] = ' ';
        }
        if (length > 0 && buffer[length - 1] == ' ')
            length--;
        var folded = buffer[..length].ToString();
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return folded;
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (!rune.IsBmp)
        {
            folded.Append(Rune.ToLowerInvariant(rune).ToString());
            return;
        }
        var c = SearchLetters.UsualWidth((char)rune.Value);
        if (IsAccent(c) || IsJoining(c))
            return;
        if (IsGap(c))
            AppendGap(folded);
        else if (folded.Length > 0 && SearchLetters.TryJoin(folded[^1], c, out var joined))
            folded[^1] = joined;
        else
            AppendLetter(folded, char.ToLowerInvariant(c));
    }

    private static void AppendLetter(StringBuilder folded, char letter)
    {
        if (SearchLetters.Spelling(letter) is { } spelling)
            folded.Append(spelling);
        else
            folded.Append(letter);
    }

    private static void AppendGap(StringBuilder folded)
    {
        if (folded.Length > 0 && folded[^1] != ' ')
            folded.Append(' ');
    }

    private static bool IsAccent(char c) => (int)c is
        (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0489) or (>= 0x0591 and <= 0x05BD) or 0x05BF or 0x05C1 or 0x05C2 or 0x05C4 or 0x05C5 or 0x05C7
        or (>= 0x0610 and <= 0x061A) or 0x0640 or (>= 0x064B and <= 0x065F) or 0x0670 or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF)
        or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE20 and <= 0xFE2F);

    /// <summary>
    /// Apostrophes, the grave accent as people type it, full stops, and characters that are not seen (soft hyphen, joiners, byte order mark).
    /// </summary>
    private static bool IsJoining(char c) => (int)c is
        '\'' or '.' or '`' or 0x00AD or 0x00B4 or 0x02B9 or 0x02BB or 0x02BC or 0x02BD or 0x2018 or 0x2019 or 0x201B or 0x2032 or 0x3002
        or 0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF;

    private static bool IsGap(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;
}
