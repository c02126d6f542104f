using Carewright.Mapping.Running;

namespace Carewright.Mapping.Linked;

/// <summary>What must hold for a rule, a block or a resource. Immutable.</summary>
internal abstract class Condition
{
    /// <summary>Whether it holds.</summary>
    public abstract bool Holds(in Scope scope);

    /// <summary>What it needs to hold; null: nothing that could be told beforehand.</summary>
    public virtual Gate? Needs => null;
}

/// <summary>There is something to read at a path: neither nothing nor <c>""</c>.</summary>
internal sealed class IsValued(CellPath path) : Condition
{
    public override bool Holds(in Scope scope) => scope.First(path).Value.HasValue;

    public override Gate? Needs => Gate.Of(path);
}

/// <summary>The value at a path is one of some words; letters count as they are.</summary>
internal sealed class IsAmong(CellPath path, string[] words) : Condition
{
    public override bool Holds(in Scope scope)
    {
        var value = scope.First(path).Leaf;
        foreach (var word in words)
            if (word.Length == 0 ? value.IsEmpty : Ascii(value.Raw, word))
                return true;
        return false;
    }

    public override Gate? Needs => words.Contains("") ? null : Gate.Of(path);

    private static bool Ascii(ReadOnlySpan<byte> raw, string word)
    {
        raw = raw.Trim((byte)' ');
        if (raw.Length != word.Length)
            return false;
        for (var i = 0; i < raw.Length; i++)
            if (raw[i] != word[i])
                return false;
        return true;
    }
}

/// <summary>The value at a path has a form: <c>number</c>, <c>time</c>, <c>range</c>, <c>uri</c>, <c>authority</c>.</summary>
internal sealed class IsOfForm(CellPath path, Func<string, bool> form) : Condition
{
    public override bool Holds(in Scope scope) => scope.First(path) is { Value.HasValue: true } cell && form(cell.Leaf.Text.Trim());

    public override Gate? Needs => Gate.Of(path);
}

/// <summary>The message has a resource of a label in reach.</summary>
internal sealed class HasResource(string label) : Condition
{
    public override bool Holds(in Scope scope) => scope.Node.FindDraft(label) is not null;
}

/// <summary>There is exactly one segment of a name in reach.</summary>
internal sealed class IsOnly(string segment) : Condition
{
    public override bool Holds(in Scope scope) => IsOne(scope.Node);

    private bool IsOne(SegmentNode from)
    {
        for (var node = from; node is not null; node = node.Parent)
            if (node.Name == segment || node.CountOf(segment) == 1)
                return true;
            else if (node.CountOf(segment) > 1)
                return false;
        return false;
    }
}

/// <summary>Not so.</summary>
internal sealed class Not(Condition inner) : Condition
{
    public override bool Holds(in Scope scope) => !inner.Holds(scope);
}

/// <summary>Both.</summary>
internal sealed class Both(Condition left, Condition right) : Condition
{
    public override bool Holds(in Scope scope) => left.Holds(scope) && right.Holds(scope);

    public override Gate? Needs => Gate.Both(left.Needs, right.Needs);
}

/// <summary>One or the other.</summary>
internal sealed class Either(Condition left, Condition right) : Condition
{
    public override bool Holds(in Scope scope) => left.Holds(scope) || right.Holds(scope);

    public override Gate? Needs => Gate.Either(left.Needs, right.Needs);
}
