using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Access;

/// <summary>How a department's label gets onto a note, and that it stays there.</summary>
public sealed class LabelTests(SeededClinic clinic)
{
    private readonly string _patient = Chart.NewId();

    private Door Psychologist => clinic.As("psychologist");

    private Door Physician => clinic.As("physician");

    [Fact]
    public async Task A_note_in_a_restricted_encounter_inherits_its_label()
    {
        var encounter = Chart.NewId();
        (await Psychologist.PutAsync(Chart.Encounter(encounter, _patient, SeededClinic.BehavioralHealth))).Expect(201);
        var note = (await clinic.As("nurse").CreateAsync(Chart.Note("x", _patient, "Vital signs taken.", encounter))).Expect(201);
        (await Physician.GetAsync("fhir/" + note.Made)).ExpectOutcome(404);
        Assert.Equal([SeededClinic.BehavioralHealth], Chart.Restrictions((await Psychologist.GetAsync("fhir/" + note.Made)).Expect(200).Json));
        var fact = Chart.Observation("x", _patient);
        fact["encounter"] = new JsonObject { ["reference"] = "Encounter/" + encounter };
        var observation = (await clinic.As("nurse").CreateAsync(fact)).Expect(201);
        (await Physician.GetAsync("fhir/" + observation.Made)).Expect(200);
    }

    [Fact]
    public async Task Inside_one_transaction_the_label_is_inherited_too_and_passed_on()
    {
        var (encounter, note, attachment) = ("urn:uuid:" + Chart.NewId(), "urn:uuid:" + Chart.NewId(), "urn:uuid:" + Chart.NewId());
        var visit = Chart.Encounter("x", _patient, SeededClinic.BehavioralHealth);
        var text = Chart.Note("x", _patient, "Written together.");
        text["context"] = JsonNode.Parse($$$"""{"encounter":[{"reference":"{{{encounter}}}"}]}""");
        var binary = Chart.Resource($$$"""{"resourceType":"Binary","contentType":"text/plain","securityContext":{"reference":"{{{note}}}"},"data":"AAAA"}""");
        // The attachment comes first: the label must not depend on the order.
        var bundle = Chart.Bundle("transaction", Chart.Post(binary, attachment), Chart.Post(text, note), Chart.Post(visit, encounter));
        var reply = (await clinic.As("nurse").PostAsync("fhir", bundle)).Expect(200);
        foreach (var entry in reply.Entries)
        {
            var made = string.Join('/', ((string)entry["response"]!["location"]!).Split('/').Take(2));
            (await Physician.GetAsync("fhir/" + made)).ExpectOutcome(404);
            Assert.Equal([SeededClinic.BehavioralHealth], Chart.Restrictions((await Psychologist.GetAsync("fhir/" + made)).Expect(200).Json));
        }
    }

    [Fact]
    public async Task A_note_written_in_behavioural_health_is_labelled_without_an_encounter()
    {
        var note = (await Psychologist.CreateAsync(Chart.Note("x", _patient, "By telephone."))).Expect(201);
        Assert.Equal([SeededClinic.BehavioralHealth], Chart.Restrictions(note.Json));
        (await Physician.GetAsync("fhir/" + note.Made)).ExpectOutcome(404);
    }

    [Fact]
    public async Task The_label_stays_when_an_update_leaves_it_out()
    {
        var id = Chart.NewId();
        (await Psychologist.PutAsync(Chart.Note(id, _patient, "First."))).Expect(201);
        (await Psychologist.PutAsync(Chart.Note(id, _patient, "Second, sent without the label."))).Expect(200);
        (await Psychologist.PostAsync("fhir", Chart.Bundle("transaction", Chart.Put(Chart.Note(id, _patient, "Third."))))).Expect(200);
        var now = (await Psychologist.GetAsync($"fhir/DocumentReference/{id}")).Expect(200);
        Assert.Equal(3, now.Version);
        Assert.Equal([SeededClinic.BehavioralHealth], Chart.Restrictions(now.Json));
        (await Physician.PutAsync(Chart.Note(id, _patient, "By somebody else."))).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_label_that_comes_later_covers_the_versions_before()
    {
        var id = Chart.NewId();
        (await Physician.PutAsync(Chart.Note(id, _patient, "Open at first."))).Expect(201);
        (await Physician.GetAsync($"fhir/DocumentReference/{id}/_history/1")).Expect(200);
        (await Psychologist.PutAsync(Chart.Note(id, _patient, "Closed now."))).Expect(200);
        (await Physician.GetAsync($"fhir/DocumentReference/{id}/_history/1")).ExpectOutcome(404);
        (await Physician.GetAsync($"fhir/DocumentReference/{id}/_history")).ExpectOutcome(404);
        Assert.Equal(2, (await Psychologist.GetAsync($"fhir/DocumentReference/{id}/_history")).Expect(200).Entries.Count);
    }
}
