using System.Globalization;

namespace Carewright.Sandbox.Catalogue;

/// <summary>Reads the text form of the catalogue; what its lines are is said at the head of <c>tests.txt</c>.</summary>
internal static class CatalogueReader
{
    private static readonly Dictionary<string, Action<CatalogueEntry, string[]>> s_lines = new(StringComparer.Ordinal)
    {
        ["unit"] = (entry, words) => entry.Scale = new NumberScale(words[1], Whole(words[2]), Number(words[3]), Number(words[4])),
        ["range"] = (entry, words) => entry.Ranges.Add(Range(words)),
        ["critical"] = (entry, words) => entry.Critical = (Bound(words[1]), Bound(words[2])),
        ["sum"] = (entry, words) => entry.Sum = new LinearSum(Number(words[1]), [.. words.Skip(2).Chunk(2).Select(pair => (Number(pair[0]), pair[1]))]),
        ["choice"] = (entry, words) => entry.Choices.Add(new CodedChoice(Whole(words[1]), words[2], words[3] == "-" ? null : words[3], string.Join(' ', words[4..]))),
        ["reflex"] = (entry, words) => entry.Reflex = words[1],
        ["holds"] = (entry, words) => entry.Holds.AddRange(words[1..]),
        ["report"] = (entry, words) => entry.HasReport = words[1] == "pdf",
        ["against"] = (entry, words) => entry.Antibiotics.Add(new Antibiotic(words[1], Number(words[2]), Number(words[3]), string.Join(' ', words[4..]))),
    };

    /// <summary>All entries, in order.</summary>
    /// <exception cref="FormatException">A line is none of these; the message names it by its number.</exception>
    public static IReadOnlyList<CatalogueEntry> Read(string text)
    {
        var entries = new List<CatalogueEntry>();
        foreach (var (number, line) in text.Split('\n').Select((line, place) => (place + 1, line.TrimEnd())).Where(each => each.Item2.Length > 0 && each.Item2[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            try
            {
                if (line[0] != ' ')
                    entries.Add(new CatalogueEntry(Kind(words[0]), words[1], words[2], words[3], words[4], string.Join(' ', words[5..])));
                else
                    s_lines[words[0]](entries[^1], words);
            }
            catch (Exception wrong) when (wrong is FormatException or KeyNotFoundException or IndexOutOfRangeException or ArgumentOutOfRangeException)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the catalogue is none: {line}"), wrong);
            }
        }
        return entries;
    }

    private static EntryKind Kind(string word) => word switch
    {
        "test" => EntryKind.Test,
        "panel" => EntryKind.Panel,
        "culture" => EntryKind.Culture,
        _ => throw new FormatException(),
    };

    private static NormalRange Range(string[] words)
    {
        var ages = words[2].Split('-');
        return new NormalRange(words[1], Whole(ages[0]), Whole(ages[1]), Bound(words[3]), Bound(words[4]));
    }

    private static decimal? Bound(string word) => word == "-" ? null : Number(word);

    private static decimal Number(string word) => decimal.Parse(word, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static int Whole(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
}
