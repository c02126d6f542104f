namespace Carewright.InHouse.Catalogue;

/// <summary>Tests that many offices perform, to begin with. Ranges and grades are common ones; the insert of the kit that is used decides.</summary>
internal static class StarterTests
{
    private static readonly string[] s_traces = ["negative", "trace", "1+", "2+", "3+"];
    private static readonly string[] s_positiveAndNegative = ["negative", "positive"];
    private static readonly string[] s_lowAndHigh = ["low", "high"];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<InHouseTest> All { get; } =
    [
        new("URINE-DIP", "Urine dipstick", "Test strip, read by eye",
        [
            Grades("GLU", "Glucose, urine", "25428-4"),
            Grades("BIL", "Bilirubin, urine", "5770-3"),
            Grades("KET", "Ketones, urine", "2514-8"),
            new("SG", "Specific gravity, urine", "5811-5", ResultKind.Number) { Low = 1.005m, High = 1.030m, Least = 1.000m, Most = 1.060m },
            Grades("BLD", "Blood, urine", "5794-3"),
            new("PH", "pH, urine", "5803-2", ResultKind.Number) { Low = 4.5m, High = 8m, Least = 4m, Most = 10m },
            Grades("PRO", "Protein, urine", "20454-5"),
            Grades("URO", "Urobilinogen, urine", "5818-0"),
            new("NIT", "Nitrite, urine", "5802-4", ResultKind.Binary),
            Grades("LEU", "Leukocyte esterase, urine", "5799-2"),
        ]) { ControlLevels = s_positiveAndNegative, ControlDays = 30 },
        Single("HCG-U", "Pregnancy test, urine", "Rapid immunoassay", new("HCG", "hCG, urine", "2106-3", ResultKind.Binary)),
        Single("STREP-A", "Strep A, rapid", "Rapid immunoassay", new("STREP", "Streptococcus pyogenes antigen, throat", "78012-2", ResultKind.Binary)),
        new("FLU-COV", "Influenza and COVID-19 antigen", "Rapid immunoassay",
        [
            new("FLUA", "Influenza A antigen", "80382-5", ResultKind.Binary),
            new("FLUB", "Influenza B antigen", "80383-3", ResultKind.Binary),
            new("COV", "SARS-CoV-2 antigen", "94558-4", ResultKind.Binary),
        ]) { HasInternalControl = true, ControlLevels = s_positiveAndNegative },
        new("FOBT", "Fecal occult blood", "Guaiac card", [new("FOB", "Occult blood, stool", "2335-8", ResultKind.Binary)]) { HasInternalControl = true },
        Meter("GLU-M", "Glucose by meter", 1, new("GLU", "Glucose, capillary", "41653-7", ResultKind.Number) { Unit = "mg/dL", Low = 70, High = 140, Least = 10, Most = 600 }),
        Meter("HGB", "Hemoglobin by meter", 1, new("HGB", "Hemoglobin", "718-7", ResultKind.Number) { Unit = "g/dL", Low = 11.5m, High = 17.5m, Least = 0, Most = 26 }),
        Meter("INR", "INR by meter", 30, new("INR", "INR", "34714-6", ResultKind.Number) { Unit = "{INR}", Low = 0.8m, High = 1.2m, Least = 0.5m, Most = 10 }),
    ];

    private static Analyte Grades(string code, string name, string loinc) => new(code, name, loinc, ResultKind.Graded) { Choices = s_traces };

    private static InHouseTest Single(string code, string name, string method, Analyte analyte) => new(code, name, method, [analyte]) { HasInternalControl = true, ControlLevels = s_positiveAndNegative };

    private static InHouseTest Meter(string code, string name, int days, Analyte analyte) => new(code, name, "Meter", [analyte]) { ControlLevels = s_lowAndHigh, ControlDays = days };
}
