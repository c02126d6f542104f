using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Path;

/// <summary>A compiled expression: pushes its result on the stack, evaluated with $this as context.</summary>
internal delegate void PathOperation(Evaluation evaluation);

/// <summary>A compiled step of a path: its input is the stack from <paramref name="start"/> up, which it replaces with its output.</summary>
internal delegate void PathStep(Evaluation evaluation, int start);

/// <summary>
/// The state of one evaluation: one growing array of items that serves as the stack of all collections, so that evaluation allocates nothing
/// while the array suffices. Collections are addressed by place, never by reference, because the array may move. One thread at a time.
/// </summary>
internal sealed class Evaluation
{
    private const int InitialItems = 64;
    private const int LargestKept = 4_096;

    [ThreadStatic]
    private static Evaluation? t_spare;

    private FhirPathValue[] _stack = new FhirPathValue[InitialItems];
    private FhirPathCollection[] _variables = [];
    private int _highest;
    private long _steps;
    private long _mostSteps;
    private int _mostItems;
    private DateTimeOffset? _now;

    public FhirPathContext Context;

    public int Top;

    /// <summary>$this: a range of the stack.</summary>
    public int ThisStart;

    public int ThisCount;

    /// <summary>$index; -1 outside of loops.</summary>
    public int Index;

    /// <summary>$total: a range of the stack; count -1 outside of aggregate().</summary>
    public int TotalStart;

    public int TotalCount;

    public FhirPathLimits Limits = FhirPathLimits.Default;

    public FhirModel Model = null!;

    public ref FhirPathValue this[int index] => ref _stack[index];

    /// <summary>The one instant that now(), today() and timeOfDay() share.</summary>
    public DateTimeOffset Now => _now ??= (Context.Clock ?? TimeProvider.System).GetLocalNow();

    /// <summary>An evaluation that is ready to run, reused from this thread where possible.</summary>
    public static Evaluation Rent(in FhirPathContext context, FhirModel model, int variables)
    {
        Evaluation evaluation = t_spare ?? new Evaluation();
        t_spare = null;
        evaluation.Begin(context, model, variables);
        return evaluation;
    }

    /// <summary>Forgets every value it held, so that no record outlives its evaluation here, and keeps the array for the next.</summary>
    public void Return()
    {
        if (_stack.Length > LargestKept)
        {
            _stack = new FhirPathValue[InitialItems];
        }
        else
        {
            Array.Clear(_stack, 0, Math.Min(_highest, _stack.Length));
        }

        if (_variables.Length > 0)
        {
            Array.Clear(_variables);
        }

        Context = default;
        _now = null;
        t_spare = this;
    }

    public ReadOnlySpan<FhirPathValue> Items(int start) => _stack.AsSpan(start, Top - start);

    public Span<FhirPathValue> Items(int start, int count) => _stack.AsSpan(start, count);

    public void Push(in FhirPathValue value)
    {
        if (Top == _stack.Length)
        {
            Grow(1);
        }

        _stack[Top++] = value;
        if (Top > _highest)
        {
            _highest = Top;
        }

        Step();
    }

    public void Push(bool value) => Push(FhirPathValue.Of(value));

    public void Push(in FhirPathCollection items)
    {
        Reserve(items.Count);
        items.CopyTo(_stack.AsSpan(Top));
        Raise(items.Count);
    }

    /// <summary>Pushes a copy of a range of the stack.</summary>
    public void PushRange(int start, int count)
    {
        Reserve(count);
        Array.Copy(_stack, start, _stack, Top, count);
        Raise(count);
    }

    public void PushThis()
    {
        if (ThisCount == 1)
        {
            Push(_stack[ThisStart]);
        }
        else
        {
            PushRange(ThisStart, ThisCount);
        }
    }

    /// <summary>Moves what lies from <paramref name="from"/> to the top down to <paramref name="start"/>.</summary>
    public void Settle(int start, int from)
    {
        int count = Top - from;
        if (count == 1)
        {
            _stack[start] = _stack[from];
        }
        else
        {
            Array.Copy(_stack, from, _stack, start, count);
        }

        Top = start + count;
    }

    /// <summary>Replaces everything from <paramref name="start"/> by one item.</summary>
    public void Return(int start, in FhirPathValue value)
    {
        Top = start;
        Push(value);
    }

    public void Return(int start, bool value) => Return(start, FhirPathValue.Of(value));

    /// <summary>Takes the one item from <paramref name="start"/> up; false when there is none, an error when there are several.</summary>
    public bool TakeSingle(int start, out FhirPathValue value)
    {
        int count = Top - start;
        if (count > 1)
        {
            throw Error(FhirPathErrors.Singleton, $"One item is expected here and there are {count}.");
        }

        value = count == 1 ? _stack[start] : default;
        Top = start;
        return count == 1;
    }

