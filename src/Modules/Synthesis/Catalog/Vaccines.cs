using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>A dose that becomes due at an age, in months, and is no longer given from another age on.</summary>
internal sealed record VaccineDose(Code Code, string Short, int DueMonths, int LastMonths, int Dose, int Doses, int ChargeCents);

/// <summary>Routine vaccines by age; a simplified starter schedule.</summary>
internal static class Vaccines
{
    private static Code Cvx(string code, string display) => new(CodeSystems.Cvx, code, display);

    private static readonly Code HepatitisB = Cvx("08", "Hep B, adolescent or pediatric");
    private static readonly Code Dtap = Cvx("20", "DTaP");
    private static readonly Code Polio = Cvx("10", "IPV");
    private static readonly Code Hib = Cvx("48", "Hib (PRP-T)");
    private static readonly Code Pneumococcal13 = Cvx("133", "Pneumococcal conjugate PCV 13");
    private static readonly Code Mmr = Cvx("03", "MMR");
    private static readonly Code Varicella = Cvx("21", "varicella");
    private static readonly Code HepatitisA = Cvx("83", "Hep A, ped/adol, 2 dose");
    private static readonly Code Tdap = Cvx("115", "Tdap");
    private static readonly Code Hpv = Cvx("165", "HPV9");
    private static readonly Code Meningococcal = Cvx("136", "Meningococcal MCV4O");
    private static readonly Code Zoster = Cvx("187", "zoster recombinant");
    private static readonly Code Pneumococcal20 = Cvx("216", "Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF");

    private static readonly Code InfluenzaQuadrivalent = Cvx("150", "Influenza, split virus, quadrivalent, PF");
    private static readonly Code InfluenzaTrivalent = Cvx("140", "Influenza, split virus, trivalent, PF");

    public const int InfluenzaCents = 4200;

    public static readonly IReadOnlyList<VaccineDose> Routine =
    [
        new(HepatitisB, "hepatitis B", 0, 216, 1, 3, 4500),
        new(HepatitisB, "hepatitis B", 2, 216, 2, 3, 4500),
        new(HepatitisB, "hepatitis B", 8, 216, 3, 3, 4500),
        new(Dtap, "DTaP", 2, 83, 1, 5, 5200),
        new(Dtap, "DTaP", 4, 83, 2, 5, 5200),
        new(Dtap, "DTaP", 6, 83, 3, 5, 5200),
        new(Dtap, "DTaP", 15, 83, 4, 5, 5200),
        new(Dtap, "DTaP", 50, 83, 5, 5, 5200),
        new(Polio, "polio", 2, 216, 1, 4, 4800),
        new(Polio, "polio", 4, 216, 2, 4, 4800),
        new(Polio, "polio", 10, 216, 3, 4, 4800),
        new(Polio, "polio", 50, 216, 4, 4, 4800),
        new(Hib, "Hib", 2, 59, 1, 3, 3900),
        new(Hib, "Hib", 4, 59, 2, 3, 3900),
        new(Hib, "Hib", 13, 59, 3, 3, 3900),
        new(Pneumococcal13, "pneumococcal", 2, 59, 1, 3, 21500),
        new(Pneumococcal13, "pneumococcal", 4, 59, 2, 3, 21500),
        new(Pneumococcal13, "pneumococcal", 12, 59, 3, 3, 21500),
        new(Mmr, "MMR", 12, 216, 1, 2, 9200),
        new(Mmr, "MMR", 49, 216, 2, 2, 9200),
        new(Varicella, "varicella", 13, 216, 1, 2, 15100),
        new(Varicella, "varicella", 51, 216, 2, 2, 15100),
        new(HepatitisA, "hepatitis A", 14, 216, 1, 2, 4100),
        new(HepatitisA, "hepatitis A", 21, 216, 2, 2, 4100),
        new(Tdap, "Tdap", 133, 216, 1, 1, 6100),
        new(Hpv, "HPV", 134, 312, 1, 2, 26800),
        new(Hpv, "HPV", 142, 312, 2, 2, 26800),
        new(Meningococcal, "meningococcal", 135, 252, 1, 2, 15800),
        new(Meningococcal, "meningococcal", 193, 252, 2, 2, 15800),
        new(Zoster, "shingles", 601, 1200, 1, 2, 19800),
        new(Zoster, "shingles", 606, 1200, 2, 2, 19800),
        new(Pneumococcal20, "pneumococcal", 781, 1300, 1, 1, 24900),
    ];

    /// <summary>The influenza vaccine of a day's season: trivalent from the season of 2024 on.</summary>
    public static Code Influenza(DateOnly day) => day.Year > 2024 || day is { Year: 2024, Month: >= 7 } ? InfluenzaTrivalent : InfluenzaQuadrivalent;
}
