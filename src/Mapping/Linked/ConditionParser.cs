using Carewright.Mapping.Values;

namespace Carewright.Mapping.Linked;

/// <summary>
/// Reads conditions: <c>PATH valued</c>, <c>PATH = "A"</c>, <c>PATH in (A B)</c>, <c>PATH is number</c>, <c>has LABEL</c>, <c>only SEG</c>, <c>not</c>, <c>and</c>, <c>or</c>, parentheses. Every path read is told.
/// </summary>
internal static class ConditionParser
{
    public static Condition Parse(TokenReader reader, Action<CellPath> read)
    {
        var left = And(reader, read);
        while (reader.Takes("or"))
            left = new Either(left, And(reader, read));
        return left;
    }

    private static Condition And(TokenReader reader, Action<CellPath> read)
    {
        var left = One(reader, read);
        while (reader.Takes("and"))
            left = new Both(left, One(reader, read));
        return left;
    }

    private static Condition One(TokenReader reader, Action<CellPath> read)
    {
        if (reader.Takes("not"))
            return new Not(One(reader, read));
        if (reader.Takes("has"))
            return new HasResource(reader.Take().Text);
        if (reader.Takes("only"))
            return new IsOnly(reader.Take().Text);
        if (!reader.Takes("("))
            return Test(reader, read);
        var inner = Parse(reader, read);
        reader.Expect(")");
        return inner;
    }

    private static Condition Test(TokenReader reader, Action<CellPath> read)
    {
        var path = reader.TakePath();
        read(path);
        if (reader.Takes("valued"))
            return new IsValued(path);
        if (reader.Takes("="))
            return new IsAmong(path, [reader.Take().Text]);
        if (reader.Takes("is"))
            return MapFunctions.Forms.TryGetValue(reader.Take().Text, out var form) ? new IsOfForm(path, form) : Fail(reader, path);
        reader.Expect("in");
        reader.Expect("(");
        var words = new List<string>();
        while (!reader.IsAtEnd && !reader.Next.Is(")"))
            words.Add(reader.Take().Text);
        reader.Expect(")");
        return new IsAmong(path, [.. words]);
    }

    private static IsValued Fail(TokenReader reader, CellPath path)
    {
        reader.Fail($"What a value may be is {string.Join(", ", MapFunctions.Forms.Keys)}.");
        return new IsValued(path);
    }
}
