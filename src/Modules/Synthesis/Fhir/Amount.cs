namespace Carewright.Synthesis.Fhir;

/// <summary>A decimal as an integer and its number of decimal places: 74 and 1 are 7.4. Keeps floating point out.</summary>
internal readonly record struct Amount(int Scaled, int Places)
{
    public decimal Value => new(Math.Abs(Scaled), 0, 0, Scaled < 0, (byte)Places);

    /// <summary>The decimal with all its places, invariant: <c>7.0</c>.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
