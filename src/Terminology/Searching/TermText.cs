using Carewright.Fhir.Search;

namespace Carewright.Terminology.Searching;

/// <summary>A text of a concept on its way into an index.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Folded">The text, folded.</param>
/// <param name="IsDisplay">True for the text that the system shows the concept by.</param>
/// <param name="IsInactive">True when the concept is no longer to be used.</param>
public readonly record struct TermText(int Concept, string Folded, bool IsDisplay, bool IsInactive)
{
    private const int Longest = 4_000;

    /// <summary>Lower is more wanted: what is in use before what is not, short before long, the display before other texts.</summary>
    public int Weight => ((IsInactive ? Longest : 0) + Math.Min(Folded.Length, Longest - 1)) * 2 + (IsDisplay ? 0 : 1);

    /// <summary>Folds a text as the index and its questions do.</summary>
    public static string Fold(string text) => SearchText.Fold(text);
}
