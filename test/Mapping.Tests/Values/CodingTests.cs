namespace Carewright.Mapping.Tests.Values;

/// <summary>Code systems, identifier systems and a partner's own codes, as they come out of a message.</summary>
public sealed class CodingTests
{
    private static string? Identifier(string pid3, Dictionary<string, string>? authorities = null) =>
        Mapped.Of(V2Mapping.Base, Mapped.Context with { Authorities = authorities ?? [] }, "ADT^A28", $"PID|1||{pid3}").Only("Patient").At("identifier[0].system");

    [Theory]
    [InlineData("1^^^HOSP&2.16.840.1.5&ISO^MR", "urn:oid:2.16.840.1.5")]
    [InlineData("1^^^&426D2726-51fc-89fe-a946-8596e80a80eb&GUID^MR", "urn:uuid:426d2726-51fc-89fe-a946-8596e80a80eb")]
    [InlineData("1^^^&https://hospital.example/mrn&URI^MR", "https://hospital.example/mrn")]
    [InlineData("1^^^HOSP^MR", "https://carewright.example/fhir/NamingSystem/lab/HOSP")]
    [InlineData("1^^^Saint Mary/1^MR", "https://carewright.example/fhir/NamingSystem/lab/Saint%20Mary%2F1")]
    [InlineData("1^^^USSSA^SS", "http://hl7.org/fhir/sid/us-ssn")]
    [InlineData("1^^^^MR", "https://carewright.example/fhir/NamingSystem/lab/MR")]
    [InlineData("1", "https://carewright.example/fhir/NamingSystem/lab/id")]
    [InlineData("1^^^&2.16.01.5&ISO", "https://carewright.example/fhir/NamingSystem/lab/2.16.01.5")]
    public void An_authority_has_a_uri(string cx, string system) => Assert.Equal(system, Identifier(cx));

    [Theory]
    [InlineData("1^^^HOSP&2.16.840.1.5&ISO^MR", "HOSP")]
    [InlineData("1^^^HOSP&2.16.840.1.5&ISO^MR", "2.16.840.1.5")]
    public void What_the_partner_says_of_an_authority_comes_first(string cx, string name) => Assert.Equal("urn:known", Identifier(cx, new Dictionary<string, string> { [name] = "urn:known" }));

    [Theory]
    [InlineData("I10", "http://hl7.org/fhir/sid/icd-10-cm")]
    [InlineData("SCT", "http://snomed.info/sct")]
    [InlineData("CVX", "http://hl7.org/fhir/sid/cvx")]
    [InlineData("NDC", "http://hl7.org/fhir/sid/ndc")]
    [InlineData("HL70123", "http://terminology.hl7.org/CodeSystem/v2-0123")]
    [InlineData("99LAB", "https://carewright.example/fhir/CodeSystem/lab/99LAB")]
    [InlineData("2.16.840.1.113883.6.96", "http://snomed.info/sct")]
    [InlineData("2.16.840.1.9", "urn:oid:2.16.840.1.9")]
    [InlineData("", null)]
    public void A_coding_system_has_a_uri(string name, string? system) =>
        Assert.Equal(system, Mapped.Of("ADT^A01", "PID|1||1", "PV1|1|I", $"DG1|1||X^Words^{name}").Only("Condition").At("code.coding[0].system"));

    [Fact]
    public void Both_codes_and_the_words_of_the_sender_are_kept_and_the_partners_code_stands_beside_them()
    {
        var context = Mapped.Context with { Codes = [new CodeMap("99LAB", "CHOL", "http://loinc.org", "2093-3", "Cholesterol")] };
        var code = Mapped.Of(V2Mapping.Base, context, "ORU^R01", "PID|1||1", "OBR|1||F1|X", "OBX|1|NM|CHOL^Chol^99LAB^C2^Other^L^^^As written||5||||||F").Only("Observation");
        Assert.Equal("CHOL", code.At("code.coding[0].code"));
        Assert.Equal("C2", code.At("code.coding[1].code"));
        Assert.Equal("2093-3", code.At("code.coding[2].code"));
        Assert.Equal("Cholesterol", code.At("code.coding[2].display"));
        Assert.Equal("As written", code.At("code.text"));
    }

    [Fact]
    public void A_partners_code_in_an_hl7_table_counts_before_the_table()
    {
        var context = Mapped.Context with { Codes = [new CodeMap("0001", "W", "http://hl7.org/fhir/administrative-gender", "female"), new CodeMap("HL70001", "M", "urn:other", "x")] };
        Assert.Equal("female", Mapped.Of(V2Mapping.Base, context, "ADT^A28", "PID|1||1|||||W").Only("Patient").At("gender"));
        Assert.Equal("male", Mapped.Of(V2Mapping.Base, context, "ADT^A28", "PID|1||1|||||M").Only("Patient").At("gender"));
    }
}
