using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Policies;

/// <summary>What patients consent to is enforced in every door, from the next request on.</summary>
public sealed class ConsentTests(SeededClinic clinic)
{
    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private const string RoleSystem = "https://carewright.example/fhir/CodeSystem/role";
    private readonly string _patient = Chart.NewId();

    private Door Partner => clinic.As("interface");

    private static string Recipient(string role) => $$$$"""{"role":{"text":"recipient"},"reference":{"identifier":{"system":"{{{{RoleSystem}}}}","value":"{{{{role}}}}"}}}""";

    [Fact]
    public async Task A_denial_closes_the_record_to_whom_it_names_and_only_to_them()
    {
        var note = await PatientWithNoteAsync();
        var consent = Consent($$"""{"type":"permit","provision":[{"type":"deny","actor":[{{Recipient("nurse")}}]}]}""");
        (await clinic.As("nurse").GetAsync(note)).Expect(200);
        (await clinic.As("physician").PutAsync(consent)).Expect(201);
        (await clinic.As("nurse").GetAsync(note)).ExpectOutcome(404);
        Assert.Empty((await clinic.As("nurse").GetAsync($"fhir/DocumentReference?patient={_patient}&_total=accurate")).Expect(200).References);
        Assert.Equal(0, (await clinic.As("nurse").GetAsync($"fhir/DocumentReference?patient={_patient}&_total=accurate")).Total);
        Assert.DoesNotContain("DocumentReference", (await clinic.As("nurse").GetAsync($"fhir/Patient/{_patient}/$everything")).Expect(200).Text, StringComparison.Ordinal);
        (await clinic.As("physician").GetAsync(note)).Expect(200);
        (await clinic.As("nurse").GetAsync($"fhir/Patient/{_patient}")).Expect(200);
        consent["status"] = "inactive";
        (await clinic.As("physician").PutAsync(consent)).Expect(200);
        (await clinic.As("nurse").GetAsync(note)).Expect(200);
    }

    [Fact]
    public async Task An_opt_out_with_an_exception_denies_all_but_the_exception()
    {
        var note = await PatientWithNoteAsync();
        (await Partner.PutAsync(Chart.Observation(_patient, _patient))).Expect(201);
        (await clinic.As("physician").PutAsync(Consent("""{"type":"deny","provision":[{"type":"permit","class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"}]}]}"""))).Expect(201);
        (await clinic.As("physician").GetAsync($"fhir/Observation/{_patient}")).Expect(200);
        (await clinic.As("physician").GetAsync(note)).ExpectOutcome(404);
    }

    [Fact]
    public async Task Of_two_that_say_as_much_the_denial_holds_and_the_more_specific_beats_it()
    {
        var note = await PatientWithNoteAsync();
        (await clinic.As("physician").PutAsync(Consent($$"""{"type":"deny","actor":[{{Recipient("nurse")}}]}""", "a"))).Expect(201);
        (await clinic.As("physician").PutAsync(Consent($$"""{"type":"permit","actor":[{{Recipient("nurse")}}]}""", "b"))).Expect(201);
        (await clinic.As("nurse").GetAsync(note)).ExpectOutcome(404);
        (await clinic.As("physician").PutAsync(Consent($$"""{"type":"permit","actor":[{{Recipient("nurse")}}],"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}],"provision":[{"type":"deny","class":[{"system":"http://hl7.org/fhir/resource-types","code":"Flag"}]}]}""", "c"))).Expect(201);
        (await clinic.As("nurse").GetAsync(note)).Expect(200);
    }

