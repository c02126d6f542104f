namespace Carewright.Storage.Sqlite.Delta;

/// <summary>One row of the index: parameter, value, second value, row.</summary>
internal readonly record struct IndexKey(int Parameter, long Value, long Second, long Row) : IComparable<IndexKey>
{
    public static IndexKey First(int parameter, long value = long.MinValue) => new(parameter, value, long.MinValue, long.MinValue);

    public static IndexKey Last(int parameter, long value = long.MaxValue) => new(parameter, value, long.MaxValue, long.MaxValue);

    public int CompareTo(IndexKey other)
    {
        if (Parameter != other.Parameter)
            return Parameter < other.Parameter ? -1 : 1;
        if (Value != other.Value)
            return Value < other.Value ? -1 : 1;
        if (Second != other.Second)
            return Second < other.Second ? -1 : 1;
        return Row.CompareTo(other.Row);
    }

    /// <summary>The key after this one; this one itself at the very end.</summary>
    public IndexKey Next() =>
        Row < long.MaxValue ? this with { Row = Row + 1 }
        : Second < long.MaxValue ? this with { Second = Second + 1, Row = long.MinValue }
        : Value < long.MaxValue ? new IndexKey(Parameter, Value + 1, long.MinValue, long.MinValue)
        : this;

    /// <summary>The key before this one; this one itself at the very start.</summary>
    public IndexKey Previous() =>
        Row > long.MinValue ? this with { Row = Row - 1 }
        : Second > long.MinValue ? this with { Second = Second - 1, Row = long.MaxValue }
        : Value > long.MinValue ? new IndexKey(Parameter, Value - 1, long.MaxValue, long.MaxValue)
        : this;
}

/// <summary>A change of the index: a key that is put or removed.</summary>
internal readonly record struct DeltaEntry(IndexKey Key, bool IsRemoved);
