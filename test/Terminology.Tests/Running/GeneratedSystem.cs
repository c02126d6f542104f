using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Tests.Running;

/// <summary>A large made-up code system: words of syllables, synonyms, properties, a hierarchy with several parents. The same for a seed.</summary>
internal static class GeneratedSystem
{
    private static readonly string[] s_syllables = ["ab", "ber", "cor", "dis", "em", "fra", "gon", "hy", "in", "jol", "kar", "lu", "mo", "ne", "or", "pul", "que", "ra", "si", "to", "un", "ver", "wal", "xy", "zo"];

    internal static readonly CodeSystemHeader Header = new("http://example.org/generated", "1", "Generated") { Properties = [new("color", PropertyKind.Code), new("weight", PropertyKind.Integer)] };

    internal static IEnumerable<string> Words(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
            yield return string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => s_syllables[random.Next(s_syllables.Length)]));
    }

    internal static void Fill(ITermLoad load, int concepts, int seed = 5)
    {
        var random = new Random(seed);
        var words = Words(seed, Math.Max(50, concepts / 10)).ToArray();
        for (var key = 0; key < concepts; key++)
        {
            load.Add($"G{key:000000}", Phrase(), key % 17 == 0 ? ConceptTraits.Inactive : ConceptTraits.None, key % 5 == 0 ? "Defined." : null);
            if (key % 3 == 0)
                load.AddDesignation(key, new Designation("es", key % 2 == 0 ? new TermCoding("http://example.org/use", "synonym", null) : null, Phrase()));
            load.AddProperty(key, new ConceptProperty("weight", PropertyKind.Integer, (key % 100).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (key % 2 == 0)
                load.AddProperty(key, new ConceptProperty("color", PropertyKind.Code, key % 4 == 0 ? "red" : "blue"));
            if (key > 0)
                load.AddParent(key, random.Next(key));
            if (key > 10 && key % 7 == 0)
                load.AddParent(key, random.Next(key));
        }

        // Words are as unequally common as those of a language.
        string Phrase() => string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => words[(int)(Math.Pow(random.NextDouble(), 3) * words.Length)]));
    }
}
