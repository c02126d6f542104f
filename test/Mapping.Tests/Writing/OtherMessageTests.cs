using System.Text;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Visits, merges, appointments, documents and charges.</summary>
public sealed class OtherMessageTests
{
    private const string Gone = """{"resourceType":"Patient","id":"old","identifier":[{"use":"old","system":"urn:oid:1.2.3.4","value":"MRN-0"}],"link":[{"other":{"reference":"Patient/p"},"type":"replaced-by"}]}""";
    private const string Location = """{"resourceType":"Location","id":"l","name":"Ward 3","physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"wa"}]},"identifier":[{"system":"urn:oid:1.2.8","value":"W3"}]}""";

    private static Hl7v2.Hl7Message Message(string type, params string[] resources) => Written.Message(type, Written.Record(1, [.. resources, .. OrderTests.Others]));

    [Theory]
    [InlineData("ADT^A01", "ADT_A01")]
    [InlineData("ADT^A03", "ADT_A03")]
    [InlineData("ADT^A04", "ADT_A01")]
    [InlineData("ADT^A08", "ADT_A01")]
    [InlineData("ADT^A11", "ADT_A09")]
    public void A_visit_is_told_with_its_number_class_and_time(string type, string structure)
    {
        var message = Message(type, OrderTests.Others[1].Replace("\"id\":\"e\"", "\"id\":\"v\"", StringComparison.Ordinal));
        Assert.Equal([structure, type[4..], "O", "V1", "20260301050000-0500"], new[] { "MSH-9.3", "EVN-1", "PV1-2", "PV1-19.1", "PV1-44" }.Select(path => message.Text(path)));
        var visit = message.Back().Only("Encounter");
        Assert.Equal("AMB", visit.At("class.code"));
        Assert.Equal("urn:oid:1.2.3.5", visit.At("identifier[0].system"));
    }

