namespace Carewright.Gateway.Matching;

/// <summary>Words of postal addresses that are written in several ways (USPS Publication 28, appendix C1), made one.</summary>
internal static class StreetWords
{
    private const string Words = """
        street:st avenue:ave av:ave road:rd drive:dr lane:ln court:ct boulevard:blvd place:pl square:sq terrace:ter parkway:pkwy highway:hwy circle:cir
        north:n south:s east:e west:w apartment:apt suite:ste
        """;

    private static readonly Dictionary<string, string> s_short =
        Words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(':')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>A folded line with its words shortened, its points and commas left out.</summary>
    internal static string Plain(string line) =>
        string.Join(' ', line.Split([' ', ',', '.', '#'], StringSplitOptions.RemoveEmptyEntries).Select(word => s_short.GetValueOrDefault(word, word)));
}
