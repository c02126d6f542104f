using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>Where a measured value belongs.</summary>
internal enum AnalyteKind
{
    Laboratory,
    VitalSign,
    Survey,

    /// <summary>A clinician's grading that is told in the note and is not an Observation.</summary>
    Grading,
}

/// <summary>
/// Something measured. Numbers are integers of the last decimal place: with one place, 74 is 7.4.
/// <paramref name="Low"/> and <paramref name="High"/> bound the reference range; the usual values are those of a person
/// without a condition that moves them.
/// </summary>
internal sealed record Analyte(string Loinc, string Name, string Unit, string Ucum, int Places, int Low, int High)
{
    public AnalyteKind Kind { get; init; } = AnalyteKind.Laboratory;

    public int UsualLow { get; init; } = Low;

    public int UsualHigh { get; init; } = High;

    /// <summary>The words for a value outside a number line, such as a rapid test; null for numbers.</summary>
    public string? Positive { get; init; }

    public Code Code => Code.Loinc(Loinc, Name);

    public string Show(int value) => Positive is not null
        ? (value > 0 ? Positive : "Negative")
        : Unit.Length == 0 || Kind == AnalyteKind.Survey ? new Amount(value, Places).ToString() : $"{new Amount(value, Places)} {Unit}";
}

/// <summary>Analytes ordered together; <paramref name="ShortName"/> is how a note speaks of it.</summary>
internal sealed record LabPanel(Code Code, string ShortName, int ChargeCents, params Analyte[] Analytes);
