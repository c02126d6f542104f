using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes AllergyIntolerance and Flag.</summary>
internal static class AlertWriter
{
    public static void WriteAllergies(ChartContext chart)
    {
        var list = chart.History.Allergies;
        if (list.Asked && list.Allergies.Count == 0) WriteNone(chart);
        foreach (var allergy in list.Allergies) Write(chart, allergy);
    }

    public static void WriteFlags(ChartContext chart)
    {
        var person = chart.Person;
        if (person.Died is not null) return;
        if (person.AgeOn(chart.Today) >= 75 && person.Index % 3 == 0) Flag(chart, "safety", "Safety", "Fall risk: walks with support, assist on stairs");
        if (person.Background.NeedsInterpreter) Flag(chart, "contact", "Subject Contact", $"Interpreter needed: {person.Background.Language.Display}");
        foreach (var allergy in chart.History.Allergies.Allergies.Where(allergy => allergy.Severe))
            Flag(chart, "clinical", "Clinical", $"Severe allergy: {allergy.Allergen.Name}");
        if (person.Index % 37 == 11) Flag(chart, "admin", "Administrative", "Often misses appointments: confirm by phone the day before");
    }

    private static void WriteNone(ChartContext chart)
    {
        Begin(chart);
        chart.Json.Concept("code", Catalog.Allergens.NoKnownAllergy);
        End(chart);
    }

    private static void Write(ChartContext chart, Allergy allergy)
    {
        var json = chart.Json;
        var allergen = allergy.Allergen;
        Begin(chart);
        json.Text("type", allergen.Intolerance ? "intolerance" : "allergy");
        json.OpenArray("category");
        json.TextItem(allergen.Category);
        json.CloseArray();
        json.Text("criticality", allergy.Severe ? "high" : "low");
        if (allergen.Code is { } code) json.Concept("code", code, allergen.Name);
        else json.ConceptText("code", allergen.Name);
        End(chart, allergy);
    }

    private static void Begin(ChartContext chart)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.AllergyIntolerance, chart.Ids.Next(), Profiles.AllergyIntolerance);
        json.Concept("clinicalStatus", new Code(CodeSystems.AllergyClinical, "active", "Active"));
        json.Concept("verificationStatus", new Code(CodeSystems.AllergyVerification, "confirmed", "Confirmed"));
    }

    private static void End(ChartContext chart, Allergy? allergy = null)
    {
        var json = chart.Json;
        json.Reference("patient", chart.Person.Reference);
        json.Date("recordedDate", chart.History.Visits[0].Day);
        json.Reference("recorder", chart.History.Visits[0].Clinician.Reference, chart.History.Visits[0].Clinician.Display);
        if (allergy is not null) Reaction(json, allergy);
        json.End();
    }

    private static void Reaction(ResourceWriter json, Allergy allergy)
    {
        json.OpenArray("reaction");
        json.Item();
        json.OpenArray("manifestation");
        json.Item();
        json.Text("text", allergy.Reaction);
        json.Close();
        json.CloseArray();
        json.Text("severity", allergy.Severe ? "severe" : "mild");
        json.Close();
        json.CloseArray();
    }

    private static void Flag(ChartContext chart, string category, string categoryName, string text)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.Flag, chart.Ids.Next());
        chart.Status("active");
        chart.Category(CodeSystems.FlagCategory, category, categoryName);
        json.ConceptText("code", text);
        chart.Subject();
        json.Open("period");
        json.Date("start", chart.History.Visits[0].Day);
        json.Close();
        json.Reference("author", chart.History.PrimaryCare.Reference);
        json.End();
    }
}
