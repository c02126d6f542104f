namespace Carewright.Synthesis.Fhir;

/// <summary>A coding: system, code and display.</summary>
internal readonly record struct Code(string System, string Value, string Display)
{
    public static Code Icd(string value, string display) => new(CodeSystems.Icd10Cm, value, display);

    public static Code Loinc(string value, string display) => new(CodeSystems.Loinc, value, display);

    public static Code Hcpcs(string value, string display) => new(CodeSystems.Hcpcs, value, display);

    public static Code Charge(string value, string display) => new(CodeSystems.Charge, value, display);
}
