using Carewright.Kernel;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>Reads the words of a line from left to right. What is wrong is told once for a line.</summary>
internal sealed class TokenReader(MapLine line, List<Issue> issues)
{
    private int _at;
    private bool _told;

    public MapPlace Place => line.Place;

    public bool IsAtEnd => _at >= line.Tokens.Count;

    /// <summary>The next word; an empty one at the end.</summary>
    public MapToken Next => IsAtEnd ? default : line.Tokens[_at];

    /// <summary>Whether something was wrong.</summary>
    public bool IsFaulty => _told;

    public MapToken Take() => IsAtEnd ? Fail("The line ends too early.") : line.Tokens[_at++];

    /// <summary>Takes the next word if it is this one.</summary>
    public bool Takes(string word)
    {
        if (IsAtEnd || !Next.Is(word))
            return false;
        _at++;
        return true;
    }

    public void Expect(string word)
    {
        if (!Takes(word))
            Fail($"'{word}' is expected before '{Next.Text}'.");
    }

    /// <summary>A path of a value.</summary>
    public CellPath TakePath()
    {
        var token = Take();
        if (!token.IsQuoted && CellPath.Parse(token.Text) is { } path)
            return path;
        Fail($"'{token.Text}' is no path such as PID-3[*].1 or .4.1.");
        return new CellPath(null, 0, 1, false, 0, 0);
    }

    public void ExpectEnd()
    {
        if (!IsAtEnd && !_told)
            Fail($"'{Next.Text}' is not understood.");
    }

    public MapToken Fail(string message)
    {
        if (!_told)
            issues.Add(MapIssues.Syntax(line.Place, message));
        (_told, _at) = (true, line.Tokens.Count);
        return new MapToken("", true);
    }
}
