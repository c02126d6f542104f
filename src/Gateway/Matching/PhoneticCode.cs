using System.Text;

namespace Carewright.Gateway.Matching;

/// <summary>
/// How a name sounds, in four characters: names that are written differently and said alike share it (Meyer, Maier; Catherine, Kathryn). The rules are those of American Soundex (NARA, 2007) with the first
/// letter coded by its sound, too.
/// </summary>
internal static class PhoneticCode
{
    private const int Length = 4;

    /// <summary>The code of a folded name; empty when it has no letters.</summary>
    internal static string Of(string name)
    {
        var code = new StringBuilder(Length);
        var last = '\0';
        foreach (var letter in Spelling(name))
        {
            var sound = Sound(letter);
            // The same sound twice in a row is one; H and W do not part them, a vowel does.
            if (sound != '0' && sound != last && code.Length < Length)
                code.Append(sound);
            if (letter is not ('h' or 'w'))
                last = sound;
            if (code.Length == 0 && char.IsAsciiLetter(letter))
                code.Append(sound == '0' ? 'a' : sound);
        }
        return code.Length == 0 ? "" : code.ToString().PadRight(Length, '0');
    }

    private static string Spelling(string name) => name.Replace("ph", "f", StringComparison.Ordinal).Replace("gh", "h", StringComparison.Ordinal).Replace("kn", "n", StringComparison.Ordinal).Replace("wr", "r", StringComparison.Ordinal);

    private static char Sound(char letter) => letter switch
    {
        'b' or 'f' or 'p' or 'v' => '1',
        'c' or 'g' or 'j' or 'k' or 'q' or 's' or 'x' or 'z' => '2',
        'd' or 't' => '3',
        'l' => '4',
        'm' or 'n' => '5',
        'r' => '6',
        _ => '0',
    };
}
