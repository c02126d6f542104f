using System.Text;

namespace Carewright.Search.Model.Reading;

/// <summary>
/// Texts without what a string search ignores (FHIR R4 search.html#string: case, accents, punctuation, white space), for the letters that the generators use and no others.
/// </summary>
public static class ModelText
{
    private static readonly Dictionary<char, string> s_letters = new()
    {
        ['é'] = "e",
        ['É'] = "e",
        ['è'] = "e",
        ['ñ'] = "n",
        ['Ñ'] = "n",
        ['ö'] = "o",
        ['Ö'] = "o",
        ['ü'] = "u",
        ['Ü'] = "u",
        ['ß'] = "ss",
        ['ç'] = "c",
        ['Ç'] = "c",
        ['Å'] = "a",
        ['å'] = "a",
        ['ø'] = "o",
        ['Ø'] = "o",
        ['æ'] = "ae",
        ['Æ'] = "ae",
        ['Ł'] = "l",
        ['ł'] = "l",
        ['í'] = "i",
        ['á'] = "a",
        ['Σ'] = "σ",
        ['ς'] = "σ",
        ['\u0301'] = "",
        ['\u0303'] = "",
        ['\u0308'] = "",
    };

    /// <summary>The text as it is compared.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && s_letters.TryGetValue((char)rune.Value, out var plain))
                folded.Append(plain);
            else if (rune.Value is '\'' or '’' or '.' or '`')
                continue;
            else if (Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune))
                folded.Append(' ');
            else
                folded.Append(Rune.ToLowerInvariant(rune));
        }
        return string.Join(' ', folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The first letter that is no white space, small; -1 for none.</summary>
    public static int FirstLetter(string text) => text.Trim().EnumerateRunes().Select(rune => Rune.ToLowerInvariant(rune).Value).DefaultIfEmpty(-1).First();
}
