using Carewright.Mapping.Linked;
using Carewright.Mapping.Values;

namespace Carewright.Mapping.Running;

/// <summary>Runs rules over one draft.</summary>
internal readonly partial struct RuleRunner(Draft draft)
{
    /// <summary>Runs rules in order into an object of the draft.</summary>
    public void Run(Rule[] rules, int parent, in Scope scope)
    {
        for (var i = 0; i < rules.Length; i++)
            Run(rules[i], parent, scope);
    }

    private void Run(Rule rule, int parent, in Scope scope)
    {
        if (!scope.Node.Passes(rule.Gate) || !scope.Node.Passes(rule.WhenGate))
            return;
        if (rule.Source is CalculatedSource)
        {
            draft.Calculated.Add(rule);
            return;
        }
        if (rule.When is { } when && !when.Holds(scope))
            return;
        if (IsThere(rule.Target, parent))
            return;
        var isWritten = rule.Source is null ? RunBlock(rule, parent, scope) : RunValue(rule, parent, scope);
        if (!isWritten && rule.Otherwise is { } otherwise)
            WriteText(rule, parent, otherwise, Cell.None, scope);
    }

    private bool RunBlock(Rule rule, int parent, in Scope scope) =>
        rule.For is { } path ? RunEach(rule, path, parent, scope) : WriteObject(rule, rule.Nested, parent, scope, scope.Current);

    private bool RunEach(Rule rule, CellPath path, int parent, in Scope scope)
    {
        var isWritten = false;
        foreach (var cell in scope.Every(path))
        {
            if (!scope.Run.MayGoOn(scope.Node))
                break;
            if (cell.Value.HasValue)
                isWritten |= WriteObject(rule, rule.Nested, parent, scope with { Current = cell }, cell);
            else
                Clear(rule);
        }
        return isWritten;
    }

    private bool RunValue(Rule rule, int parent, in Scope scope) => rule.Source switch
    {
        PathSource source => source.Path.IsEvery ? WriteEvery(rule, parent, source.Path, scope) : WriteFirst(rule, parent, source.Path, scope),
        ConstantSource source => WriteText(rule, parent, source.Text, Cell.None, scope),
        ReferenceSource source => WriteReferences(rule, parent, source, scope),
        FunctionSource source => WriteFunction(rule, parent, source, scope),
        _ => false,
    };

    private bool WriteFirst(Rule rule, int parent, CellPath path, in Scope scope)
    {
        var cell = scope.First(path);
        return !cell.Value.IsEmpty && WriteCell(rule, parent, cell, scope);
    }

    private bool WriteEvery(Rule rule, int parent, CellPath path, in Scope scope)
    {
        var isWritten = false;
        foreach (var cell in scope.Every(path))
            isWritten |= (rule.Target.Last is null or { IsRepeating: true } || !isWritten) && WriteCell(rule, parent, cell, scope);
        return isWritten;
    }

    private bool WriteFunction(Rule rule, int parent, FunctionSource source, in Scope scope)
    {
        if (source.Function(scope, source.Arguments) is not { Length: > 0 } text)
            return false;
        var from = Cell.None;
        foreach (var argument in source.Arguments)
            if (from.Segment < 0 && argument.Path is { } path)
                from = scope.First(path);
        return WriteText(rule, parent, text, from, scope);
    }

    private bool WriteCell(Rule rule, int parent, in Cell cell, in Scope scope)
    {
        if (!cell.Value.HasValue)
        {
            if (cell.Value.IsNull)
                Clear(rule);
            return false;
        }
        if (rule.Table is { } table)
            return WriteCode(rule, parent, table, cell, scope);
        if (rule.Type is not { } type)
            return WriteText(rule, parent, cell.Leaf.Text, cell, scope);
        var inner = scope with { Current = cell, DefaultTable = rule.DefaultTable };
        if (!type.Ensures)
            return WriteObject(rule, type.Rules, parent, inner, cell);
        var (named, display) = scope.Run.Ensure(type, inner);
        return WriteReference(rule, parent, named, display, cell);
    }

    private bool WriteObject(Rule rule, Rule[] rules, int parent, in Scope scope, in Cell from)
    {
        if (rule.Target.Last is not { } step)
        {
            var before = draft.Count;
            Run(rules, parent, scope);
            return draft.Count > before;
        }
        var mark = draft.Count;
        var at = Open(rule, parent, DraftKind.Object, null, from);
        Run(rules, at, scope);
        var saysSomething = draft[at].First >= 0 && draft.HasAny(at, step.Essential);
        if (saysSomething && (step.Required.Length == 0 || Missing(draft, at, step.Required) is null))
            return true;
        if (saysSomething)
            TellMissing(rule, step, at, from, scope);
        draft.Rollback(mark);
        return false;
    }

    private void TellMissing(Rule rule, TargetStep step, int at, in Cell from, in Scope scope) =>
        scope.Run.Tell(MapIssues.Incomplete($"{draft.Type.Name}.{rule.Target.Text}", Missing(draft, at, step.Required)!.TrimEnd('*'), scope.Run.PathOf(from, scope.Node)));

    /// <summary>The first element that an object must have and has not; null when it has all.</summary>
    public static string? Missing(Draft draft, int at, string[] required)
    {
        foreach (var name in required)
            if (!draft.Has(at, name))
                return name;
        return null;
    }

    /// <summary>Writes a text as the primitive that the target is; false when it cannot be read as one, which is told.</summary>
    public bool WriteText(Rule rule, int parent, string text, in Cell from, in Scope scope)
    {
        if (rule.Target.Last is not { } step)
            return false;
        if (PrimitiveText.Of(text, step.Type.Primitive, scope.Run.Times) is not { } value)
        {
            if (text.AsSpan().Trim().Length > 0)
                scope.Run.Tell(MapIssues.Value(scope.Run.PathOf(from, scope.Node), step.Type.Name));
            return false;
        }
        Open(rule, parent, PrimitiveText.IsLiteral(step.Type.Primitive) ? DraftKind.Literal : DraftKind.Text, value, from);
        return true;
    }

    // Adds the element and whatever lies between, as one tree that can be taken away again.
    private int Open(Rule rule, int parent, DraftKind kind, string? text, in Cell from)
    {
        var steps = rule.Target.Steps;
        for (var i = 0; i < steps.Length; i++)
        {
            var isLast = i == steps.Length - 1;
            if (steps[i].IsRepeating)
                parent = draft.Append(draft.ArrayOf(parent, steps[i].Name), "", isLast ? kind : DraftKind.Object, isLast ? text : null, from, rule);
            else if (isLast || draft.Child(parent, steps[i].Name) is not (var found and >= 0))
                parent = draft.Append(parent, steps[i].Name, isLast ? kind : DraftKind.Object, isLast ? text : null, from, rule);
            else
                parent = found;
        }
        return parent;
    }

    /// <summary>Whether there is an element already: a rule for it does nothing then, the first that finds something wins.</summary>
    public bool IsThere(Target target, int parent)
    {
        foreach (var step in target.Steps)
        {
            if (step.IsRepeating)
                return false;
            var found = draft.Child(parent, step.Name);
            // Another type of the same choice is a value too.
            if (found < 0)
                return step.Choice is { } choice && draft.HasChoice(parent, choice);
            parent = found;
        }
        return target.Steps.Length > 0;
    }

    private void Clear(Rule rule)
    {
        if (rule.IsTop && rule.Target.Steps.Length > 0 && !draft.Cleared.Contains(rule.Target.Steps[0].Name))
            draft.Cleared.Add(rule.Target.Steps[0].Name);
    }
}