    [Fact]
    public async Task A_label_that_a_consent_denies_closes_its_rows_and_no_others()
    {
        var note = await PatientWithNoteAsync();
        var condition = Chart.Condition(_patient, _patient, "B20");
        condition["code"]!["coding"]![0]!["system"] = "http://hl7.org/fhir/sid/icd-10-cm";
        var stored = (await Partner.PutAsync(condition)).Expect(201).Json;
        Assert.Contains(stored["meta"]!["security"]!.AsArray(), label => (string?)label!["code"] == "HIV");
        (await clinic.As("nurse").GetAsync($"fhir/Condition/{_patient}")).Expect(200);
        (await clinic.As("physician").PutAsync(Consent($$"""{"type":"permit","provision":[{"type":"deny","securityLabel":[{"system":"{{ActCode}}","code":"HIV"}],"actor":[{{Recipient("nurse")}}]}]}"""))).Expect(201);
        (await clinic.As("nurse").GetAsync($"fhir/Condition/{_patient}")).ExpectOutcome(404);
        Assert.Empty(await clinic.As("nurse").AllAsync($"fhir/Condition?patient={_patient}"));
        (await clinic.As("nurse").GetAsync(note)).Expect(200);
        (await clinic.As("physician").GetAsync($"fhir/Condition/{_patient}")).Expect(200);
    }

    [Fact]
    public async Task Part_2_records_open_to_whom_the_patient_consents()
    {
        (await Partner.PutAsync(Chart.Patient(_patient))).Expect(201);
        var note = Chart.Note(_patient, _patient, "From the programme.");
        note["meta"] = JsonNode.Parse($$"""{"security":[{"system":"{{ActCode}}","code":"42CFRPart2"}]}""");
        (await Partner.PutAsync(note)).Expect(201);
        var path = $"fhir/DocumentReference/{_patient}";
        (await clinic.As("physician").GetAsync(path)).ExpectOutcome(404);
        (await clinic.As("nurse").PutAsync(Consent($$"""{"type":"permit","actor":[{{Recipient("physician")}}],"securityLabel":[{"system":"{{ActCode}}","code":"42CFRPart2"}]}"""))).Expect(201);
        (await clinic.As("physician").GetAsync(path)).Expect(200);
        (await clinic.As("nurse").GetAsync(path)).ExpectOutcome(404);
        (await clinic.As("physician").PutAsync(Chart.Note(_patient, _patient, "Sent without its label."))).Expect(200);
        (await clinic.As("nurse").GetAsync(path)).ExpectOutcome(404);
    }

    [Fact]
    public async Task What_was_paid_in_full_is_not_used_for_payment()
    {
        (await Partner.PutAsync(Chart.Patient(_patient))).Expect(201);
        var visit = Chart.Encounter(_patient, _patient);
        visit["meta"] = JsonNode.Parse("""{"security":[{"system":"https://carewright.example/fhir/CodeSystem/handling","code":"no-payer"}]}""");
        (await Partner.PutAsync(visit)).Expect(201);
        var charge = JsonNode.Parse($$$"""{"resourceType":"ChargeItem","id":"{{{_patient}}}","status":"billable","code":{"text":"visit"},"subject":{"reference":"Patient/{{{_patient}}}"},"context":{"reference":"Encounter/{{{_patient}}}"}}""")!.AsObject();
        (await Partner.PutAsync(charge)).Expect(201);
        var biller = clinic.As("biller");
        (await biller.GetAsync($"fhir/ChargeItem/{_patient}")).ExpectOutcome(404);
        (await biller.GetAsync($"fhir/ChargeItem/{_patient}", ("X-Carewright-Purpose", "HOPERAT"))).Expect(200);
        (await biller.GetAsync($"fhir/ChargeItem/{_patient}", ("X-Carewright-Purpose", "TREAT"))).ExpectOutcome(403);
    }

    private async Task<string> PatientWithNoteAsync()
    {
        (await Partner.PutAsync(Chart.Patient(_patient))).Expect(201);
        (await Partner.PutAsync(Chart.Note(_patient, _patient, "A note."))).Expect(201);
        return $"fhir/DocumentReference/{_patient}";
    }

    private JsonObject Consent(string provision, string suffix = "c") => JsonNode.Parse($$$"""
        {"resourceType":"Consent","id":"{{{_patient[..20]}}}-{{{suffix}}}","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/{{{_patient}}}"},"policyRule":{"coding":[{"system":"{{{ActCode}}}","code":"OPTIN"}]},
         "provision":{{{provision}}}}
        """)!.AsObject();
}
