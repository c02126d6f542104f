using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.People;

/// <summary>Race, ethnicity, language, household and where a patient lives.</summary>
internal sealed record Background
{
    private static readonly Code White = Omb("2106-3", "White");
    private static readonly Code Black = Omb("2054-5", "Black or African American");
    private static readonly Code Asian = Omb("2028-9", "Asian");
    private static readonly Code Native = Omb("1002-5", "American Indian or Alaska Native");
    private static readonly Code Pacific = Omb("2076-8", "Native Hawaiian or Other Pacific Islander");

    private static readonly Code[] Single = [White, Black, Asian, Native, Pacific];

    public static readonly Code Hispanic = Omb("2135-2", "Hispanic or Latino");
    public static readonly Code NotHispanic = Omb("2186-5", "Not Hispanic or Latino");

    public static readonly Code English = new(CodeSystems.Language, "en", "English");

    private static readonly Code[] Languages =
    [
        English,
        new(CodeSystems.Language, "es", "Spanish"),
        new(CodeSystems.Language, "zh", "Chinese"),
        new(CodeSystems.Language, "vi", "Vietnamese"),
        new(CodeSystems.Language, "ar", "Arabic"),
    ];

    private static readonly string[] Towns = ["Elmhollow", "Brightford", "Tarnwick", "Oldmarsh", "Lower Quillby", "Sedgeport"];

    /// <summary>One race, two for some, none for those who did not say.</summary>
    public required IReadOnlyList<Code> Races { get; init; }

    public required Code Ethnicity { get; init; }

    public required Code Language { get; init; }

    public bool NeedsInterpreter { get; init; }

    public required string MaritalStatus { get; init; }

    public required string Street { get; init; }

    public required string Town { get; init; }

    public required string Zip { get; init; }

    public required string Phone { get; init; }

    public string? Email { get; init; }

    public required string ContactGiven { get; init; }

    public required bool ContactFemale { get; init; }

    public static Background Draw(Chance chance, int ageYears, int index, string family)
    {
        var hispanic = chance.Permille(180);
        var language = hispanic && chance.Permille(450) ? 1 : chance.Permille(960) ? 0 : chance.Between(2, 4);
        var town = chance.Below(Towns.Length);
        var contactFemale = chance.Permille(600);
        return new Background
        {
            Races = DrawRaces(chance),
            Ethnicity = hispanic ? Hispanic : NotHispanic,
            Language = Languages[language],
            NeedsInterpreter = language != 0 && chance.Permille(400),
            MaritalStatus = ageYears < 20 ? "S" : "SMMMDWL"[ageYears > 72 ? chance.Between(1, 6) : chance.Below(5)].ToString(),
            Street = $"{chance.Between(1, 899)} {chance.Pick(Catalog.Names.Streets)}",
            Town = Towns[town],
            Zip = $"0015{town + 1}",
            Phone = $"555-01{chance.Below(100):D2}",
            Email = ageYears >= 14 && chance.Permille(820) ? $"{family.ToLowerInvariant()}.{index + 1}@example.org" : null,
            ContactGiven = chance.Pick(contactFemale ? Catalog.Names.Female : Catalog.Names.Male),
            ContactFemale = contactFemale,
        };
    }

    private static Code Omb(string code, string display) => new(CodeSystems.RaceAndEthnicity, code, display);

    private static Code[] DrawRaces(Chance chance)
    {
        if (chance.Permille(30)) return [];
        var first = chance.Weighted([640, 180, 110, 40, 30]);
        if (!chance.Permille(45)) return [Single[first]];
        return [Single[first], Single[(first + chance.Between(1, 4)) % 5]];
    }
}
