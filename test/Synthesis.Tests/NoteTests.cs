using System.Text.Json;

namespace Carewright.Synthesis.Tests;

public sealed class NoteTests(ClinicFixture clinic)
{
    private const string Restriction = "https://carewright.example/fhir/CodeSystem/department-restriction";

    [Fact]
    public void Notes_name_the_patient_the_clinician_the_diagnoses_and_what_was_prescribed()
    {
        var prescribed = clinic.Of("MedicationRequest").ToLookup(request => request.Reference("encounter"));
        var conditions = clinic.Of("Condition").ToLookup(condition => condition.Reference("encounter"));
        foreach (var document in clinic.Of("DocumentReference"))
        {
            var note = Read.Note(document);
            var encounter = EncounterOf(document);
            Assert.Contains(clinic.Patient(document).GetProperty("identifier")[0].Text("value"), note, StringComparison.Ordinal);
            Assert.Contains(document.GetProperty("author")[0].Text("display"), note, StringComparison.Ordinal);
            foreach (var request in prescribed[encounter]) Assert.Contains(request.GetProperty("medicationCodeableConcept").Text("text"), note, StringComparison.Ordinal);
            foreach (var condition in conditions[encounter])
            {
                if (condition.Code() != "Z00.00" || note.Contains("Z00.00", StringComparison.Ordinal)) Assert.Contains(condition.Code(), note, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Notes_tell_the_values_that_were_measured()
    {
        var observations = clinic.Of("Observation").ToLookup(observation => observation.Reference("encounter"));
        var told = 0;
        foreach (var document in clinic.Of("DocumentReference"))
        {
            var note = Read.Note(document);
            foreach (var observation in observations[EncounterOf(document)])
            {
                if (observation.Code() is not ("4548-4" or "44261-6" or "70274-6" or "3016-3" or "8867-4")) continue;
                told++;
                Assert.Contains(observation.GetProperty("valueQuantity").GetProperty("value").GetRawText(), note, StringComparison.Ordinal);
            }
        }

        Assert.True(told > 500);
    }

    [Fact]
    public void No_note_leaves_a_gap_in_its_text()
    {
        foreach (var document in clinic.Of("DocumentReference"))
        {
            var note = Read.Note(document);
            Assert.DoesNotContain("{", note, StringComparison.Ordinal);
            Assert.DoesNotContain("  ", note, StringComparison.Ordinal);
            Assert.DoesNotContain("..", note, StringComparison.Ordinal);
            Assert.Contains("ASSESSMENT AND PLAN\n1. ", note, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Dermatology note", "SKIN EXAMINATION")]
    [InlineData("Behavioral health note", "MENTAL STATUS")]
    [InlineData("Orthopaedics note", "PAIN AND FUNCTION")]
    [InlineData("Family medicine note", "VITAL SIGNS")]
    public void Each_specialty_has_its_own_sections(string title, string section)
    {
        var notes = clinic.Of("DocumentReference").Where(document => document.GetProperty("type").Text("text") == title).ToList();
        Assert.True(notes.Count > 20, $"{notes.Count} of {title}");
        Assert.All(notes, document => Assert.Contains(section, Read.Note(document), StringComparison.Ordinal));
    }

    [Fact]
    public void Notes_of_behavioral_health_and_only_they_carry_both_labels()
    {
        foreach (var document in clinic.Of("DocumentReference"))
        {
            var behavioral = clinic.ByReference[EncounterOf(document)].Code("serviceType") == "behavioral-health";
            var labels = document.GetProperty("meta").TryGetProperty("security", out var security)
                ? security.EnumerateArray().Select(label => (label.Text("system"), label.Text("code"))).ToList()
                : [];
            if (behavioral) Assert.Equal([("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSYTHPN"), (Restriction, "behavioral-health")], labels);
            else Assert.Empty(labels);
        }
    }

    private static string EncounterOf(JsonElement document) => document.GetProperty("context").GetProperty("encounter")[0].Text("reference");
}