    [Theory]
    [InlineData("ADT^A08")]
    [InlineData("ADT^A28")]
    [InlineData("ADT^A31")]
    public void A_person_is_told_without_a_visit(string type)
    {
        var message = Message(type, OrderTests.Patient.Replace("\"id\":\"p\"", "\"id\":\"x\",\"contact\":[{\"relationship\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-RoleCode\",\"code\":\"SPS\"}]}],\"name\":{\"family\":\"Near\"}}]", StringComparison.Ordinal));
        Assert.Equal("PV1|1|N", message.Line("PV1"));
        Assert.Equal("SPO", message.Text("NK1-3.1"));
        var mapped = message.Back();
        Assert.Equal("Near", mapped.Only("Patient").At("contact[0].name.family"));
        Assert.Empty(mapped.All("Encounter"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_merge_names_who_stays_and_who_goes_whoever_it_is_told_of(int focus)
    {
        var stays = OrderTests.Patient.Replace("\"gender\"", "\"link\":[{\"other\":{\"reference\":\"Patient/old\"},\"type\":\"replaces\"}],\"gender\"", StringComparison.Ordinal);
        var message = Written.Message("ADT^A40", Written.Record(1, focus == 0 ? new[] { stays, Gone } : new[] { Gone, OrderTests.Patient }));
        Assert.Equal("MRN-1", message.Text("PID-3.1"));
        Assert.Equal("MRN-0", message.Text("MRG-1.1"));
        Assert.Equal(MappedLinkKind.MergePatients, Assert.Single(message.Back().Links).Kind);
    }

    [Theory]
    [InlineData("SIU^S12", "booked")]
    [InlineData("SIU^S13", "booked")]
    [InlineData("SIU^S14", "booked")]
    [InlineData("SIU^S15", "cancelled")]
    [InlineData("SIU^S26", "noshow")]
    public void An_appointment_is_told_with_its_time_and_who_takes_part(string type, string status)
    {
        var message = Message(type, $$"""
            {"resourceType":"Appointment","id":"ap","status":"{{status}}","serviceType":[{"coding":[{"system":"http://snomed.info/sct","code":"11429006"}]}],"description":"Check up","start":"2026-04-01T14:00:00Z","end":"2026-04-01T14:30:00Z",
            "minutesDuration":30,"comment":"Bring papers","participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"},{"actor":{"reference":"Practitioner/d"},"status":"accepted"},{"actor":{"reference":"Location/l"},"status":"accepted"}]}
            """, Location);
        var appointment = message.Back().Only("Appointment");
        Assert.Equal([status, "2026-04-01T09:00:00-05:00", "2026-04-01T09:30:00-05:00", "30", "11429006", "Check up", "Bring papers", "ap"], new[] { "status", "start", "end", "minutesDuration", "serviceType[0].coding[0].code", "description", "comment", "identifier[0].value" }.Select(path => appointment.At(path)));
        Assert.Equal("1234567893", message.Text("AIP-3.1"));
        Assert.Equal("Ward 3", message.Text("AIL-3.1"));
    }

    [Fact]
    public void A_text_is_written_as_text_and_a_file_as_a_file()
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes("Well.\nGoes home | \u00E9."));
        var message = Message("MDM^T02", """
            {"resourceType":"DocumentReference","id":"doc","status":"current","docStatus":"final","type":{"coding":[{"system":"http://loinc.org","code":"11506-3","display":"Progress note"}]},"subject":{"reference":"Patient/p"},
            "date":"2026-03-01T12:00:00Z","author":[{"reference":"Practitioner/d"}],"context":{"encounter":[{"reference":"Encounter/e"}]},"content":[
            {"attachment":{"contentType":"text/plain; charset=utf-8","data":"TEXT"}},{"attachment":{"contentType":"image/jpeg","data":"AAAA","title":"Picture"}},{"attachment":{"contentType":"application/pdf","url":"https://files.example/1"}}]}
            """.Replace("TEXT", text, StringComparison.Ordinal));
        Assert.Equal(["11506-3", "AU", "AV", "doc", "V1"], new[] { "TXA-2", "TXA-17", "TXA-19", "TXA-12.1", "PV1-19.1" }.Select(path => message.Text(path)));
        var document = message.Back().Only("DocumentReference");
        Assert.Equal("final", document.At("docStatus"));
        Assert.Equal("Well.\nGoes home | \u00E9.", Encoding.UTF8.GetString(Convert.FromBase64String(document.At("content[0].attachment.data")!)));
        Assert.Equal(["image/jpeg", "AAAA"], new[] { "contentType", "data" }.Select(path => document.At($"content[1].attachment.{path}")));
        Assert.Equal("https://files.example/1", document.At("content[2].attachment.url"));
    }

    [Fact]
    public void A_charge_is_told_with_its_code_amount_and_reason()
    {
        var message = Message("DFT^P03", """
            {"resourceType":"ChargeItem","id":"ch","status":"billable","code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]},"subject":{"reference":"Patient/p"},"context":{"reference":"Encounter/e"},"occurrenceDateTime":"2026-03-01",
            "quantity":{"value":1},"priceOverride":{"value":80.50,"currency":"USD"},"reason":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]}],"performer":[{"actor":{"reference":"Practitioner/d"}}]}
            """);
        Assert.Equal("80.50&USD", Encoding.UTF8.GetString(message.Find("FT1")!.Value[11].Raw));
        var charge = message.Back().Only("ChargeItem");
        Assert.Equal(["99213", "2026-03-01", "1", "80.50", "USD", "E11.9"], new[] { "code.coding[0].code", "occurrenceDateTime", "quantity.value", "priceOverride.value", "priceOverride.currency", "reason[0].coding[0].code" }.Select(path => charge.At(path)));
    }

    [Fact]
    public void A_claim_is_as_many_charges_as_it_has_items()
    {
        var message = Message("DFT^P03", """
            {"resourceType":"Claim","id":"cl","status":"active","patient":{"reference":"Patient/p"},"created":"2026-03-02","diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]}}],
            "item":[{"sequence":1,"diagnosisSequence":[1],"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]},"servicedDate":"2026-03-01"},{"sequence":2,"productOrService":{"text":"Bandage"},"servicedDate":"2026-03-01","net":{"value":5,"currency":"USD"}}]}
            """);
        Assert.Equal(["99213", "Bandage"], message.Back().All("ChargeItem").Select(charge => charge.At("code.coding[0].code") ?? charge.At("code.text")));
        Assert.Equal("E11.9", message.Text("FT1-19.1"));
    }
}
