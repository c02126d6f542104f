using System.Globalization;
using System.Text;

namespace Carewright.Security;

/// <summary>
/// Normalization form C (Unicode Standard Annex 15): the same letters typed on two keyboards become the same text. Of our own because the program runs without the system's Unicode tables
/// (invariant globalization), where the framework leaves texts as they are. Safe to call from many threads.
/// </summary>
public static class UnicodeComposition
{
    private const int SBase = 0xAC00;
    private const int LBase = 0x1100;
    private const int VBase = 0x1161;
    private const int TBase = 0x11A7;
    private const int LCount = 19;
    private const int VCount = 21;
    private const int TCount = 28;
    private const int NCount = VCount * TCount;

    private static readonly Lazy<Tables> s_tables = new(ReadTables);

    /// <summary>The text in form C. Half a surrogate pair becomes U+FFFD.</summary>
    public static string Compose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(char.IsAscii))
            return text;
        var tables = s_tables.Value;
        var letters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, letters, tables);
        Order(letters, tables);
        return TextOf(Combine(letters, tables));
    }

    private static void Decompose(int letter, List<int> to, Tables tables)
    {
        if (letter is >= SBase and < SBase + (LCount * NCount))
        {
            var index = letter - SBase;
            to.Add(LBase + (index / NCount));
            to.Add(VBase + (index % NCount / TCount));
            if (index % TCount != 0)
                to.Add(TBase + (index % TCount));
        }
        else if (tables.Parts.TryGetValue(letter, out var parts))
            foreach (var part in parts)
                Decompose(part, to, tables);
        else
            to.Add(letter);
    }

    // Marks between two starters stand in the order of their classes; those of one class stay as they are.
    private static void Order(List<int> letters, Tables tables)
    {
        for (var i = 1; i < letters.Count; i++)
        {
            var (letter, own) = (letters[i], tables.ClassOf(letters[i]));
            var at = i;
            for (; own != 0 && at > 0 && tables.ClassOf(letters[at - 1]) > own; at--)
                letters[at] = letters[at - 1];
            letters[at] = letter;
        }
    }

    private static List<int> Combine(List<int> letters, Tables tables)
    {
        var (combined, starter, last) = (new List<int>(letters.Count), -1, -1);
        foreach (var letter in letters)
        {
            var own = tables.ClassOf(letter);
            // Nothing stands between, or only marks of a lower class: then the letter can join the starter.
            var isFree = starter >= 0 && (last < own || last == -1);
            if (isFree && Pair(combined[starter], letter, tables) is { } whole)
            {
                combined[starter] = whole;
                continue;
            }
            if (own == 0)
                (starter, last) = (combined.Count, -1);
            else
                last = own;
            combined.Add(letter);
        }
        return combined;
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
            return SBase + ((((first - LBase) * VCount) + (second - VBase)) * TCount);
        if (first is >= SBase and < SBase + (LCount * NCount) && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount)
            return first + (second - TBase);
        return tables.Wholes.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static string TextOf(List<int> letters)
    {
        var text = new StringBuilder(letters.Count);
        foreach (var letter in letters)
            text.Append(new Rune(letter).ToString());
        return text.ToString();
    }

    private static Tables ReadTables()
    {
        using var stream = typeof(UnicodeComposition).Assembly.GetManifestResourceStream("unicode-composition.txt") ?? throw new InvalidOperationException("The table of compositions is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var tables = new Tables([], [], []);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#')
                tables.Take(line.Split(' '));
        return tables;
    }

    private sealed record Tables(Dictionary<int, int> Classes, Dictionary<int, int[]> Parts, Dictionary<(int First, int Second), int> Wholes)
    {
        public int ClassOf(int letter) => Classes.GetValueOrDefault(letter);

        public void Take(string[] words)
        {
            if (words[0] == "c")
            {
                for (var letter = Number(words[1]); letter <= Number(words[2]); letter++)
                    Classes[letter] = int.Parse(words[3], CultureInfo.InvariantCulture);
                return;
            }
            var parts = words[2..].Select(Number).ToArray();
            Parts[Number(words[1])] = parts;
            if (words[0] == "=")
                Wholes[(parts[0], parts[1])] = Number(words[1]);
        }

        private static int Number(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