    /// <summary>As <see cref="TakeSingle"/>, as a System value where the item has one.</summary>
    public bool TakeSystem(int start, out FhirPathValue value)
    {
        bool found = TakeSingle(start, out value);
        if (found && value.IsElement && value.TryGetSystemValue(out FhirPathValue system))
        {
            value = system;
        }

        return found;
    }

    /// <summary>Takes a string; false when empty, an error when it is no string.</summary>
    public bool TakeString(int start, out string text)
    {
        text = "";
        if (!TakeSystem(start, out FhirPathValue value))
        {
            return false;
        }

        text = value.Kind == FhirPathKind.String ? value.StringValue : throw Error(FhirPathErrors.Operand, $"A string is expected here, not {value.TypeName}.");
        return true;
    }

    /// <summary>Takes an integer; false when empty, an error when it is none.</summary>
    public bool TakeInteger(int start, out int number)
    {
        number = 0;
        if (!TakeSystem(start, out FhirPathValue value))
        {
            return false;
        }

        number = value.Kind == FhirPathKind.Integer ? value.IntegerValue : throw Error(FhirPathErrors.Operand, $"An integer is expected here, not {value.TypeName}.");
        return true;
    }

    /// <summary>Takes a truth value by singleton evaluation: null when empty, true for one item that is no Boolean, an error for several items.</summary>
    public bool? TakeTruth(int start)
    {
        if (Context.SeveralAreTrue && Top - start > 1)
        {
            Top = start;
            return true;
        }

        if (!TakeSingle(start, out FhirPathValue value))
        {
            return null;
        }

        return !value.TryGetBoolean(out bool truth) || truth;
    }

    public bool? Truth(PathOperation operation)
    {
        int start = Top;
        operation(this);
        return TakeTruth(start);
    }

    public void PushTruth(bool? truth)
    {
        if (truth is { } value)
        {
            Push(FhirPathValue.Of(value));
        }
    }

    /// <summary>Counts work; ends the evaluation when it is too much.</summary>
    public void Step(int count = 1)
    {
        if ((_steps += count) > _mostSteps)
        {
            throw Error(FhirPathErrors.Limit, $"The evaluation takes more than {_mostSteps} steps.");
        }
    }

    /// <summary>Checks the length of a string before it is built.</summary>
    public void CheckLength(long length)
    {
        if (length > Limits.StringLength)
        {
            throw Error(FhirPathErrors.Limit, $"A string would have more than {Limits.StringLength} characters.");
        }

        Step(1 + (int)(length >> 4));
    }

    public FhirPathCollection Variable(int slot) => _variables[slot];

    public void SetVariable(int slot, FhirPathCollection value) => _variables[slot] = value;

    /// <summary>Sets $this and $index to one item of the stack, and gives back what restores them.</summary>
    public Scope Enter(int start, int count, int index)
    {
        var scope = new Scope(ThisStart, ThisCount, Index);
        ThisStart = start;
        ThisCount = count;
        Index = index;
        return scope;
    }

    public void Leave(Scope scope) => (ThisStart, ThisCount, Index) = (scope.ThisStart, scope.ThisCount, scope.Index);

    public static FhirPathException Error(string code, string message) => new(code, message);

    private void Begin(in FhirPathContext context, FhirModel model, int variables)
    {
        Context = context;
        Model = model;
        Limits = context.Limits ?? FhirPathLimits.Default;
        _mostSteps = Limits.Steps;
        _mostItems = Limits.Items;
        _steps = 0;
        _highest = 0;
        Top = 0;
        Index = 0;
        TotalCount = -1;
        if (_variables.Length < variables)
        {
            _variables = new FhirPathCollection[variables];
        }

        ThisStart = 0;
        ThisCount = context.Focus.Count;
        Push(context.Focus);
    }

    private void Raise(int count)
    {
        Top += count;
        _highest = Math.Max(_highest, Top);
        Step(count);
    }

    private void Reserve(int count)
    {
        if (count > _stack.Length - Top)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        long wanted = Math.Max((long)Top + count, _stack.Length * 2L);
        if ((long)Top + count > _mostItems)
        {
            throw Error(FhirPathErrors.Limit, $"The evaluation holds more than {_mostItems} items at once.");
        }

        Array.Resize(ref _stack, (int)Math.Min(wanted, Math.Max(_mostItems, Top + count)));
    }

    /// <summary>$this and $index of an outer loop.</summary>
    public readonly record struct Scope(int ThisStart, int ThisCount, int Index);
}
