using System.Globalization;

namespace Carewright.Fhir.Patch;

/// <summary>A JSON Pointer (RFC 6901): the names and indexes on the way from the root.</summary>
internal sealed class JsonPointer
{
    private JsonPointer(string text, IReadOnlyList<string> tokens) => (Text, Tokens) = (text, tokens);

    internal string Text { get; }

    internal IReadOnlyList<string> Tokens { get; }

    internal bool IsRoot => Tokens.Count == 0;

    internal string Last => Tokens[^1];

    /// <summary>Null when the text is no pointer: it must be empty or start with '/', and '~' stands only before 0 or 1.</summary>
    internal static JsonPointer? Parse(string text)
    {
        if (text.Length == 0)
            return new JsonPointer(text, []);
        if (text[0] != '/')
            return null;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
                return null;
        }
        return new JsonPointer(text, [.. text[1..].Split('/').Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);
    }

    /// <summary>True when the other points to something inside what this points to.</summary>
    internal bool IsProperPrefixOf(JsonPointer other) => Tokens.Count < other.Tokens.Count && Tokens.SequenceEqual(other.Tokens.Take(Tokens.Count));

    /// <summary>What it points to; null when there is nothing.</summary>
    internal JsonTree? Find(JsonTree root) => Walk(root, Tokens.Count);

    /// <summary>What holds the last token; null when there is nothing.</summary>
    internal JsonTree? FindParent(JsonTree root) => Walk(root, Tokens.Count - 1);

    /// <summary>The index that a token is in an array of that many items; -1 when it is none. No sign, no leading zero (RFC 6901 section 4).</summary>
    internal static int Index(string token, int count) =>
        token.Length > 0 && (token.Length == 1 || token[0] != '0') && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count ? index : -1;

    private JsonTree? Walk(JsonTree root, int steps)
    {
        var at = root;
        for (var i = 0; i < steps && at is not null; i++)
            at = Step(at, Tokens[i]);
        return at;
    }

    private static JsonTree? Step(JsonTree at, string token)
    {
        if (at.IsObject)
            return at.Find(token);
        return at.IsArray && Index(token, at.Items.Count) is >= 0 and var index ? at.Items[index] : null;
    }
}
