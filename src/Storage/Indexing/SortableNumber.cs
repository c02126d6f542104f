namespace Carewright.Storage.Indexing;

/// <summary>Maps numbers to 64-bit integers of the same order. Neighbouring decimals may share one integer, so that comparisons with it must be inclusive and are verified on the resource.</summary>
public static class SortableNumber
{
    /// <summary>The integer of a number; an open bound (<see cref="decimal.MinValue"/>, <see cref="decimal.MaxValue"/>) is the least or greatest.</summary>
    public static long Of(decimal number)
    {
        if (number == decimal.MinValue)
            return long.MinValue;
        if (number == decimal.MaxValue)
            return long.MaxValue;
        return Of((double)number);
    }

    /// <summary>The integer of a floating-point number.</summary>
    public static long Of(double number)
    {
        // Adding zero makes the negative zero the positive one.
        var bits = BitConverter.DoubleToInt64Bits(number + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}
