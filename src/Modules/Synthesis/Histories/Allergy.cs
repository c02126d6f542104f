using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>An allergy on record.</summary>
internal sealed record Allergy(Allergen Allergen, string Reaction, bool Severe);

/// <summary>What is known of a patient's allergies: nothing asked, asked and none, or a list.</summary>
internal sealed class AllergyList
{
    public required bool Asked { get; init; }

    public required IReadOnlyList<Allergy> Allergies { get; init; }

    public bool Forbids(Drug drug) => drug.Family != DrugFamily.None && Allergies.Any(allergy => allergy.Allergen.Family == drug.Family);

    public static AllergyList Draw(Chance chance, int age)
    {
        var draw = chance.Below(1000);
        if (draw < 180) return new AllergyList { Asked = false, Allergies = [] };
        if (draw < (age < 10 ? 850 : 640)) return new AllergyList { Asked = true, Allergies = [] };
        var first = chance.Below(Allergens.All.Count);
        var allergies = new List<Allergy> { DrawOne(chance, first) };
        if (chance.Permille(250)) allergies.Add(DrawOne(chance, (first + chance.Between(2, Allergens.All.Count - 1)) % Allergens.All.Count));
        return new AllergyList { Asked = true, Allergies = allergies };
    }

    private static Allergy DrawOne(Chance chance, int index)
    {
        var allergen = Allergens.All[index];
        var reaction = chance.Pick(allergen.Reactions);
        return new Allergy(allergen, reaction, reaction is "Anaphylaxis" or "Wheezing" or "Blistering rash");
    }
}
