using System.Text;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Immunizations and queries for them.</summary>
public sealed class ImmunizationTests
{
    internal const string Shot = """
        {"resourceType":"Immunization","id":"i","status":"completed","identifier":[{"system":"urn:oid:1.2.3.7","value":"IM-1"}],"vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140","display":"Influenza"}]},
        "patient":{"reference":"Patient/p"},"occurrenceDateTime":"2026-03-01","primarySource":true,"lotNumber":"LOT1","expirationDate":"2027-01-31","manufacturer":{"reference":"Organization/m"},
        "doseQuantity":{"value":0.5,"unit":"mL","system":"http://unitsofmeasure.org","code":"mL"},"route":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0162","code":"IM"}]},
        "site":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0163","code":"LD"}]},"performer":[{"function":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0443","code":"AP"}]},"actor":{"reference":"Practitioner/d"}}],
        "programEligibility":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0064","code":"V02"}]}],"fundingSource":{"coding":[{"system":"urn:oid:2.16.840.1.114222.4.5.274","code":"VXC50"}]},
        "education":[{"documentType":"VIS-1","presentationDate":"2026-03-01"}],"note":[{"text":"No reaction"}]}
        """;

    private const string Maker = """{"resourceType":"Organization","id":"m","name":"Maker","identifier":[{"system":"http://hl7.org/fhir/sid/mvx","value":"PMC"}]}""";

    private static Hl7v2.Hl7Message Message(string shot) => Written.Message("VXU^V04", Written.Record(1, [shot, Maker, .. OrderTests.Others]));

    [Fact]
    public void A_shot_that_was_given_is_read_as_it_was()
    {
        var message = Message(Shot);
        Assert.Equal("140^Influenza^CVX", Encoding.UTF8.GetString(message.Find("RXA")!.Value[5].Raw));
        Assert.Equal("00^New immunization record^NIP001~^No reaction", Encoding.UTF8.GetString(message.Find("RXA")!.Value[9].Raw));
        Assert.Equal("PMC^Maker^MVX", Encoding.UTF8.GetString(message.Find("RXA")!.Value[17].Raw));
        var shot = message.Back().Only("Immunization");
        Assert.Equal(["completed", "140", "2026-03-01", "true", "LOT1", "2027-01-31", "0.5", "mL", "IM", "LD", "V02", "VXC50", "VIS-1"], new[]
        {
            "status", "vaccineCode.coding[0].code", "occurrenceDateTime", "primarySource", "lotNumber", "expirationDate", "doseQuantity.value", "doseQuantity.code", "route.coding[0].code", "site.coding[0].code",
            "programEligibility[0].coding[0].code", "fundingSource.coding[0].code", "education[0].documentType",
        }.Select(path => shot.At(path)));
        Assert.Contains("IM-1", shot.GetProperty("identifier").EnumerateArray().Select(identifier => identifier.At("value")));
    }

    [Fact]
    public void A_shot_that_was_refused_has_a_reason_and_no_lot()
    {
        var message = Message(Shot.Replace("\"completed\"", "\"not-done\",\"statusReason\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\"PATOBJ\"}]}", StringComparison.Ordinal));
        Assert.Equal(["999", "", "RE"], new[] { "RXA-6", "RXA-15", "RXA-20" }.Select(path => message.Text(path)));
        Assert.Equal("not-done", message.Back().Only("Immunization").At("status"));
    }

    [Theory]
    [InlineData("QBP^Q11", "Z44")]
    [InlineData("QBP^Q11^Z34", "Z34")]
    public void A_query_names_its_profile_and_the_patient(string type, string profile)
    {
        var message = Written.Message(type, Written.Record(1, OrderTests.Patient));
        Assert.Equal($"{profile}^CDCPHINVS", Encoding.UTF8.GetString(message[0][21].Raw));
        Assert.Equal("QBP^Q11^QBP_Q11", Encoding.UTF8.GetString(message[0][9].Raw));
        Assert.Equal([profile, "C1", "MRN-1", "Example", "19700102", "F"], new[] { "QPD-1.1", "QPD-2", "QPD-3.1", "QPD-4.1", "QPD-6", "QPD-7" }.Select(path => message.Text(path)));
        Assert.Equal("10^RD&Records&HL70126", Encoding.UTF8.GetString(message.Find("RCP")!.Value[2].Raw));
    }
}
