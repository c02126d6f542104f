using System.Text;
using Carewright.Fhir.Search;

namespace Carewright.Laboratory.Papers;

/// <summary>Texts as the standard fonts of PDF can show them (ISO 32000-1 Annex D.2, WinAnsiEncoding, of which the letters of Latin-1 are used).</summary>
internal static class PaperText
{
    // Widths of Helvetica and Helvetica-Bold from space to tilde, in thousandths of the size (Adobe's published metrics).
    private static readonly short[] s_plain =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    private const short Other = 667;
    private const double BoldIsWider = 1.09;

    private static readonly Dictionary<char, string> s_marks = new() { ['’'] = "'", ['‘'] = "'", ['“'] = "\"", ['”'] = "\"", ['–'] = "-", ['—'] = "-", ['…'] = "..." };

    /// <summary>The text in letters that the fonts have: others are told by the nearest letter of the alphabet, and what has none becomes a question mark.</summary>
    internal static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
            plain.Append(PlainOf(letter));
        return plain.ToString();
    }

    /// <summary>As much of a text as has room.</summary>
    internal static string Fit(string text, Face face, double size, double room)
    {
        if (WidthOf(text, face, size) <= room)
            return text;
        var length = text.Length;
        while (length > 0 && WidthOf(text[..length] + "...", face, size) > room)
            length--;
        return text[..length] + "...";
    }

    /// <summary>Lines of at most a width, broken between words.</summary>
    internal static IEnumerable<string> Wrap(string text, Face face, double size, double room)
    {
        var line = "";
        foreach (var word in Plain(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && WidthOf(longer, face, size) > room)
                yield return line;
            line = line.Length > 0 && WidthOf(longer, face, size) > room ? word : longer;
        }
        if (line.Length > 0)
            yield return line;
    }

    /// <summary>A PDF string.</summary>
    internal static string Literal(string text)
    {
        var literal = new StringBuilder("(");
        foreach (var letter in text)
        {
            if (letter is '(' or ')' or '\\')
                literal.Append('\\').Append(letter);
            else
                literal.Append(letter <= '~' ? letter.ToString() : "\\" + Convert.ToString(letter, 8));
        }
        return literal.Append(')').ToString();
    }

    private static double WidthOf(string text, Face face, double size) =>
        text.Sum(letter => letter is >= ' ' and <= '~' ? s_plain[letter - ' '] : Other) * size / 1000 * (face == Face.Bold ? BoldIsWider : 1);

    private static string PlainOf(char letter)
    {
        if (letter is (>= ' ' and <= '~') or (>= '\u00A1' and <= '\u00FF'))
            return letter.ToString();
        if (char.IsWhiteSpace(letter))
            return " ";
        if (s_marks.TryGetValue(letter, out var mark))
            return mark;
        var spelled = char.IsSurrogate(letter) ? "" : SearchText.Fold(letter.ToString());
        if (spelled.Length == 0 || spelled.Any(plain => plain is < ' ' or > '~'))
            return "?";
        return char.IsUpper(letter) ? char.ToUpperInvariant(spelled[0]) + spelled[1..] : spelled;
    }
}
