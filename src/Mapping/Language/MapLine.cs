namespace Carewright.Mapping.Language;

/// <summary>A line of a map file with the lines that are indented below it. Immutable once its file is read.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Tokens">Its words, without the mark.</param>
/// <param name="Mark"><c>+</c> or <c>-</c> before its first word (in overrides), or a zero.</param>
/// <param name="Children">The lines below it.</param>
internal sealed record MapLine(MapPlace Place, IReadOnlyList<MapToken> Tokens, char Mark, IReadOnlyList<MapLine> Children)
{
    private static readonly HashSet<string> s_headers = new(StringComparer.Ordinal) { "message", "part", "map", "type", "table", "make", "add" };

    /// <summary>Whether what stands below it is merged line by line rather than replaced with it.</summary>
    public bool IsHeader => Tokens.Count > 1 && !Tokens[0].IsQuoted && s_headers.Contains(Tokens[0].Text) && !Tokens[1].Is("=");

    /// <summary>By what an override finds it: the header with its name, the target of a rule, the code of a table, the segment of a message.</summary>
    public string Key => IsHeader ? $"{Tokens[0].Text} {Label()}" : Tokens[0].Text;

    private string Label()
    {
        for (var i = 2; i + 1 < Tokens.Count; i++)
            if (Tokens[i].Is("as"))
                return Tokens[i + 1].Text;
        return Tokens[1].Text;
    }
}
