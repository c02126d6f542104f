using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>A specialty department that every site of the clinic has.</summary>
internal sealed record Department(int Index, string Code, string Display, Code Taxonomy, string NoteTitle)
{
    public static readonly Department FamilyMedicine = new(
        0, "family-medicine", "Family medicine", new Code(CodeSystems.Nucc, "207Q00000X", "Family Medicine Physician"), "Family medicine note");

    public static readonly Department Dermatology = new(
        1, "dermatology", "Dermatology", new Code(CodeSystems.Nucc, "207N00000X", "Dermatology Physician"), "Dermatology note");

    public static readonly Department BehavioralHealth = new(
        2, "behavioral-health", "Behavioral health", new Code(CodeSystems.Nucc, "103TC0700X", "Clinical Psychologist"), "Behavioral health note");

    public static readonly Department Orthopaedics = new(
        3, "orthopaedics", "Orthopaedics", new Code(CodeSystems.Nucc, "207X00000X", "Orthopaedic Surgery Physician"), "Orthopaedics note");

    public static readonly IReadOnlyList<Department> All = [FamilyMedicine, Dermatology, BehavioralHealth, Orthopaedics];

    public Code AsCode => new(CodeSystems.Department, Code, Display);
}
