using System.Buffers.Text;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search;

/// <summary>
/// Full text over one opened resource: <c>_text</c> looks at the narrative, <c>_content</c> at every text in the resource and in its plain-text attachments (FHIR R4 search.html#text). Every word asked for
/// must begin a word there, after <see cref="SearchText.Fold(string)"/>; words in quotation marks must stand side by side.
/// </summary>
public static class SearchWords
{
    /// <summary>Whether the parameter is one of the two.</summary>
    public static bool IsFullText(SearchParameterDefinition parameter) => parameter.Code is "_text" or "_content";

    /// <summary>Whether the resource holds all the words of any of the alternatives.</summary>
    public static bool Match(ResourceDocument document, SearchCriterion criterion)
    {
        var text = new StringBuilder(" ");
        if (criterion.Parameter.Code == "_text")
            Append(text, WithoutTags(document.Root.Child("text").Child("div").GetString() ?? ""));
        else
            AppendAll(text, document.Root);
        var folded = text.ToString();
        return criterion.Alternatives.Any(operand => Phrases(operand.Value.Text!).All(phrase => folded.Contains(phrase, StringComparison.Ordinal)));
    }

    /// <summary>The folded words and quoted phrases of an operand, each with the blank that stands before a word.</summary>
    internal static IReadOnlyList<string> Phrases(string text)
    {
        var phrases = new List<string>();
        var parts = text.Split('"');
        for (var i = 0; i < parts.Length; i++)
        {
            var folded = SearchText.Fold(parts[i]);
            if (folded.Length > 0)
                phrases.AddRange(i % 2 == 1 ? [" " + folded] : folded.Split(' ').Select(word => " " + word));
        }
        return phrases;
    }

    private static void AppendAll(StringBuilder text, Element element)
    {
        if (element.Type?.Name == "Attachment")
            AppendAttachment(text, element);
        foreach (var child in element.Children())
        {
            if (child.IsPrimitive && child.HasValue && child.Type?.Name is "string" or "markdown" or "xhtml" or "code" or "uri" or "canonical" or "url")
                Append(text, child.Type.Name == "xhtml" ? WithoutTags(child.GetString()!) : child.GetString()!);
            AppendAll(text, child);
        }
    }

    private static void AppendAttachment(StringBuilder text, Element attachment)
    {
        if (attachment.Child("contentType").GetString()?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) != true || attachment.Child("data").GetString() is not { } data)
            return;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        if (Convert.TryFromBase64String(data, bytes, out var length))
            Append(text, Encoding.UTF8.GetString(bytes, 0, length));
    }

    private static void Append(StringBuilder text, string value)
    {
        if (SearchText.Fold(value) is { Length: > 0 } folded)
            text.Append(folded).Append(' ');
    }

    private static string WithoutTags(string xhtml)
    {
        var plain = new StringBuilder(xhtml.Length);
        var isTag = false;
        foreach (var c in xhtml)
        {
            if (c is '<' or '>')
            {
                isTag = c == '<';
                plain.Append(' ');
            }
            else if (!isTag)
                plain.Append(c);
        }
        return System.Net.WebUtility.HtmlDecode(plain.ToString());
    }
}
