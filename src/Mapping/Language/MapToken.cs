using System.Text;

namespace Carewright.Mapping.Language;

/// <summary>A word of a map file.</summary>
/// <param name="Text">The word; of a quoted one what stands between the quotation marks.</param>
/// <param name="IsQuoted">Whether it is a text rather than a name.</param>
internal readonly record struct MapToken(string Text, bool IsQuoted)
{
    /// <summary>Whether it is this word and no text.</summary>
    public bool Is(string word) => !IsQuoted && string.Equals(Text, word, StringComparison.Ordinal);

    /// <summary>Divides a line into words. Parentheses and commas are words of their own; <c>#</c> at the start of a word ends the line; in a text, a backslash makes the next character ordinary.</summary>
    /// <returns>The words; null when a text does not end.</returns>
    public static List<MapToken>? Divide(string line)
    {
        var tokens = new List<MapToken>();
        for (var i = 0; i < line.Length;)
        {
            if (line[i] is ' ' or '\t')
                i++;
            else if (line[i] == '#')
                break;
            else if (line[i] == '"')
            {
                if (Quoted(line, ref i) is not { } text)
                    return null;
                tokens.Add(new MapToken(text, true));
            }
            else
                tokens.Add(new MapToken(Word(line, ref i), false));
        }
        return tokens;
    }

    private static string Word(string line, ref int i)
    {
        var start = i;
        if (line[i++] is '(' or ')' or ',')
            return line[start..i];
        while (i < line.Length && line[i] is not (' ' or '\t' or '(' or ')' or ',' or '"'))
            i++;
        return line[start..i];
    }

    private static string? Quoted(string line, ref int i)
    {
        var text = new StringBuilder();
        for (i++; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                i++;
                return text.ToString();
            }
            if (line[i] == '\\' && i + 1 < line.Length)
                i++;
            text.Append(line[i] == 'n' && line[i - 1] == '\\' ? '\n' : line[i]);
        }
        return null;
    }
}
