using Carewright.Mapping.Writing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>A partner's own lines on top of the maps that write.</summary>
public sealed class LanguageTests
{
    private static Hl7v2.Hl7Message Order(string overrides)
    {
        var (mapping, issues) = FhirToV2.Base.With(overrides);
        Assert.Empty(issues);
        return Written.Message("OML^O21", Written.Record(1, [OrderTests.Order, .. OrderTests.Others]), OrderTests.Laboratory, mapping);
    }

    [Fact]
    public void A_rule_replaces_all_rules_of_its_target() => Assert.Equal("X", Order("map OBR-order\n  OBR-2 = \"X\"\n").Text("OBR-2"));

    [Fact]
    public void A_rule_with_plus_adds_and_one_with_minus_takes_away()
    {
        var message = Order("map OBR-order\n  + OBR-18 = fhirpath \"specimen.resolve().accessionIdentifier.value\"\n  - OBR-16\n");
        Assert.Equal("SPEC123456", message.Text("OBR-18"));
        Assert.Equal("", message.Text("OBR-16"));
        Assert.Equal("1234567893", message.Text("ORC-12.1"));
    }

    [Fact]
    public void A_code_of_a_table_is_replaced() => Assert.Equal("W", Order("table 0001\n  female W\n").Text("PID-8"));

    [Fact]
    public void A_segment_of_the_partners_own_is_written_where_it_stands()
    {
        var message = Order("""
            map ZOR of ZOR from ServiceRequest
              ZOR-1 = %number
              ZOR-2.3 = code.text
            message OML^O21
              + ZOR in OBR uses ZOR
            part order-patient
              - IN1
            """);
        Assert.Equal("ZOR|1|^^Glucose", message.Line("ZOR"));
        Assert.Null(message.Find("IN1"));
    }

    // docs/howto/map-a-partners-messages.md, "Messages to the partner".
    [Fact]
    public void The_example_of_the_how_to_does_what_it_says()
    {
        var (mapping, issues) = FhirToV2.Base.With("""
            table 0001
              female W

            map OBR-order
              + OBR-18 = fhirpath "specimen.resolve().accessionIdentifier.value.first()"

            map ZOR of ZOR from ServiceRequest
              ZOR-1 = %number
              ZOR-2 = fhirpath "insurance.resolve().subscriberId.first()"

            message ORM^O01
              + ZOR in OBR uses ZOR
            """);
        Assert.Empty(issues);
        var message = Written.Message("ORM^O01", Written.Record(1, [OrderTests.Order, .. OrderTests.Others]), mapping: mapping);
        Assert.Equal(["W", "SPEC123456", "SUB1"], new[] { "PID-8", "OBR-18", "ZOR-2" }.Select(path => message.Text(path)));
    }

    [Fact]
    public void The_maps_of_the_program_stay_as_they_are()
    {
        Assert.NotNull(FhirToV2.Base.With("table 0001\n  female W\n").Mapping);
        Assert.Equal("F", Order("").Text("PID-8"));
    }

    [Theory]
    [InlineData("map PID\n  PID-8 = genders", 2, "MAP-TARGET")]
    [InlineData("map PID\n  PID-88 = gender", 2, "MAP-TARGET")]
    [InlineData("map PID\n  PID-7[*] = birthDate", 2, "MAP-TARGET")]
    [InlineData("map PID\n  PID-3.12 = id", 2, "MAP-TARGET")]
    [InlineData("map PID\n  OBX-3 = id", 2, "MAP-TARGET")]
    [InlineData("map PID\n\n  PID-8 = gender by nowhere", 3, "MAP-NAME")]
    [InlineData("map PID\n  PID-5[*] = name as XQN", 2, "MAP-NAME")]
    [InlineData("map PID\n  PID-5[*] = name as XAD", 2, "MAP-TARGET")]
    [InlineData("map PID\n  PID-8 = fhirpath \"gender.\"", 2, "MAP-SYNTAX")]
    [InlineData("map PID\n  PID-8 = namespace(", 2, "MAP-SYNTAX")]
    [InlineData("map PID\n  PID-8 gender", 2, "MAP-SYNTAX")]
    [InlineData("map PID\n  - PID-27", 2, "MAP-NAME")]
    [InlineData("map ZZ of QQQ\n  QQQ-1 = id", 1, "MAP-NAME")]
    [InlineData("map ZPI of ZPI from Patience\n  ZPI-1 = id", 1, "MAP-NAME")]
    [InlineData("table turned reverses 0200", 1, "MAP-NAME")]
    [InlineData("table turned reverses 9999", 1, "MAP-SYNTAX")]
    [InlineData("message OML^O21\n  + PID in NOWHERE uses PID", 2, "MAP-NAME")]
    [InlineData("message OML^O21\n  + PID in MSH uses PV1", 2, "MAP-NAME")]
    [InlineData("message OML^O21\n  + RXA in MSH", 2, "MAP-TARGET")]
    [InlineData("message OML^O21\n  + with nothing", 2, "MAP-NAME")]
    [InlineData("message ZZZ^Z01\n  MSH uses MSH", 1, "MAP-NAME")]
    [InlineData("type HD from Identifier\n  .1 = $this as CX", 2, "MAP-TARGET")]
    [InlineData("nonsense", 1, "MAP-SYNTAX")]
    public void A_map_with_an_error_names_its_line(string overrides, int line, string code)
    {
        var (mapping, issues) = FhirToV2.Base.With(overrides);
        Assert.Null(mapping);
        Assert.Contains(issues, issue => issue.IsError && issue.Line == line && issue.Code == code && issue.Location == $"map:overrides:{line}");
    }

    [Fact]
    public void An_expression_that_fails_leaves_no_message()
    {
        var (mapping, _) = FhirToV2.Base.With("map OBR-order\n  + OBR-18 = fhirpath \"code.coding.code.length()\"\n");
        var written = mapping!.Write("OML^O21", Written.Record(1, [OrderTests.Order, .. OrderTests.Others]), Written.Context);
        Assert.Null(written.Bytes);
        Assert.Contains(written.Issues, issue => issue is { Code: "V2-WRITE-FHIRPATH", IsError: true, Location: "map:overrides:2" });
    }

    [Fact]
    public void A_type_that_stands_within_itself_is_told() =>
        Assert.Contains(FhirToV2.Base.With("type CX\n  + .9 = $this as CX\n").Issues, issue => issue.IsError);

    [Fact]
    public void Whatever_the_text_it_is_maps_or_issues()
    {
        var random = new Random(20260301);
        var words = "message part map type table of from reverses in uses with one about structure each as by when else required fhirpath namespace( join( ) \" PID-3[*] .1 . PID OML^O21 Patient name $this %foci 0001 + - = # \n   \n  ".Split(' ');
        for (var i = 0; i < 300; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => words[random.Next(words.Length)]));
            var (mapping, issues) = FhirToV2.Base.With(text);
            Assert.True(mapping is not null || issues.Any(issue => issue.IsError));
        }
    }
}
