using Carewright.Mapping.Writing;
using Carewright.Mapping.Writing.Running;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Times, systems and repetitions, one by one.</summary>
public sealed class ValueTests
{
    private static readonly TimeZoneInfo s_east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromMinutes(330), null, null);

    [Theory]
    [InlineData("2026", "2026")]
    [InlineData("2026-03", "202603")]
    [InlineData("2026-03-01", "20260301")]
    [InlineData("2026-03-01T23:30:00Z", "20260302050000+0530")]
    [InlineData("2026-03-01T23:30:00.5-05:00", "20260302100000.5+0530")]
    [InlineData("2026-03-01T23:30:00.123456+05:30", "20260301233000.1234+0530")]
    [InlineData("9999-12-31T23:59:59Z", "99991231235959+0000")]
    [InlineData("2026-02-30T00:00:00Z", null)]
    [InlineData("2026-03-01T23:30", null)]
    [InlineData("soon", null)]
    public void A_time_keeps_its_precision_and_moment(string fhir, string? expected) => Assert.Equal(expected, HlTime.Of(fhir, s_east));

    [Theory]
    [InlineData("urn:oid:1.2.3", "^1.2.3^ISO")]
    [InlineData("urn:uuid:a24eb240-9ea3-4fa5-b12d-b798587879d7", "^a24eb240-9ea3-4fa5-b12d-b798587879d7^UUID")]
    [InlineData("https://hospital.example/mrn?a=1&b=2", "^https://hospital.example/mrn?a=1\\T\\b=2^URI")]
    [InlineData("http://hl7.org/fhir/sid/us-npi", "NPI^2.16.840.1.113883.4.6^ISO")]
    [InlineData("https://partner.example/own", "OWN")]
    [InlineData("https://partner.example/oid", "^1.9.9^ISO")]
    public void A_system_is_read_back_as_it_was(string system, string expected)
    {
        var authorities = new Dictionary<string, string> { ["OWN"] = "https://partner.example/own", ["1.9.9"] = "https://partner.example/oid" };
        var order = OrderTests.Order.Replace("https://carewright.example/fhir/NamingSystem/order", system, StringComparison.Ordinal);
        var message = Written.Message("OML^O21", Written.Record(1, [order, .. OrderTests.Others]), Written.Context with { Authorities = authorities });
        Assert.Equal($"0123456789^{expected}", System.Text.Encoding.UTF8.GetString(message.Find("ORC")!.Value[2].Raw));
        Assert.Equal(system, message.Back(Mapped.Context with { Authorities = authorities }).Only("ServiceRequest").At("identifier[0].system"));
    }

    [Theory]
    [InlineData("http://loinc.org", "LN")]
    [InlineData("http://snomed.info/sct", "SCT")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "I10")]
    [InlineData("http://hl7.org/fhir/sid/cvx", "CVX")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v2-0074", "HL70074")]
    [InlineData("urn:oid:1.2.3", "1.2.3")]
    [InlineData("https://codes.example/x", "https://codes.example/x")]
    public void A_code_system_is_read_back_as_it_was(string system, string expected)
    {
        var order = OrderTests.Order.Replace("https://lab.example/tests", system, StringComparison.Ordinal).Replace("{\"system\":\"http://loinc.org\",\"code\":\"2345-7\",\"display\":\"Glucose\"},", "", StringComparison.Ordinal);
        var message = Written.Message("OML^O21", Written.Record(1, [order, .. OrderTests.Others]));
        Assert.Equal(expected, message.Text("OBR-4.3"));
        Assert.Equal(system, message.Back().Only("ServiceRequest").At("code.coding[0].system"));
    }

    [Fact]
    public void Lines_of_a_tx_are_repetitions()
    {
        var (mapping, issues) = FhirToV2.Base.With("map OBR-order\n  + OBR-13 = note.text\nmap NTE-lines of NTE\n  NTE-3[*] = text as TX\nmessage OML^O21\n  + NTE in MSH from note uses NTE-lines\n");
        Assert.DoesNotContain(issues, issue => issue.Code is "MAP-SYNTAX" or "MAP-NAME");
        Assert.Equal("Line one~Line \\F\\ two", System.Text.Encoding.UTF8.GetString(Hl7v2.Hl7Message.Parse(mapping!.Write("OML^O21", Written.Record(1, [OrderTests.Order, .. OrderTests.Others]), Written.Context).Bytes!).Segments().Last(segment => segment.Is("NTE"))[3].Raw));
    }
}
