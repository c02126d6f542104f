using Carewright.Fhir.Json;

namespace Carewright.Search.Model.Reading;

/// <summary>Full text: each word asked for begins a word of the narrative (<c>_text</c>) or of any text of the resource (<c>_content</c>).</summary>
internal static class ModelWords
{
    public static bool Match(ModelResource resource, bool everywhere, string asked)
    {
        var words = new List<string>();
        Gather(everywhere ? resource.Document.Root : resource.Document.Root.Child("text").Child("div"), words);
        return ModelText.Fold(asked).Split(' ').All(word => words.Exists(one => one.StartsWith(word, StringComparison.Ordinal)));
    }

    private static void Gather(Element element, List<string> words)
    {
        if (element.IsPrimitive && element.GetString() is { } text && element.Type?.Name is "string" or "markdown" or "xhtml" or "code" or "uri" or "url" or "canonical")
        {
            var plain = element.Type.Name == "xhtml" ? System.Text.RegularExpressions.Regex.Replace(element.GetString()!, "<[^>]*>", " ") : element.GetString()!;
            words.AddRange(ModelText.Fold(plain).Split(' '));
        }
        foreach (var child in element.Children())
            Gather(child, words);
    }
}
