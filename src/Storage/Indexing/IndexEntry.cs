namespace Carewright.Storage.Indexing;

/// <summary>One index entry of a resource, without the row it belongs to.</summary>
/// <param name="Parameter">Parameter number.</param>
/// <param name="Value">Keyed hash, or low bound.</param>
/// <param name="Second">Token: hash of the system (0: none). Date, number, quantity: high bound. Otherwise 0.</param>
public readonly record struct IndexEntry(int Parameter, long Value, long Second) : IComparable<IndexEntry>
{
    /// <inheritdoc />
    public int CompareTo(IndexEntry other)
    {
        if (Parameter != other.Parameter)
            return Parameter < other.Parameter ? -1 : 1;
        if (Value != other.Value)
            return Value < other.Value ? -1 : 1;
        return Second.CompareTo(other.Second);
    }

    /// <summary>Order by parameter, value, second.</summary>
    public static bool operator <(IndexEntry left, IndexEntry right) => left.CompareTo(right) < 0;

    /// <summary>Order by parameter, value, second.</summary>
    public static bool operator >(IndexEntry left, IndexEntry right) => left.CompareTo(right) > 0;

    /// <summary>Order by parameter, value, second.</summary>
    public static bool operator <=(IndexEntry left, IndexEntry right) => left.CompareTo(right) <= 0;

    /// <summary>Order by parameter, value, second.</summary>
    public static bool operator >=(IndexEntry left, IndexEntry right) => left.CompareTo(right) >= 0;
}

/// <summary>Parameter numbers that are the same in every store.</summary>
public static class BuiltInParameter
{
    /// <summary>v: hash of <c>Type/id</c>. Every resource has one, deleted ones too.</summary>
    public const int Identity = 1;

    /// <summary>v: row id, s: version id, r: sequence; of every version but the first. The greatest is the current version.</summary>
    public const int History = 2;

    /// <summary>v: start of an hour in microseconds, r: sequence of the first audit row of that hour.</summary>
    public const int AuditHour = 3;

    /// <summary>v: identity hash of a patient, s: number of the resource type. Of every resource in that patient's compartment, the Patient itself included.</summary>
    public const int Compartment = 4;

    /// <summary>The first number given to types and parameters of this store.</summary>
    public const int FirstDynamic = 16;

    /// <summary>Set in the numbers that are derived by hash from a parameter and a token (unit of a quantity, code of a composite).</summary>
    public const int Derived = 0x4000_0000;
}
