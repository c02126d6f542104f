using System.Text;
using Carewright.Mapping.Writing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Messages for public health: syndromic surveillance (PHIN guide 2.0) and reportable laboratory results (ELR 2.5.1, release 1).</summary>
public sealed class PublicHealthTests
{
    private const string Visit = """
        {"resourceType":"Encounter","id":"v","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/p"},"identifier":[{"system":"urn:oid:1.2.3.5","value":"V1"}],
        "period":{"start":"2026-03-01T10:00:00Z","end":"2026-03-01T11:00:00Z"},"reasonCode":[{"text":"Cough and fever"}],"hospitalization":{"dischargeDisposition":{"coding":[{"code":"01"}]}},
        "diagnosis":[{"condition":{"reference":"Condition/x"},"use":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/diagnosis-role","code":"DD"}]}}]}
        """;

    private const string Diagnosis = """{"resourceType":"Condition","id":"x","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"J10.1"}]}}""";

    private const string Positive = """
        {"resourceType":"Observation","id":"g","status":"final","code":{"coding":[{"system":"https://lab.example/tests","code":"CHL"},{"system":"http://loinc.org","code":"21613-5"}]},"subject":{"reference":"Patient/p"},
        "valueCodeableConcept":{"coding":[{"system":"https://lab.example/tests","code":"POS"},{"system":"http://snomed.info/sct","code":"10828004"}],"text":"Positive"}}
        """;

    private static readonly WritingContext s_facility = Written.Context with { SendingFacility = "CLINIC^1234567893^NPI" };

    private static string Raw(Hl7v2.Hl7Message message, string segment, int field, int occurrence = 1) => Encoding.UTF8.GetString(message.Find(segment, occurrence)!.Value[field].Raw);

    private static Hl7v2.Hl7Message Syndromic(string type, string visit = Visit, string patient = OrderTests.Patient) => Written.Message(type, Written.Record(1, visit, Diagnosis, patient), s_facility);

    [Theory]
    [InlineData("ADT^A01^SS", "ADT^A01^ADT_A01")]
    [InlineData("ADT^A03^SS", "ADT^A03^ADT_A03")]
    [InlineData("ADT^A04^SS", "ADT^A04^ADT_A01")]
    [InlineData("ADT^A08^SS", "ADT^A08^ADT_A01")]
    public void A_visit_is_told_with_what_the_guide_asks(string type, string name)
    {
        var message = Syndromic(type);
        Assert.Equal(name, Raw(message, "MSH", 9));
        Assert.Equal("PH_SS-NoAck^SS Sender^2.16.840.1.114222.4.10.3^ISO", Raw(message, "MSH", 21));
        Assert.Equal("CLINIC^1234567893^NPI", Raw(message, "EVN", 7));
        Assert.Equal("MRN-1^^^&1.2.3.4&ISO^MR", Raw(message, "PID", 3));
        Assert.Equal(["V1", "VN", "20260301050000-0500", "O"], new[] { "PV1-19.1", "PV1-19.5", "PV1-44", "PV1-2" }.Select(message.Text));
        Assert.Equal(["261QP2300X^^HCPTNUCC", "56", "^Cough and fever"], new[] { 1, 2, 3 }.Select(place => Raw(message, "OBX", 5, place)));
        Assert.Equal(["SS003", "21612-7", "8661-1"], new[] { 1, 2, 3 }.Select(place => message.Find("OBX", place)!.Value[3].Component(1).Text));
        Assert.Equal("a^^UCUM", Raw(message, "OBX", 6, 2));
        Assert.Equal(["J10.1^^I10", "F"], new[] { Raw(message, "DG1", 3), message.Text("DG1-6") });
    }

    [Fact]
    public void A_disposition_is_told_when_the_visit_has_ended()
    {
        Assert.Equal("01", Syndromic("ADT^A03^SS").Text("PV1-36"));
        Assert.Equal("", Syndromic("ADT^A04^SS").Text("PV1-36"));
    }

