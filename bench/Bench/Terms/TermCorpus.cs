using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Bench.Terms;

/// <summary>
/// A generated code system as large as the largest real ones: a vocabulary that grows with its size, words as unequally common as a language's, one to eight of them in a text, a synonym for every second concept,
/// a hierarchy in which every seventh concept has two parents. The same for a seed.
/// </summary>
internal sealed class TermCorpus
{
    private static readonly string[] s_syllables =
        ["al", "ber", "car", "der", "ex", "fo", "gly", "hem", "in", "jun", "kera", "lu", "myo", "neph", "os", "pul", "qua", "rhi", "sten", "tro", "uro", "vas", "xan", "zy", "itis", "oma", "osis", "ic", "al", "pathy"];

    private readonly string[] _words;
    private readonly Random _random = new(41);

    internal TermCorpus(int concepts)
    {
        Concepts = concepts;
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < Math.Max(500, concepts / 8))
            words.Add(string.Concat(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => s_syllables[_random.Next(s_syllables.Length)])) + (words.Count % 7 == 0 ? "a" : ""));
        _words = [.. words];
    }

    internal static CodeSystemHeader Header { get; } = new("urn:carewright:bench", "1", "Bench") { Properties = [new("kind", PropertyKind.Code)] };

    internal int Concepts { get; }

    internal void Fill(ITermLoad load, Action<string> text)
    {
        for (var key = 0; key < Concepts; key++)
        {
            load.Add($"{(char)('A' + (key % 26))}{key:000000}", Text(text));
            if (key % 2 == 0)
                load.AddDesignation(key, new Designation("en", null, Text(text)));
            load.AddProperty(key, new ConceptProperty("kind", PropertyKind.Code, key % 3 == 0 ? "disorder" : "finding"));
            if (key > 0)
                load.AddParent(key, key / 6);
            if (key > 100 && key % 7 == 0)
                load.AddParent(key, _random.Next(key));
        }
    }

    /// <summary>What somebody types: one to three words, each begun with one to six letters.</summary>
    internal string Typed() => string.Join(' ', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Word() is var word ? word[..Math.Min(word.Length, _random.Next(1, 7))] : ""));

    private string Text(Action<string> text)
    {
        var phrase = string.Join(' ', Enumerable.Range(0, _random.Next(1, 9)).Select(_ => Word()));
        text(phrase);
        return phrase;
    }

    private string Word() => _words[(int)(Math.Pow(_random.NextDouble(), 3) * _words.Length)];
}
