using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <content>Codes of tables, and references.</content>
internal readonly partial struct RuleRunner
{
    private bool WriteCode(Rule rule, int parent, CodeTable table, in Cell cell, in Scope scope)
    {
        if (scope.Run.Meaning(table, cell.Leaf.Text.Trim()) is not { } code)
        {
            if (rule.Otherwise is null && !rule.IfKnown)
                scope.Run.Tell(MapIssues.Code(scope.Run.PathOf(cell, scope.Node), table.Name));
            return false;
        }
        if (rule.Target.Last is not { Type.IsPrimitive: false } step)
            return WriteText(rule, parent, code.Code, cell, scope);
        var at = Open(rule, parent, DraftKind.Object, null, cell);
        if (step.Type.Name == "CodeableConcept")
            at = draft.Append(draft.ArrayOf(at, "coding"), "", DraftKind.Object, null, cell, rule);
        draft.Append(at, "system", DraftKind.Text, code.System, cell, rule);
        draft.Append(at, "code", DraftKind.Text, code.Code, cell, rule);
        if (code.Display is { } display)
            draft.Append(at, "display", DraftKind.Text, display, cell, rule);
        return true;
    }

    private bool WriteReferences(Rule rule, int parent, ReferenceSource source, in Scope scope)
    {
        if (source.Where.Length == 0)
            return WriteReference(rule, parent, scope.Node.FindDraft(source.Label), null, Cell.None);
        var isWritten = false;
        foreach (var other in scope.Run.Matching(source, scope))
            if (!ReferenceEquals(other, draft) && (!isWritten || rule.Target.Last!.IsRepeating))
                isWritten |= WriteReference(rule, parent, other, null, scope.First(source.Where[0].Here));
        return isWritten;
    }

    private bool WriteReference(Rule rule, int parent, Draft? named, string? display, in Cell from)
    {
        if (named is null && display is null)
            return false;
        var at = Open(rule, parent, DraftKind.Object, null, from);
        if (named is not null)
        {
            draft.Append(at, "reference", DraftKind.Text, named.Key, from, rule);
            draft.References.Add(named);
        }
        if (display is not null)
            draft.Append(at, "display", DraftKind.Text, display, from, rule);
        return true;
    }
}
