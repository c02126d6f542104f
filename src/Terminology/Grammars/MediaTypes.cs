using System.Buffers;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Grammars;

/// <summary>Media types: whatever RFC 6838 section 4.2 and RFC 2045 section 5.1 allow, parameters included; names are not looked up in IANA's registry.</summary>
public sealed class MediaTypes : ICodeGrammar
{
    /// <summary>Canonical url.</summary>
    public const string Url = "urn:ietf:bcp:13";

    private const int LongestName = 127;
    private static readonly string[] s_topLevel = ["application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video"];
    private static readonly SearchValues<char> s_name = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+");
    private static readonly SearchValues<char> s_special = SearchValues.Create("()<>@,;:\\\"/[]?= \t");

    /// <summary>The system.</summary>
    /// <param name="common">Types in common use.</param>
    public MediaTypes(IReadOnlyList<TermCoding> common) => Common = common;

    /// <inheritdoc/>
    public CodeSystemHeader Header { get; } = new(Url, null, "MIME types") { Title = "Media types (BCP-13)", IsCaseSensitive = false, ValueSet = "http://hl7.org/fhir/ValueSet/mimetypes" };

    /// <inheritdoc/>
    public IReadOnlyList<TermCoding> Common { get; }

    /// <inheritdoc/>
    public string? Fault(string code) => IsWellFormed(code) ? null : "It is not a well-formed media type (BCP-13).";

    /// <inheritdoc/>
    public string? Display(string code) => Common.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.OrdinalIgnoreCase))?.Display ?? code;

    /// <summary>No filters are defined.</summary>
    public bool? Passes(string code, string property, string operation, string value) => null;

    /// <summary>Whether a text has the form of a media type.</summary>
    public static bool IsWellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? text : text[..end]).TrimEnd();
        var slash = type.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IsName(type.AsSpan(0, slash)) || !IsName(type.AsSpan(slash + 1)))
            return false;
        var top = type[..slash].ToLowerInvariant();
        return (s_topLevel.Contains(top) || top.StartsWith("x-", StringComparison.Ordinal)) && (end < 0 || AreParameters(text.AsSpan(end)));
    }

    private static bool IsName(ReadOnlySpan<char> name) => name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.IndexOfAnyExcept(s_name) < 0;

    // *( ";" name "=" token-or-quoted )
    private static bool AreParameters(ReadOnlySpan<char> rest)
    {
        while (!rest.IsEmpty)
        {
            if (rest[0] != ';')
                return false;
            rest = rest[1..].TrimStart();
            var equals = rest.IndexOf('=');
            if (equals <= 0 || !IsToken(rest[..equals]))
                return false;
            rest = rest[(equals + 1)..];
            var length = rest is ['"', ..] ? QuotedLength(rest) : TokenLength(rest);
            if (length <= 0)
                return false;
            rest = rest[length..].TrimStart();
        }
        return true;
    }

    private static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && TokenLength(text) == text.Length;

    private static int TokenLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && text[length] is > ' ' and < '\u007F' && !s_special.Contains(text[length]))
            length++;
        return length;
    }

    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }
        return 0;
    }
}
