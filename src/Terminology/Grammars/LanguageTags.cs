using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Grammars;

/// <summary>Language tags: whatever the grammar of BCP-47 allows (RFC 5646 section 2.1); subtags are not looked up in IANA's registry.</summary>
public sealed class LanguageTags : ICodeGrammar
{
    /// <summary>Canonical url.</summary>
    public const string Url = "urn:ietf:bcp:47";

    // RFC 5646 section 2.1, irregular and regular: tags from before the grammar.
    private static readonly HashSet<string> s_grandfathered = new(StringComparer.OrdinalIgnoreCase)
    {
        "en-GB-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
        "art-lojban", "cel-gaulish", "no-bok", "no-nyn", "zh-guoyu", "zh-hakka", "zh-min", "zh-min-nan", "zh-xiang",
    };

    private readonly Dictionary<string, string> _languages;
    private readonly IReadOnlyDictionary<string, string> _regions;

    /// <summary>The system.</summary>
    /// <param name="languages">Names of languages by their tag, for displays.</param>
    /// <param name="regions">Names of regions by their subtag, for displays.</param>
    public LanguageTags(IReadOnlyList<TermCoding> languages, IReadOnlyDictionary<string, string> regions)
    {
        ArgumentNullException.ThrowIfNull(languages);
        (Common, _regions) = (languages, regions);
        _languages = languages.Where(one => one.Display is not null).ToDictionary(one => one.Code, one => one.Display!, StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public CodeSystemHeader Header { get; } = new(Url, null, "Tags for Identifying Languages") { Title = "BCP-47 language tags", IsCaseSensitive = false, ValueSet = "http://hl7.org/fhir/ValueSet/all-languages" };

    /// <inheritdoc/>
    public IReadOnlyList<TermCoding> Common { get; }

    /// <inheritdoc/>
    public string? Fault(string code) => IsWellFormed(code) ? null : "It is not a well-formed language tag (BCP-47).";

    /// <summary><c>es-MX</c>: Spanish (Mexico).</summary>
    public string? Display(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (_languages.TryGetValue(code, out var whole))
            return whole;
        var parts = code.Split('-');
        if (!_languages.TryGetValue(parts[0], out var language))
            return null;
        var region = parts.Skip(1).FirstOrDefault(part => part.Length == 2 && _regions.ContainsKey(part.ToUpperInvariant()));
        return region is null || parts.Length > 2 ? null : $"{language} ({_regions[region.ToUpperInvariant()]})";
    }

    /// <summary>No filters are defined.</summary>
    public bool? Passes(string code, string property, string operation, string value) => null;

    /// <summary>Whether a text has the form of a language tag.</summary>
    public static bool IsWellFormed(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (s_grandfathered.Contains(tag))
            return true;
        var parts = tag.Split('-');
        if (parts.Any(part => part.Length is 0 or > 8 || !part.All(char.IsAsciiLetterOrDigit)))
            return false;
        var at = 0;
        if (IsSingleton(parts[0], 'x'))
            return parts.Length > 1;
        return Language(parts, ref at) && Rest(parts, at);
    }

    private static bool Language(string[] parts, ref int at)
    {
        var language = parts[at++];
        if (!language.All(char.IsAsciiLetter) || language.Length < 2)
            return false;
        for (var extended = 0; language.Length <= 3 && extended < 3 && at < parts.Length && parts[at].Length == 3 && parts[at].All(char.IsAsciiLetter); extended++)
            at++;
        return true;
    }

    private static bool Rest(string[] parts, int at)
    {
        if (at < parts.Length && parts[at].Length == 4 && parts[at].All(char.IsAsciiLetter))
            at++;
        if (at < parts.Length && IsRegion(parts[at]))
            at++;
        var variants = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (; at < parts.Length && IsVariant(parts[at]); at++)
        {
            if (!variants.Add(parts[at]))
                return false;
        }
        return Extensions(parts, at);
    }

    private static bool Extensions(string[] parts, int at)
    {
        var singletons = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (at < parts.Length)
        {
            if (parts[at].Length != 1)
                return false;
            if (IsSingleton(parts[at], 'x'))
                return at + 1 < parts.Length;
            if (!singletons.Add(parts[at++]))
                return false;
            var start = at;
            while (at < parts.Length && parts[at].Length >= 2)
                at++;
            if (at == start)
                return false;
        }
        return true;
    }

    private static bool IsRegion(string part) => (part.Length == 2 && part.All(char.IsAsciiLetter)) || (part.Length == 3 && part.All(char.IsAsciiDigit));

    private static bool IsVariant(string part) => part.Length >= 5 || (part.Length == 4 && char.IsAsciiDigit(part[0]));

    private static bool IsSingleton(string part, char letter) => part.Length == 1 && char.ToLowerInvariant(part[0]) == letter;
}
