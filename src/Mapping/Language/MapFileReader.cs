using Carewright.Kernel;

namespace Carewright.Mapping.Language;

/// <summary>Reads the text of a map file into lines by their indentation. Used once.</summary>
internal sealed class MapFileReader(string file, List<Issue> issues)
{
    private const int MostBytes = 1024 * 1024;
    private const int MostDepth = 16;
    private const int MostWords = 500;

    private readonly List<(int Indent, List<MapLine> Children)> _open = [(-1, [])];

    /// <summary>The lines that are not indented; what is wrong goes to the issues.</summary>
    public IReadOnlyList<MapLine> Read(string text)
    {
        if (text.Length > MostBytes)
        {
            issues.Add(MapIssues.Syntax(new MapPlace(file, 1), "The file is longer than a million characters."));
            return [];
        }
        var number = 0;
        foreach (var line in text.EnumerateLines())
            Add(line.ToString(), ++number);
        return _open[0].Children;
    }

    private void Add(string text, int number)
    {
        var place = new MapPlace(file, number);
        if (MapToken.Divide(text) is not { } tokens)
        {
            issues.Add(MapIssues.Syntax(place, "A text has no closing quotation mark."));
            return;
        }
        if (tokens.Count == 0)
            return;
        if (tokens.Count > MostWords)
        {
            issues.Add(MapIssues.Syntax(place, "The line has more than 500 words."));
            return;
        }
        var indent = text.TakeWhile(letter => letter == ' ').Count();
        if (text[indent] == '\t')
            issues.Add(MapIssues.Syntax(place, "Lines are indented with spaces, not tabs."));
        while (_open[^1].Indent >= indent)
            _open.RemoveAt(_open.Count - 1);
        if (_open.Count > MostDepth)
        {
            issues.Add(MapIssues.Syntax(place, "Lines are indented too deeply."));
            return;
        }
        var mark = tokens.Count > 1 && (tokens[0].Is("+") || tokens[0].Is("-")) ? tokens[0].Text[0] : '\0';
        var children = new List<MapLine>();
        _open[^1].Children.Add(new MapLine(place, mark == 0 ? tokens : tokens[1..], mark, children));
        _open.Add((indent, children));
    }
}
