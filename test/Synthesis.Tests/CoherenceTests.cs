using System.Text.Json;

namespace Carewright.Synthesis.Tests;

public sealed class CoherenceTests(ClinicFixture clinic)
{
    private static readonly DateOnly Today = ClinicFixture.Plan.Today;

    [Fact]
    public void Every_prescription_names_a_condition_of_the_patient_that_was_on_record()
    {
        foreach (var request in clinic.Of("MedicationRequest"))
        {
            var condition = clinic.ByReference[request.GetProperty("reasonReference")[0].Text("reference")];
            Assert.Equal(Read.Patient(request), Read.Patient(condition));
            Assert.True(condition.Day("recordedDate") <= request.Day("authoredOn"));
            Assert.True(condition.Day("onsetDateTime") <= request.Day("authoredOn"));
        }
    }

    [Fact]
    public void One_condition_has_at_most_one_active_prescription_and_a_healed_one_none()
    {
        var active = clinic.Of("MedicationRequest").Where(request => request.Text("status") == "active")
            .GroupBy(request => request.GetProperty("reasonReference")[0].Text("reference"));
        foreach (var group in active)
        {
            Assert.Single(group);
            Assert.False(clinic.ByReference[group.Key].TryGetProperty("abatementDateTime", out _) && group.First().GetProperty("dispenseRequest").GetProperty("numberOfRepeatsAllowed").GetInt32() > 0);
        }
    }

