using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>How a drug is dosed.</summary>
/// <param name="Units">How many units at a time.</param>
/// <param name="Unit">The unit a patient counts: tablet, puff, application.</param>
/// <param name="Frequency">How often per <paramref name="Period"/>.</param>
/// <param name="Period">The length of the period.</param>
/// <param name="PeriodUnit">The period's unit as FHIR writes it: <c>d</c> or <c>wk</c>.</param>
internal readonly record struct Dose(int Units, string Unit, int Frequency, int Period, string PeriodUnit)
{
    public static Dose Daily(int units, string unit) => new(units, unit, 1, 1, "d");

    public static Dose TwiceDaily(int units, string unit) => new(units, unit, 2, 1, "d");

    public static Dose ThriceDaily(int units, string unit) => new(units, unit, 3, 1, "d");

    public static Dose Weekly(int units, string unit) => new(units, unit, 1, 1, "wk");
}

/// <summary>What an allergy to a substance also rules out.</summary>
internal enum DrugFamily
{
    None,
    Penicillin,
    Sulfonamide,
    Nsaid,
    AceInhibitor,
    Cephalosporin,
}

/// <summary>
/// A drug that is prescribed: the RxNorm code and name of its clinical drug, how a note calls it, how it is taken, and
/// for how many days one supply lasts (0: as long as the condition does).
/// </summary>
internal sealed record Drug(string RxNorm, string Name, string Common, string Sig, Dose Dose, string Route)
{
    public int Days { get; init; }

    public bool AsNeeded { get; init; }

    public DrugFamily Family { get; init; }

    public Code Code => new(CodeSystems.RxNorm, RxNorm, Name);
}
