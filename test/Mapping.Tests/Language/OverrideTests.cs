namespace Carewright.Mapping.Tests.Language;

/// <summary>A partner's own maps on top of those that come with the program.</summary>
public sealed class OverrideTests
{
    private const string Pid = "PID|1||P1^^^HOSP^MR||Doe^Jane||19700102|F|||1 Main St^^Town||555-1234|||||||||||||||||||||||||||||";

    private static System.Text.Json.JsonElement Patient(string overrides, string pid = Pid)
    {
        var (mapping, issues) = V2Mapping.Base.With(overrides);
        Assert.Empty(issues);
        return Mapped.Of(mapping!, Mapped.Context, "ADT^A28", pid).Only("Patient");
    }

    [Fact]
    public void A_rule_replaces_all_rules_of_its_target()
    {
        var patient = Patient("map PID-patient\n  make Patient\n    identifier = PID-3[*] as CX\n    gender = \"other\"\n");
        Assert.Equal("other", patient.At("gender"));
        Assert.Equal("Doe", patient.At("name[0].family"));
    }

    [Fact]
    public void A_rule_with_plus_adds_and_one_with_minus_takes_away()
    {
        var patient = Patient("map PID-patient\n  make Patient\n    + telecom\n      system = \"sms\"\n      value = PID-13.1\n    - address\n");
        Assert.Equal("phone", patient.At("telecom[0].system"));
        Assert.Equal("sms", patient.At("telecom[1].system"));
        Assert.Null(patient.At("address[0].city"));
    }

    [Fact]
    public void A_code_of_a_table_is_replaced() => Assert.Equal("other", Patient("table 0001\n  F other\n").At("gender"));

    [Fact]
    public void A_code_that_is_added_to_a_table_counts_where_the_table_is_used()
    {
        var (mapping, _) = V2Mapping.Base.With("table 0078\n  HIGH H \"High\"\ntable 0085\n  Z final\n");
        var observation = Mapped.Of(mapping!, Mapped.Context, "ORU^R01", Pid, "OBR|1||F1|X", "OBX|1|NM|A||1|||HIGH|||Z").Only("Observation");
        Assert.Equal("H", observation.At("interpretation[0].coding[0].code"));
        Assert.Equal("HIGH", observation.At("interpretation[0].coding[1].code"));
        Assert.Equal("final", observation.At("status"));
    }

    [Fact]
    public void A_value_is_calculated_from_the_resource_as_mapped()
    {
        var patient = Patient("map PID-patient\n  make Patient\n    birthDate = fhirpath \"'1970-01'\"\n    + active = fhirpath \"identifier.where(value = 'P1').exists()\"\n    + language = fhirpath \"gender\"\n");
        Assert.Equal("1970-01", patient.At("birthDate"));
        Assert.Equal("true", patient.At("active"));
        Assert.Equal("female", patient.At("language"));
    }

    [Fact]
    public void A_segment_of_the_partners_own_is_mapped_and_so_is_a_message()
    {
        var (mapping, issues) = V2Mapping.Base.With("""
            map ZPI of ZPI
              add Patient
                maritalStatus.text = ZPI-2
              leave ZPI-1
            message ADT^A28
              with visit
              ZPI in PID uses ZPI
            message ADT^Z01
              with visit
              ZPI in PID uses ZPI
            """);
        Assert.Empty(issues);
        foreach (var type in new[] { "ADT^A28", "ADT^Z01" })
        {
            var mapped = Mapped.Of(mapping!, Mapped.Context, type, Pid, "ZPI|1|betrothed");
            Assert.Equal("betrothed", mapped.Only("Patient").At("maritalStatus.text"));
            Assert.DoesNotContain(mapped.Issues, issue => issue.Location?.StartsWith("ZPI", StringComparison.Ordinal) == true);
        }
    }

    [Fact]
    public void The_maps_of_the_program_stay_as_they_are()
    {
        Assert.NotNull(V2Mapping.Base.With("table 0001\n  F other\n").Mapping);
        Assert.Equal("female", Mapped.Of("ADT^A28", Pid).Only("Patient").At("gender"));
    }