    [Theory]
    [InlineData("E11.9", "4548-4", "metformin")]
    [InlineData("E03.9", "3016-3", "levothyroxine")]
    [InlineData("E78.5", "13457-7", "atorvastatin")]
    [InlineData("D50.9", "718-7", "ferrous")]
    public void A_condition_brings_its_laboratory_test_and_its_drug(string icd, string loinc, string drug)
    {
        var sick = PatientsWith(icd);
        Assert.NotEmpty(sick);
        var results = clinic.OfPatient("Observation");
        var drugs = clinic.OfPatient("MedicationRequest");
        foreach (var (patient, condition) in sick)
        {
            if (condition.Day("recordedDate") < Today) Assert.Contains(results[patient], observation => observation.Code() == loinc);
            Assert.Contains(drugs[patient], request => request.GetProperty("medicationCodeableConcept").GetProperty("coding")[0].Text("display").StartsWith(drug, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("E11.9", "4548-4", 0.7)]
    [InlineData("E03.9", "3016-3", 2.0)]
    [InlineData("F32.1", "44261-6", 4)]
    public void Treatment_lowers_what_is_too_high(string icd, string loinc, double atLeast)
    {
        var observations = clinic.OfPatient("Observation");
        var drops = new List<double>();
        foreach (var (patient, _) in PatientsWith(icd))
        {
            var series = observations[patient].Where(observation => observation.Code() == loinc).OrderBy(observation => observation.Text("effectiveDateTime")).Select(Value).ToList();
            if (series.Count >= 3) drops.Add(series[0] - series[^1]);
        }

        Assert.True(drops.Count >= 3, $"{drops.Count} series");
        Assert.True(drops.Average() >= atLeast, $"average fall {drops.Average()}");
    }

    [Fact]
    public void Blood_pressure_falls_in_those_treated_for_hypertension_and_has_both_components()
    {
        var pressures = clinic.OfPatient("Observation");
        var falls = new List<double>();
        foreach (var (patient, _) in PatientsWith("I10"))
        {
            var series = pressures[patient].Where(observation => observation.Code() == "85354-9").OrderBy(observation => observation.Text("effectiveDateTime")).ToList();
            foreach (var reading in series)
            {
                var (systolic, diastolic) = (Component(reading, "8480-6"), Component(reading, "8462-4"));
                Assert.True(systolic - diastolic >= 20, $"{systolic}/{diastolic}");
            }

            if (series.Count >= 5) falls.Add(Component(series[0], "8480-6") - Component(series[^1], "8480-6"));
        }

        Assert.True(falls.Count > 10);
        Assert.True(falls.Average() > 8, $"average fall {falls.Average()}");
    }

    [Fact]
    public void Minors_and_only_minors_have_a_related_person()
    {
        var related = clinic.OfPatient("RelatedPerson");
        foreach (var patient in clinic.Of("Patient"))
            Assert.Equal(patient.AgeOn(Today) < 18 ? 1 : 0, related[$"Patient/{patient.Text("id")}"].Count());
    }

    [Fact]
    public void Nobody_is_given_a_drug_that_the_recorded_allergy_forbids()
    {
        Dictionary<string, string[]> forbids = new(StringComparer.Ordinal)
        {
            ["Penicillin"] = ["amoxicillin"],
            ["Amoxicillin"] = ["amoxicillin"],
            ["Sulfamethoxazole"] = ["sulfamethoxazole"],
            ["Ibuprofen"] = ["ibuprofen", "naproxen", "meloxicam"],
            ["Aspirin"] = ["ibuprofen", "naproxen", "meloxicam"],
            ["Lisinopril"] = ["lisinopril"],
        };
        var drugs = clinic.OfPatient("MedicationRequest");
        var checkedPairs = 0;
        foreach (var allergy in clinic.Of("AllergyIntolerance"))
        {
            if (!forbids.TryGetValue(allergy.GetProperty("code").Text("text"), out var names)) continue;
            foreach (var request in drugs[Read.Patient(allergy)])
            {
                checkedPairs++;
                var name = request.GetProperty("medicationCodeableConcept").GetProperty("coding")[0].Text("display");
                Assert.DoesNotContain(names, forbidden => name.Contains(forbidden, StringComparison.OrdinalIgnoreCase));
            }
        }

        Assert.True(checkedPairs > 20);
    }

    [Fact]
    public void Allergies_are_listed_denied_or_not_asked()
    {
        var allergies = clinic.OfPatient("AllergyIntolerance");
        var denied = clinic.Of("AllergyIntolerance").Count(allergy => allergy.GetProperty("code").TryGetProperty("coding", out var coding) && coding[0].Text("code") == "716186003");
        var silent = clinic.Of("Patient").Count(patient => !allergies[$"Patient/{patient.Text("id")}"].Any());
        Assert.InRange(denied, 100, 300);
        Assert.InRange(silent, 30, 140);
        Assert.InRange(clinic.Of("AllergyIntolerance").Count - denied, 60, 260);
    }

    [Fact]
    public void Laboratory_results_are_marked_against_their_range_and_grouped_by_one_report()
    {
        var grouped = clinic.Of("DiagnosticReport").Where(report => report.TryGetProperty("result", out _))
            .SelectMany(report => report.GetProperty("result").EnumerateArray().Select(result => result.Text("reference"))).ToList();
        var results = clinic.Of("Observation").Where(observation => observation.Code("category", first: true) == "laboratory").ToList();
        Assert.Equal(grouped.Count, grouped.Distinct().Count());
        Assert.Equal(results.Select(result => $"Observation/{result.Text("id")}").Order(), grouped.Order());
        foreach (var result in results.Where(result => result.TryGetProperty("valueQuantity", out _)))
        {
            var range = result.GetProperty("referenceRange")[0];
            var mark = Value(result) > range.GetProperty("high").GetProperty("value").GetDouble() ? "H" : Value(result) < range.GetProperty("low").GetProperty("value").GetDouble() ? "L" : "N";
            Assert.Equal(mark, result.Code("interpretation", first: true));
        }
    }

    [Fact]
    public void Body_mass_index_follows_from_height_and_weight()
    {
        foreach (var visit in clinic.Of("Observation").ToLookup(observation => observation.Reference("encounter")))
        {
            if (visit.FirstOrDefault(observation => observation.Code() == "39156-5") is not { ValueKind: JsonValueKind.Object } index) continue;
            var height = Value(visit.First(observation => observation.Code() == "8302-2")) / 100;
            var weight = Value(visit.First(observation => observation.Code() == "29463-7"));
            Assert.InRange(Value(index), (weight / height / height) - 0.11, (weight / height / height) + 0.11);
            Assert.InRange(height, 0.4, 2.1);
        }
    }

    [Fact]
    public void Visits_are_held_by_staff_of_the_department_at_the_site()
    {
        var roles = clinic.Of("PractitionerRole").ToDictionary(role => role.Reference("practitioner"));
        foreach (var encounter in clinic.Of("Encounter"))
        {
            var role = roles[encounter.GetProperty("participant")[0].Reference("individual")];
            Assert.Equal(role.GetProperty("location")[0].Text("reference"), encounter.GetProperty("location")[0].Reference("location"));
            Assert.Equal(role.Code("specialty", first: true), encounter.Code("serviceType"));
            Assert.Equal("physician", role.Code("code", first: true));
        }
    }

    [Fact]
    public void Every_visit_has_a_note_and_a_claim_that_adds_up()
    {
        var noted = clinic.Of("DocumentReference").Select(note => note.GetProperty("context").GetProperty("encounter")[0].Text("reference")).ToHashSet();
        Assert.Equal(clinic.Of("Encounter").Count, noted.Count);
        Assert.Equal(clinic.Of("Encounter").Count, clinic.Of("Claim").Count);
        foreach (var claim in clinic.Of("Claim"))
        {
            var items = claim.GetProperty("item").EnumerateArray().ToList();
            Assert.Equal(claim.GetProperty("total").GetProperty("value").GetDecimal(), items.Sum(item => item.GetProperty("net").GetProperty("value").GetDecimal()));
            Assert.NotEqual(0, claim.GetProperty("diagnosis").GetArrayLength());
            Assert.DoesNotContain(items, item => item.GetProperty("productOrService").GetProperty("coding")[0].Text("system").Contains("cpt", StringComparison.OrdinalIgnoreCase));
        }
    }

    private List<(string Patient, JsonElement Condition)> PatientsWith(string icd) =>
        [.. clinic.Of("Condition").Where(condition => condition.Code() == icd).Select(condition => (Read.Patient(condition), condition))];

    private static double Value(JsonElement observation) => observation.GetProperty("valueQuantity").GetProperty("value").GetDouble();

    private static double Component(JsonElement reading, string code) =>
        Value(reading.GetProperty("component").EnumerateArray().First(component => component.Code() == code));
}