    [Fact]
    public void A_syndromic_message_carries_neither_name_nor_birth_date_street_or_telephone()
    {
        foreach (var type in FhirToV2.Base.Messages.Where(type => type.EndsWith("^SS", StringComparison.Ordinal)))
        {
            var message = Syndromic(type);
            Assert.Equal("~^^^^^^S", Raw(message, "PID", 5));
            Assert.Equal("^^Town^MA^01001^USA", Raw(message, "PID", 11));
            var text = Encoding.UTF8.GetString(message.Bytes.Span);
            foreach (var secret in new[] { "Example", "Elizabeth", "Liz", "19700102", "Main St", "555-0100", "5550100" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1970-03-02", "55", "a")]
    [InlineData("1970-03-01", "56", "a")]
    [InlineData("2024-03-01", "2", "a")]
    [InlineData("2024-03-02", "23", "mo")]
    [InlineData("2025-12-31", "2", "mo")]
    public void An_age_is_in_years_and_in_months_below_two(string born, string age, string unit)
    {
        var message = Syndromic("ADT^A04^SS", Visit, OrderTests.Patient.Replace("1970-01-02", born, StringComparison.Ordinal));
        Assert.Equal([age, unit], new[] { Raw(message, "OBX", 5, 2), message.Find("OBX", 2)!.Value[6].Component(1).Text });
    }

    [Fact]
    public void An_age_that_nobody_can_tell_is_left_out()
    {
        var message = Syndromic("ADT^A04^SS", Visit, OrderTests.Patient.Replace("1970-01-02", "1970", StringComparison.Ordinal));
        Assert.DoesNotContain("21612-7", Encoding.UTF8.GetString(message.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_visit_without_a_beginning_is_not_told()
    {
        var written = FhirToV2.Base.Write("ADT^A04^SS", Written.Record(1, Visit.Replace("\"start\"", "\"end\"", StringComparison.Ordinal).Replace(",\"end\":\"2026-03-01T11:00:00Z\"", "", StringComparison.Ordinal), OrderTests.Patient), s_facility);
        Assert.Contains(written.Issues, issue => issue.Code == "V2-WRITE-REQUIRED");
        Assert.Null(written.Bytes);
    }

    [Fact]
    public void A_reportable_result_has_profile_software_and_published_codes_first()
    {
        var report = ResultTests.Report.Replace("\"conclusion\"", "\"performer\":[{\"reference\":\"Organization/l\"}],\"conclusion\"", StringComparison.Ordinal);
        const string Lab = """{"resourceType":"Organization","id":"l","name":"Acme Laboratory","identifier":[{"system":"urn:oid:2.16.840.1.113883.4.7","value":"01D0000000"}],"address":[{"line":["2 Lab Rd"],"city":"Town","state":"MA","postalCode":"01001"}]}""";
        const string Clinic = """{"resourceType":"Organization","id":"o","name":"Sample Clinic","telecom":[{"system":"phone","value":"413-555-0111"}],"address":[{"line":["3 Clinic Rd"],"city":"Town","state":"MA"}]}""";
        var others = OrderTests.Others.Select(other => other.Replace("\"practitioner\":{", "\"organization\":{\"reference\":\"Organization/o\"},\"practitioner\":{", StringComparison.Ordinal));
        var message = Written.Message("ORU^R01^ELR", Written.Record(1, [report, Positive, Lab, Clinic, OrderTests.Order, .. others]), OrderTests.Laboratory);
        Assert.Equal("ORU^R01^ORU_R01", Raw(message, "MSH", 9));
        Assert.Equal("PHLabReport-NoAck^ELR_Receiver^2.16.840.1.113883.9.11^ISO", Raw(message, "MSH", 21));
        Assert.Equal(["Carewright", "Carewright"], new[] { "SFT-1", "SFT-3" }.Select(message.Text));
        Assert.NotEqual("", message.Text("SFT-2"));
        Assert.Equal(["Example", "19700102", "F"], new[] { "PID-5.1", "PID-7", "PID-8" }.Select(message.Text));
        Assert.Equal(["Sample Clinic", "3 Clinic Rd", "413-555-0111"], new[] { "ORC-21.1", "ORC-22.1", "ORC-23.1" }.Select(message.Text));
        Assert.Equal("24323-8^^LN^^^^^^Panel", Raw(message, "OBR", 4));
        Assert.Equal("21613-5^^LN^CHL^^99LAB", Raw(message, "OBX", 3));
        Assert.Equal("10828004^^SCT^POS^^99LAB^^^Positive", Raw(message, "OBX", 5));
        Assert.Equal(["CWE", "F", "20260301063000-0500", "Acme Laboratory", "2 Lab Rd"], new[] { "OBX-2", "OBX-11", "OBX-14", "OBX-23.1", "OBX-24.1" }.Select(message.Text));
        Assert.Equal(["SPEC123456", "SER"], new[] { "SPM-2.1.1", "SPM-4.1" }.Select(message.Text));
    }

    [Fact]
    public void Who_asks_for_acknowledgements_says_so_in_the_profile()
    {
        var asking = s_facility with { AcceptAcknowledgement = "AL", ApplicationAcknowledgement = "AL" };
        Assert.StartsWith("PH_SS-Ack^", Raw(Written.Message("ADT^A04^SS", Written.Record(1, Visit, Diagnosis, OrderTests.Patient), asking), "MSH", 21), StringComparison.Ordinal);
        Assert.Equal("PHLabReport-Ack^ELR_Receiver^2.16.840.1.113883.9.10^ISO", Raw(Written.Message("ORU^R01^ELR", Written.Record(1, [ResultTests.Report, Positive, OrderTests.Order, .. OrderTests.Others]), asking), "MSH", 21));
    }
}
