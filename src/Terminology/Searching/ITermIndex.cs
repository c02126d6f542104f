using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Searching;

/// <summary>What a word of the index was taken from. One letter, so that a word and its kind are one sortable key.</summary>
public static class TermKeys
{
    /// <summary>A word of a text.</summary>
    public const char Word = 'w';

    /// <summary>The first word of a text.</summary>
    public const char First = 'f';

    /// <summary>A word of a code.</summary>
    public const char Code = 'k';

    /// <summary>One to three letters with which any word or code begins; the lists are ready, because to unite them from words would take long.</summary>
    public const char ShortWord = 'p';

    /// <summary>One to three letters with which a text begins.</summary>
    public const char ShortFirst = 'q';

    /// <summary>Length up to which beginnings have lists of their own.</summary>
    public const int ShortLength = 3;
}

/// <summary>
/// The texts of a code system (displays and designations), folded by <c>SearchText.Fold</c> and numbered from the most to the least wanted, with the list of texts for each word.
/// Safe from many threads.
/// </summary>
public interface ITermIndex
{
    /// <summary>How many texts there are.</summary>
    int Count { get; }

    /// <summary>The concept that a text is of.</summary>
    int ConceptOf(int term);

    /// <summary>A text, folded.</summary>
    string Text(int term);

    /// <summary>Adds the texts of every key that begins with <paramref name="key"/>, or, when <paramref name="isExact"/>, of that key alone.</summary>
    void Collect(string key, bool isExact, ConceptSet terms);
}
