using System.Text;
using System.Text.Json.Nodes;
using Carewright.Mapping.Writing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Results with values of all kinds.</summary>
public sealed class ResultTests
{
    internal const string Report = """
        {"resourceType":"DiagnosticReport","id":"r","status":"final","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"FILL"}]},"system":"urn:oid:1.2.3.6","value":"F-1"}],
        "basedOn":[{"reference":"ServiceRequest/a"}],"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"CH"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"24323-8"}],"text":"Panel"},
        "subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-03-01T11:30:00Z","issued":"2026-03-01T15:00:00.250Z","result":[{"reference":"Observation/g"}],"conclusion":"All well",
        "presentedForm":[{"contentType":"application/pdf","data":"JVBERi0=","title":"Report as sent"}]}
        """;

    internal const string Glucose = """
        {"resourceType":"Observation","id":"g","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2345-7","display":"Glucose"}]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-03-01T11:30:00Z",
        "valueQuantity":{"value":250.0,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"},"interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"HH"}]}],
        "referenceRange":[{"low":{"value":70},"high":{"value":99}}],"note":[{"text":"Checked twice"}]}
        """;

    private static string[] All(string observation) => [Report, observation, OrderTests.Order, .. OrderTests.Others];

    private static string WithValue(string value)
    {
        var observation = JsonNode.Parse(Glucose)!.AsObject();
        observation.Remove("valueQuantity");
        foreach (var (name, inner) in JsonNode.Parse($"{{{value}}}")!.AsObject())
            observation[name] = inner!.DeepClone();
        return observation.ToJsonString();
    }

    [Fact]
    public void A_report_is_read_as_what_it_was()
    {
        var message = Written.Message("ORU^R01", Written.Record(1, All(Glucose)));
        Assert.Equal("RE", message.Text("ORC-1"));
        Assert.Equal("0123456789", message.Text("OBR-2.1"));
        Assert.Equal("F-1", message.Text("OBR-3.1"));
        Assert.Equal("20260301100000.250-0500", message.Text("OBR-22"));
        var back = message.Back();
        var (report, observation) = (back.Only("DiagnosticReport"), back.Only("Observation"));
        Assert.Equal("final", report.At("status"));
        Assert.Equal("CH", report.At("category[0].coding[0].code"));
        Assert.Equal("application/pdf", report.At("presentedForm[0].contentType"));
        Assert.Equal("JVBERi0=", report.At("presentedForm[0].data"));
        Assert.Equal("Report as sent", report.At("presentedForm[0].title"));
        Assert.Equal("2345-7", observation.At("code.coding[0].code"));
        Assert.Equal("250.0", observation.At("valueQuantity.value"));
        Assert.Equal("mg/dL", observation.At("valueQuantity.code"));
        Assert.Equal("HH", observation.At("interpretation[0].coding[0].code"));
        Assert.Equal("70", observation.At("referenceRange[0].low.value"));
        Assert.Equal("99", observation.At("referenceRange[0].high.value"));
        Assert.Equal("Checked twice", observation.At("note[0].text"));
    }

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":5,\"comparator\":\"<\",\"unit\":\"mg\"}", "SN", "<^5", "valueQuantity.comparator", "<")]
    [InlineData("\"valueString\":\"A | b\"", "ST", "A \\F\\ b", "valueString", "A | b")]
    [InlineData("\"valueString\":\"A\\n\\nb\"", "FT", "A\\.br\\\\.br\\b", "valueString", "A\n\nb")]
    [InlineData("\"valueString\":\"\\\"\\\"\"", "ST", "\\X22\\\\X22\\", "valueString", "\"\"")]
    [InlineData("\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"260385009\",\"display\":\"Negative\"}],\"text\":\"neg\"}", "CWE", "260385009^Negative^SCT^^^^^^neg", "valueCodeableConcept.text", "neg")]
    [InlineData("\"valueInteger\":7", "NM", "7", "valueQuantity.value", "7")]
    [InlineData("\"valueBoolean\":true", "CWE", "Y^Yes^HL70136", "valueCodeableConcept.coding[0].code", "Y")]
    [InlineData("\"valueDateTime\":\"2026-03\"", "TS", "202603", "valueDateTime", "2026-03")]
    [InlineData("\"valueTime\":\"10:30:00\"", "TM", "103000", "valueTime", "10:30:00")]
    [InlineData("\"valueRange\":{\"low\":{\"value\":1},\"high\":{\"value\":2}}", "SN", "^1^-^2", "valueRange.high.value", "2")]
    [InlineData("\"valueRatio\":{\"numerator\":{\"value\":1},\"denominator\":{\"value\":8}}", "SN", "^1^:^8", "valueRatio.denominator.value", "8")]
    public void A_value_of_any_kind_has_its_type(string value, string type, string text, string path, string expected)
    {
        var message = Written.Message("ORU^R01", Written.Record(1, All(WithValue(value))));
        Assert.Equal(type, message.Text("OBX-2"));
        Assert.Equal(text, Encoding.UTF8.GetString(message.Find("OBX")!.Value[5].Raw));
        Assert.Equal(expected, message.Back().Only("Observation").At(path));
    }

    [Fact]
    public void Components_stand_each_in_an_obx_of_their_own()
    {
        const string pressure = """
            {"resourceType":"Observation","id":"g","status":"preliminary","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"subject":{"reference":"Patient/p"},"component":[
            {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"unit":"mmHg"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":80,"unit":"mmHg"}}]}
            """;
        var read = Written.Message("ORU^R01", Written.Record(1, All(pressure))).Back().All("Observation");
        Assert.Equal(["8480-6 120 preliminary", "8462-4 80 preliminary"], read.Select(each => $"{each.At("code.coding[0].code")} {each.At("valueQuantity.value")} {each.At("status")}"));
    }

    [Fact]
    public void A_result_whose_status_is_not_known_is_not_sent()
    {
        var written = FhirToV2.Base.Write("ORU^R01", Written.Record(1, All(Glucose.Replace("final", "unknown", StringComparison.Ordinal))), Written.Context);
        Assert.Null(written.Bytes);
        Assert.Contains(written.Issues, issue => issue is { Code: "V2-WRITE-REQUIRED", Location: "Observation.status" });
    }

    [Fact]
    public void A_partners_own_codes_and_units_come_first()
    {
        var context = Written.Context with { Codes = [new CodeMap("L", "GLU", "http://loinc.org", "2345-7", "Glucose"), new CodeMap("UNITS", "MGDL", "http://unitsofmeasure.org", "mg/dL")] };
        var message = Written.Message("ORU^R01", Written.Record(1, All(Glucose)), context);
        Assert.Equal("GLU^Glucose^L^2345-7^Glucose^LN", Encoding.UTF8.GetString(message.Find("OBX")!.Value[3].Raw));
        Assert.Equal("MGDL", message.Text("OBX-6.1"));
        var back = message.Back(Mapped.Context with { Codes = context.Codes }).Only("Observation");
        Assert.Equal("mg/dL", back.At("valueQuantity.code"));
    }
}