    [Theory]
    [InlineData("map PID-patient\n  make Patient\n    genders = PID-8", 3, "MAP-TARGET")]
    [InlineData("map PID-patient\n  make Patient\n    gender = PID-8 by 9999", 3, "MAP-NAME")]
    [InlineData("map PID-patient\n  make Patient\n    name = PID-5 as XXX", 3, "MAP-NAME")]
    [InlineData("map PID-patient\n  make Patient\n    name = PID-5 as CX", 3, "MAP-TARGET")]
    [InlineData("map PID-patient\n  make Patient\n    name = \"Jane\"", 3, "MAP-TARGET")]
    [InlineData("map PID-patient\n  make Patient\n    gender = PID8", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    gender = PID-8 when", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    gender = PID-8 when PID-8 is purple", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    gender = \"male", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    gender", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    gender = join(PID-8)", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    gender = fhirpath \"((\"", 3, "MAP-SYNTAX")]
    [InlineData("map PID-patient\n  make Patient\n    - photo", 3, "MAP-NAME")]
    [InlineData("map PID-patient\n\tmake Patient", 2, "MAP-SYNTAX")]
    [InlineData("map X of PID\n  make Person99 upsert", 2, "MAP-NAME")]
    [InlineData("map X of PID\n  add Nobody\n    gender = PID-8", 2, "MAP-NAME")]
    [InlineData("part loop\n  with loop\nmessage ZZZ^Z01\n  with loop", 2, "MAP-NAME")]
    [InlineData("message ZZZ^Z01\n  PID in MSH uses PV1-visit", 2, "MAP-NAME")]
    [InlineData("message ZZZ^Z01\n  link Marry Patient Prior", 2, "MAP-SYNTAX")]
    [InlineData("type Loop gives CodeableConcept\n  this = . as Loop", 1, "MAP-NAME")]
    [InlineData("type A gives Identifier\n  this = . as B\ntype B gives Identifier\n  assigner\n    identifier = . as A", 3, "MAP-NAME")]
    [InlineData("nonsense here", 1, "MAP-SYNTAX")]
    public void What_is_wrong_is_told_with_its_line(string overrides, int line, string code)
    {
        var (mapping, issues) = V2Mapping.Base.With(overrides);
        Assert.Null(mapping);
        Assert.Contains(issues, issue => issue.Code == code && issue.Line == line && issue.Location == $"map:overrides:{line}");
    }

    [Fact]
    public void What_would_never_end_is_refused()
    {
        var doubled = string.Concat(Enumerable.Range(0, 30).Select(i => $"part p{i}\n  with p{i + 1}\n  with p{i + 1}\n")) + "part p30\n  leave SFT\nmessage ZZZ^Z01\n  with p0\n";
        Assert.Contains(V2Mapping.Base.With(doubled).Issues, issue => issue.Code == "MAP-SYNTAX");
        var nested = $"map X of PID\n  add Patient when {string.Concat(Enumerable.Repeat("( ", 100_000))}";
        Assert.Contains(V2Mapping.Base.With(nested).Issues, issue => issue is { Code: "MAP-SYNTAX", Line: 2 });
        var loops = string.Concat(Enumerable.Range(0, 8).Select(i => $"{new string(' ', 4 + (2 * i))}extension for PID-3[*]\n")) + new string(' ', 24) + "url = \"urn:x\"\n" + new string(' ', 24) + "valueString = .1\n";
        var (mapping, issues) = V2Mapping.Base.With($"map PID-patient\n  make Patient\n{loops}");
        Assert.Empty(issues);
        var mapped = Mapped.Of(mapping!, Mapped.Context, "ADT^A28", $"PID|1||{string.Join('~', Enumerable.Range(0, 200))}");
        Assert.Contains(mapped.Issues, issue => issue.Code == "V2-MAP-SIZE");
    }

    [Fact]
    public void Whatever_the_text_it_is_maps_or_issues()
    {
        var random = new Random(20260301);
        var words = "message part map type table make add leave link with in uses joined when = as by for else ref where fhirpath join( ) \" PID-3[*] .1 . Patient gender 0001 + - # \n   \n  ".Split(' ');
        for (var i = 0; i < 500; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => words[random.Next(words.Length)]));
            var (mapping, issues) = V2Mapping.Base.With(text);
            Assert.True(mapping is not null || issues.Any(issue => issue.IsError));
        }
    }
}
