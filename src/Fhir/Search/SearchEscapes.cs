using System.Text;

namespace Carewright.Fhir.Search;

/// <summary>The escaping of search values: <c>\,</c> <c>\|</c> <c>\$</c> and <c>\\</c> (FHIR R4 search.html#escaping).</summary>
public static class SearchEscapes
{
    /// <summary>The pieces between unescaped separators, still escaped; always at least one.</summary>
    internal static List<string> Split(string text, char separator)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == separator)
            {
                pieces.Add(text[start..i]);
                start = i + 1;
            }
        }
        pieces.Add(text[start..]);
        return pieces;
    }

    /// <summary>The text that was meant; false when a backslash stands before anything but the four characters.</summary>
    internal static bool TryDecode(string text, out string decoded)
    {
        decoded = text;
        if (!text.Contains('\\'))
            return true;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && (++i == text.Length || text[i] is not (',' or '|' or '$' or '\\')))
                return false;
            plain.Append(text[i]);
        }
        decoded = plain.ToString();
        return true;
    }

    /// <summary>The text with the four characters escaped: a value in which nothing is read as syntax.</summary>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("\\", "\\\\").Replace(",", "\\,").Replace("|", "\\|").Replace("$", "\\$");
    }
}
