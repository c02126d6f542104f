using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology.Concepts;

/// <summary>Which of a concept's texts to show, and whether a text that was sent is one of them.</summary>
internal static class Displays
{
    /// <summary>Languages in the order wanted, from a tag or a list as in <c>Accept-Language</c>; empty for null.</summary>
    internal static string[] Languages(string? asked) =>
        asked is null ? [] : [.. asked.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(';')[0].Trim()).Where(tag => tag.Length > 0 && tag != "*")];

    /// <summary>The display of a concept in the first language that it has; otherwise what the value set, then the system, calls it.</summary>
    internal static string? Choose(ICodeSystem system, Concept concept, ListedConcept? listed, string[] languages)
    {
        if (languages.Length == 0 || (listed?.Display is null && system.Header.Language is { } own && Fits(own, languages[0])))
            return listed?.Display ?? concept.Display;
        IReadOnlyList<Designation> designations = [.. listed?.Designations ?? [], .. system.Detail(concept.Key).Designations];
        foreach (var language in languages)
        {
            if (system.Header.Language is { } systems && Fits(systems, language))
                return listed?.Display ?? concept.Display;
            var fitting = designations.FirstOrDefault(one => string.Equals(one.Language, language, StringComparison.OrdinalIgnoreCase)) ?? designations.FirstOrDefault(one => one.Language is { } tag && Fits(tag, language));
            if (fitting is not null)
                return fitting.Value;
        }
        return listed?.Display ?? concept.Display;
    }

    /// <summary>The same for a code that only a value set lists.</summary>
    internal static string? Choose(ListedConcept listed, string[] languages) =>
        languages.Select(language => listed.Designations.FirstOrDefault(one => one.Language is { } tag && Fits(tag, language))?.Value).FirstOrDefault(value => value is not null) ?? listed.Display;

    /// <summary>All texts of a concept, its value set's own included.</summary>
    internal static IEnumerable<string> All(ICodeSystem system, Concept concept, ListedConcept? listed)
    {
        string?[] own = [listed?.Display, concept.Display];
        return own.OfType<string>().Concat(listed?.Designations.Select(one => one.Value) ?? []).Concat(system.Detail(concept.Key).Designations.Select(one => one.Value));
    }

    /// <summary>Whether two displays are the same but for case and white space.</summary>
    internal static bool AreSame(string sent, string known) => string.Equals(Squeeze(sent), Squeeze(known), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a tag is of a language range or the other way round: <c>es-MX</c> and <c>es</c> (RFC 4647 section 3).</summary>
    internal static bool Fits(string tag, string range) => IsWithin(tag, range) || IsWithin(range, tag);

    private static bool IsWithin(string tag, string range) =>
        tag.StartsWith(range, StringComparison.OrdinalIgnoreCase) && (tag.Length == range.Length || tag[range.Length] == '-');

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
