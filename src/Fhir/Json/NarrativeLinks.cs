using System.Net;
using System.Text.RegularExpressions;

namespace Carewright.Fhir.Json;

/// <summary>The links of a narrative: <c>href</c> and <c>src</c> attributes of its tags.</summary>
internal static partial class NarrativeLinks
{
    /// <summary>The narrative with links replaced, or null when none is.</summary>
    internal static string? Rewrite(Element div, Func<string, string?> replace)
    {
        var raw = div.RawValue;
        if (raw.IndexOf("href"u8) < 0 && raw.IndexOf("src"u8) < 0)
            return null;
        var isChanged = false;
        var text = Attributes().Replace(div.GetString()!, match =>
        {
            var value = match.Groups["value"];
            var link = WebUtility.HtmlDecode(value.Value);
            if (replace(link) is not { } other)
                return match.Value;
            isChanged = true;
            return string.Concat(match.Value.AsSpan(0, value.Index - match.Index), WebUtility.HtmlEncode(other), match.Value.AsSpan(match.Length - 1));
        });
        return isChanged ? text : null;
    }

    [GeneratedRegex("""\s(?:href|src)\s*=\s*(?:"(?<value>[^"<]*)"|'(?<value>[^'<]*)')""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Attributes();
}
