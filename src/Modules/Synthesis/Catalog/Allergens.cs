using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>A substance that patients of the clinic are allergic to.</summary>
internal sealed record Allergen(Code? Code, string Name, string Category, DrugFamily Family, bool Intolerance, params string[] Reactions);

/// <summary>The allergens that are drawn; drugs by RxNorm ingredient, the rest in words.</summary>
internal static class Allergens
{
    private static Code Ingredient(string rxNorm, string name) => new(CodeSystems.RxNorm, rxNorm, name);

    /// <summary>The statement that a patient was asked and has none (US Core AllergyIntolerance).</summary>
    public static readonly Code NoKnownAllergy = new(CodeSystems.Snomed, "716186003", "No known allergy");

    public static readonly IReadOnlyList<Allergen> All =
    [
        new(Ingredient("7980", "penicillin G"), "Penicillin", "medication", DrugFamily.Penicillin, false, "Hives", "Swelling of the lips"),
        new(Ingredient("723", "amoxicillin"), "Amoxicillin", "medication", DrugFamily.Penicillin, false, "Rash"),
        new(Ingredient("10180", "sulfamethoxazole"), "Sulfamethoxazole", "medication", DrugFamily.Sulfonamide, false, "Rash", "Blistering rash"),
        new(Ingredient("5640", "ibuprofen"), "Ibuprofen", "medication", DrugFamily.Nsaid, false, "Wheezing", "Hives"),
        new(Ingredient("1191", "aspirin"), "Aspirin", "medication", DrugFamily.Nsaid, false, "Wheezing"),
        new(Ingredient("2670", "codeine"), "Codeine", "medication", DrugFamily.None, true, "Nausea", "Itching"),
        new(Ingredient("29046", "lisinopril"), "Lisinopril", "medication", DrugFamily.AceInhibitor, true, "Dry cough"),
        new(null, "Peanut", "food", DrugFamily.None, false, "Anaphylaxis", "Hives"),
        new(null, "Shellfish", "food", DrugFamily.None, false, "Hives", "Swelling of the face"),
        new(null, "Cow's milk", "food", DrugFamily.None, true, "Bloating"),
        new(null, "Latex", "environment", DrugFamily.None, false, "Contact rash"),
        new(null, "Bee venom", "environment", DrugFamily.None, false, "Large local swelling", "Anaphylaxis"),
        new(null, "Cat dander", "environment", DrugFamily.None, false, "Sneezing"),
    ];
}
