namespace Carewright.Security;

/// <summary>Says in a few words what browser and operating system a User-Agent header names. It is what the browser says of itself: good for recognising one's own, proof of nothing.</summary>
public static class AgentWords
{
    private const int MaxLength = 512;

    // In this order: a browser names those that it wants to pass for as well.
    private static readonly (string Mark, string Word)[] s_browsers =
        [("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Word)[] s_systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <summary><c>Firefox on Windows</c>; null when neither is named.</summary>
    public static string? Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return null;
        var text = userAgent.Length > MaxLength ? userAgent[..MaxLength] : userAgent;
        var words = new[] { WordIn(text, s_browsers), WordIn(text, s_systems) }.OfType<string>().ToArray();
        return words.Length == 0 ? null : string.Join(" on ", words);
    }

    private static string? WordIn(string text, (string Mark, string Word)[] marks) => marks.FirstOrDefault(mark => text.Contains(mark.Mark, StringComparison.Ordinal)).Word;
}
