using System.Globalization;
using System.Net;
using System.Text;

namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Additional String Functions: encode, decode, escape, unescape. An unknown format gives empty.</summary>
internal static class TextFunctions
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public static IEnumerable<PathFunction> All =>
    [
        new("encode", 1, 1, "System.String", static call => StringFunctions.Two(call, static (text, format) => Value(Encode(text, format)))),
        new("decode", 1, 1, "System.String", static call => StringFunctions.Two(call, static (text, format) => Value(Decode(text, format)))),
        new("escape", 1, 1, "System.String", static call => StringFunctions.Two(call, static (text, target) => Value(Escape(text, target)))),
        new("unescape", 1, 1, "System.String", static call => StringFunctions.Two(call, static (text, target) => Value(Unescape(text, target)))),
    ];

    private static FhirPathValue Value(string? text) => text is null ? default : FhirPathValue.Of(text);

    private static string? Encode(string text, string format) => format switch
    {
        "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        "urlbase64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_'),
        "ascii" => string.Concat(text.EnumerateRunes().Select(static rune => rune.IsAscii ? rune.ToString() : "?")),
        _ => null,
    };

    private static string? Decode(string text, string format)
    {
        try
        {
            byte[]? bytes = format switch
            {
                "hex" => Convert.FromHexString(text),
                "base64" => Convert.FromBase64String(text),
                "urlbase64" => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/')),
                _ => null,
            };
            return bytes is null ? null : s_strict.GetString(bytes);
        }
        catch (Exception error) when (error is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Escape(string text, string target) => target switch
    {
        "html" => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal),
        "json" => EscapeJson(text),
        _ => null,
    };

    private static string EscapeJson(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                '\f' => result.Append("\\f"),
                '\b' => result.Append("\\b"),
                < ' ' => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    private static string? Unescape(string text, string target) => target switch
    {
        "html" => WebUtility.HtmlDecode(text),
        "json" => UnescapeJson(text),
        _ => null,
    };

    // A backslash that starts no escape stays as it is.
    private static string UnescapeJson(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            if (next == 'u' && i + 6 <= text.Length && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                result.Append((char)unit);
                i += 5;
            }
            else if (SimpleEscape(next) is { } c)
            {
                result.Append(c);
                i++;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private static char? SimpleEscape(char c) => c switch
    {
        '"' or '\\' or '/' => c,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'f' => '\f',
        'b' => '\b',
        _ => null,
    };
}
