using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>Every condition of every department.</summary>
internal static class Ailments
{
    public static readonly IReadOnlyList<Ailment> All =
        [.. FamilyMedicineAilments.All, .. DermatologyAilments.All, .. BehavioralHealthAilments.All, .. OrthopaedicsAilments.All];

    /// <summary>The diagnoses of a visit that looks after a healthy person.</summary>
    public static readonly Code AdultExamination = Code.Icd("Z00.00", "Encounter for general adult medical examination without abnormal findings");
    public static readonly Code ChildExamination = Code.Icd("Z00.129", "Encounter for routine child health examination without abnormal findings");

    /// <summary>Why somebody sees a department for the first time when no known condition leads there.</summary>
    public static Ailment Usual(Department department) => department.Index switch
    {
        1 => DermatologyAilments.SeborrheicKeratosis,
        2 => BehavioralHealthAilments.Adjustment,
        3 => OrthopaedicsAilments.KneePain,
        _ => FamilyMedicineAilments.RespiratoryInfection,
    };
}
