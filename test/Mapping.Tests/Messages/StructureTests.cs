namespace Carewright.Mapping.Tests.Messages;

/// <summary>What the engine does whatever the map says.</summary>
public sealed class StructureTests
{
    [Theory]
    [InlineData("20200102", "20200101", null)]
    [InlineData("20200102", "20200102", "2020-01-02")]
    [InlineData("202001021200+0000", "202001021200+0100", null)]
    [InlineData("202001021200", "20200102", null)]
    [InlineData("2019", "20200102", "2020-01-02")]
    public void A_period_does_not_end_before_it_begins(string start, string end, string? expected)
    {
        var mapped = Mapped.Of("ADT^A28", $"PID|1||1^^^HOSP^MR^^{start}^{end}");
        Assert.Equal(expected, mapped.Only("Patient").At("identifier[0].period.end"));
        Assert.NotNull(mapped.Only("Patient").At("identifier[0].period.start"));
        Assert.Equal(expected is null, mapped.Issues.Any(issue => issue.Code == "V2-MAP-PERIOD"));
        Assert.DoesNotContain(mapped.Resources.Single().Origins, origin => expected is null && origin.Element.EndsWith("period.end", StringComparison.Ordinal));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Fact]
    public void A_choice_of_types_has_the_first_that_is_found()
    {
        var allergy = Mapped.Of("ADT^A60", "PID|1||1", "IAM|1|DA|X^Y^L|||A|1||||20200101|childhood").Only("AllergyIntolerance");
        Assert.Equal("2020-01-01", allergy.At("onsetDateTime"));
        Assert.Null(allergy.At("onsetString"));
    }

    [Fact]
    public void A_quantity_whose_number_cannot_be_read_is_none()
    {
        var mapped = Mapped.Of("ADT^A01", "PID|1||1", "PV1|1|I", "PV2|||||||||||two");
        Assert.Null(mapped.Only("Encounter").At("length.unit"));
        Assert.Contains(mapped.Issues, issue => issue is { Code: "V2-MAP-VALUE", Location: "PV2-11" });
    }

    [Fact]
    public void What_lacks_what_fhir_requires_is_left_out_and_told()
    {
        var mapped = Mapped.Of("ADT^A01", "PID|1||1", "PV1|1|I", "PR1|1||X^Y^L||20260101|||^^^^^^^^^^^^MD");
        Assert.Null(mapped.Only("Procedure").At("performer[0].function.coding[0].code"));
        Assert.Contains(mapped.Issues, issue => issue.Code == "V2-MAP-INCOMPLETE" && issue.Location == "PR1-8");
    }

    [Fact]
    public void Who_and_when_stand_in_the_origins()
    {
        var patient = Assert.Single(Mapped.Of("ADT^A28", "PID|1||1~2^^^HOSP||Doe^Jane||||||||5~6", "NK1|1|A^B", "NK1|2|C^D").Resources);
        Assert.Contains(new Origin("name[0].family", "PID-5.1"), patient.Origins);
        Assert.Contains(new Origin("identifier[1].value", "PID-3[2].1"), patient.Origins);
        Assert.Contains(new Origin("contact[1].name.given[0]", "NK1[2]-2.2"), patient.Origins);
        Assert.Contains(patient.Origins, origin => origin is { Element: "telecom[0].use" } && origin.Source.StartsWith("map:patient:", StringComparison.Ordinal));
    }
}
