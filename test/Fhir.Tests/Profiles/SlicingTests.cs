using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Tests.Profiles;

/// <summary>Slices told apart in every way that R4 knows (profiling.html#slicing).</summary>
public sealed class SlicingTests
{
    private const string Coding = """{"system":"http://s","code":"a"}""";

    private static string[] Told(string json, string elements, string type = "Observation", params string[] others)
    {
        var definitions = TestDefinitions.Set([TestDefinitions.Profile("p", type, elements), .. others]);
        Assert.DoesNotContain(definitions.Snapshot("http://test/p")!.Issues, issue => issue.IsError);
        var options = ValidationOptions.Default with { Definitions = definitions, Profiles = ["http://test/p"] };
        var outcome = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Empty(outcome.Issues);
        return [.. ResourceValidator.Validate(outcome.Document!, options).Select(issue => $"{issue.Code} {issue.Location}").Order(StringComparer.Ordinal)];
    }

    private static string Observation(string parts) => $$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},{{{parts}}}}""";

    private static string Components(params string[] codes) =>
        Observation($"\"component\":[{string.Join(',', codes.Select(code => $$$"""{"code":{"coding":[{"system":"http://s","code":"{{{code}}}"}]},"valueString":"v"}"""))}]");

    /// <summary>Components a (one) and b (at most one), told apart by their code.</summary>
    private static string ByCode(string slicing) => $$$"""
        {"id":"Observation.component","path":"Observation.component","slicing":{"discriminator":[{"type":"pattern","path":"code"}],{{{slicing}}}}},
        {"id":"Observation.component:a","path":"Observation.component","sliceName":"a","min":1,"max":"1"},
        {"id":"Observation.component:a.code","path":"Observation.component.code","patternCodeableConcept":{"coding":[{{{Coding}}}]} },
        {"id":"Observation.component:a.value[x]","path":"Observation.component.value[x]","type":[{"code":"string"}]},
        {"id":"Observation.component:b","path":"Observation.component","sliceName":"b","max":"1"},
        {"id":"Observation.component:b.code","path":"Observation.component.code","patternCodeableConcept":{"coding":[{"system":"http://s","code":"b"}]} }
        """;

    [Theory]
    [InlineData("\"rules\":\"open\"", "a", "")]
    [InlineData("\"rules\":\"open\"", "x b a y", "")]
    [InlineData("\"rules\":\"open\"", "b", "VAL-SLICE-MIN Observation")]
    [InlineData("\"rules\":\"open\"", "a a", "VAL-SLICE-MAX Observation")]
    [InlineData("\"rules\":\"closed\"", "a b", "")]
    [InlineData("\"rules\":\"closed\"", "a x", "VAL-SLICE-CLOSED Observation.component[1]")]
    [InlineData("\"rules\":\"openAtEnd\"", "a b x", "")]
    [InlineData("\"rules\":\"openAtEnd\"", "a x b", "VAL-SLICE-END Observation.component[2]")]
    [InlineData("\"ordered\":true,\"rules\":\"open\"", "a b", "")]
    [InlineData("\"ordered\":true,\"rules\":\"open\"", "b a", "VAL-SLICE-ORDER Observation.component[1]")]
    public void Number_order_and_closure_of_slices(string slicing, string codes, string expected) =>
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(Components(codes.Split(' ')), ByCode(slicing)));

    [Fact]
    public void A_slice_has_its_own_demands_and_the_others_do_not()
    {
        var json = Observation("""
            "component":[{"code":{"coding":[{"system":"http://s","code":"a"}]},"valueInteger":1},{"code":{"coding":[{"system":"http://s","code":"b"}]},"valueInteger":1}]
            """);
        Assert.Equal(["VAL-PROFILE-VALUE-TYPE Observation.component[0].value"], Told(json, ByCode("\"rules\":\"open\"")));
    }

    [Theory]
    [InlineData("""[{"system":"phone","value":"1"}]""", "")]
    [InlineData("""[{"system":"email","value":"1"}]""", "VAL-SLICE-MIN Patient")]
    public void By_a_fixed_value(string telecom, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        $$$"""{"resourceType":"Patient","telecom":{{{telecom}}}}""",
        """
        {"path":"Patient.telecom","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
        {"path":"Patient.telecom","sliceName":"phone","min":1},
        {"path":"Patient.telecom.system","fixedCode":"phone"}
        """, "Patient"));

    [Theory]
    [InlineData("""[{"text":"x"},{"coding":[{"code":"a"}]}]""", "")]
    [InlineData("""[{"coding":[{"code":"a"}]}]""", "VAL-SLICE-MIN Observation")]
    public void By_existence(string categories, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        Observation($"\"category\":{categories}"),
        """
        {"path":"Observation.category","slicing":{"discriminator":[{"type":"exists","path":"coding"}],"rules":"open"}},
        {"path":"Observation.category","sliceName":"uncoded","min":1},
        {"path":"Observation.category.coding","max":"0"},
        {"path":"Observation.category","sliceName":"coded"},
        {"path":"Observation.category.coding","min":1}
        """));

    [Theory]
    [InlineData("""{"coding":[{"system":"http://s","code":"a"}]}""", "")]
    [InlineData("""{"coding":[{"system":"http://s","code":"b"}]}""", "VAL-SLICE-MIN Observation")]
    public void By_the_pattern_of_the_value_itself(string category, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        Observation($"\"category\":[{category}]"),
        $$$"""
        {"path":"Observation.category","slicing":{"discriminator":[{"type":"value","path":"$this"}],"rules":"open"}},
        {"path":"Observation.category","sliceName":"a","min":1,"patternCodeableConcept":{"coding":[{{{Coding}}}]} }
        """));

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":1,\"unit\":\"x\"}", "")]
    [InlineData("\"valueQuantity\":{\"value\":1}", "VAL-PROFILE-MIN Observation.value")]
    [InlineData("\"valueString\":\"x\"", "")]
    [InlineData("\"valueBoolean\":true", "VAL-PROFILE-VALUE-TYPE Observation.value")]
    public void By_the_type_of_a_choice(string value, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        Observation(value),
        """
        {"path":"Observation.value[x]","type":[{"code":"Quantity"},{"code":"string"}]},
        {"path":"Observation.valueQuantity"},
        {"path":"Observation.valueQuantity.unit","min":1}
        """));

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":1}", "")]
    [InlineData("\"valueString\":\"x\"", "VAL-PROFILE-VALUE-TYPE Observation.value,VAL-SLICE-CLOSED Observation.value,VAL-SLICE-MIN Observation")]
    [InlineData("\"method\":{\"text\":\"x\"}", "VAL-PROFILE-MIN Observation,VAL-SLICE-MIN Observation")]
    public void A_type_slice_that_must_be_there_leaves_no_other(string value, string expected) =>
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(Observation(value), """{"path":"Observation.valueQuantity","min":1}"""));

    [Theory]
    [InlineData("#p", "")]
    [InlineData("#d", "VAL-SLICE-MIN Observation")]
    public void By_the_type_of_what_is_referred_to(string reference, string expected)
    {
        var json = Observation($$$"""
            "contained":[{"resourceType":"Patient","id":"p"},{"resourceType":"Practitioner","id":"d"}],"performer":[{"reference":"{{{reference}}}"},{"reference":"{{{(reference == "#p" ? "#d" : "#p")}}}"}]
            """).Replace("\"#p\"}]", "\"#d\"}]", StringComparison.Ordinal);
        json = reference == "#p" ? json : json.Replace("{\"resourceType\":\"Patient\",\"id\":\"p\"},", "", StringComparison.Ordinal);
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(json, """
            {"path":"Observation.performer","slicing":{"discriminator":[{"type":"type","path":"resolve()"}],"rules":"open"}},
            {"path":"Observation.performer","sliceName":"patient","min":1,"type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]}
            """));
    }

    [Theory]
    [InlineData("male", "")]
    [InlineData("female", "VAL-SLICE-MIN Observation")]
    public void By_the_profile_of_what_is_referred_to(string gender, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        Observation($$$"""
            "contained":[{"resourceType":"Patient","id":"p","gender":"{{{gender}}}"}],"performer":[{"reference":"#p"}]
            """),
        """
        {"path":"Observation.performer","slicing":{"discriminator":[{"type":"profile","path":"resolve()"}],"rules":"open"}},
        {"path":"Observation.performer","sliceName":"men","min":1,"type":[{"code":"Reference","targetProfile":["http://test/men"]}]}
        """, "Observation", TestDefinitions.Profile("men", "Patient", """{"path":"Patient.gender","min":1,"fixedCode":"male"}""")));

    [Theory]
    [InlineData("yes", "")]
    [InlineData("no", "VAL-SLICE-MIN Patient")]
    public void By_an_extension(string code, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        $$$"""{"resourceType":"Patient","name":[{"family":"F","extension":[{"url":"http://test/flag","valueCode":"{{{code}}}"}]}]}""",
        """
        {"path":"Patient.name","slicing":{"discriminator":[{"type":"value","path":"extension('http://test/flag').value"}],"rules":"open"}},
        {"path":"Patient.name","sliceName":"flagged","min":1},
        {"path":"Patient.name.extension","sliceName":"flag","min":1,"type":[{"code":"Extension","profile":["http://test/flag"]}]},
        {"path":"Patient.name.extension.value[x]","fixedCode":"yes"}
        """, "Patient",
        TestDefinitions.Profile("flag", "Extension", """{"path":"Extension.url","fixedUri":"http://test/flag"},{"path":"Extension.value[x]","min":1,"type":[{"code":"code"}]}""")));

    [Theory]
    [InlineData("kg", "")]
    [InlineData("g", "VAL-SLICE-MIN Observation")]
    public void By_a_value_of_one_type_of_a_choice(string unit, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        Observation($$$"""
            "component":[{"code":{"text":"x"},"valueQuantity":{"value":1,"unit":"{{{unit}}}"}},{"code":{"text":"y"},"valueString":"kg"}]
            """),
        """
        {"id":"Observation.component","path":"Observation.component","slicing":{"discriminator":[{"type":"value","path":"value.ofType(Quantity).unit"}],"rules":"open"}},
        {"id":"Observation.component:kg","path":"Observation.component","sliceName":"kg","min":1},
        {"id":"Observation.component:kg.value[x]","path":"Observation.component.value[x]","type":[{"code":"Quantity"}]},
        {"id":"Observation.component:kg.value[x].unit","path":"Observation.component.value[x].unit","fixedString":"kg"}
        """));

    [Theory]
    [InlineData("a:1 b", "")]
    [InlineData("a:2 b", "VAL-SLICE-MIN Observation")]
    [InlineData("a:1 a:1", "VAL-SLICE-MAX Observation")]
    public void Slices_are_sliced_again(string components, string expected)
    {
        var items = components.Split(' ').Select(item => item.Split(':')).Select(item => $$$"""
            {"code":{"coding":[{"system":"http://s","code":"{{{item[0]}}}"}]},"valueString":"{{{(item.Length > 1 ? item[1] : "0")}}}"}
            """);
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(Observation($"\"component\":[{string.Join(',', items)}]"), $$$"""
            {"path":"Observation.component","slicing":{"discriminator":[{"type":"pattern","path":"code"}],"rules":"open"}},
            {"path":"Observation.component","sliceName":"a","slicing":{"discriminator":[{"type":"value","path":"value"}],"rules":"open"}},
            {"path":"Observation.component.code","patternCodeableConcept":{"coding":[{{{Coding}}}]} },
            {"path":"Observation.component","sliceName":"a/one","min":1,"max":"1"},
            {"path":"Observation.component.value[x]","fixedString":"1"}
            """));
    }

    [Theory]
    [InlineData("a b", "VAL-PROFILE-MIN Observation.component[1]")]
    [InlineData("a", "")]
    public void The_default_slice_takes_what_is_left(string codes, string expected) => Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Told(
        Components(codes.Split(' ')),
        $$$"""
        {"id":"Observation.component","path":"Observation.component","slicing":{"discriminator":[{"type":"pattern","path":"code"}],"rules":"closed"}},
        {"id":"Observation.component:a","path":"Observation.component","sliceName":"a"},
        {"id":"Observation.component:a.code","path":"Observation.component.code","patternCodeableConcept":{"coding":[{{{Coding}}}]} },
        {"id":"Observation.component:@default","path":"Observation.component","sliceName":"@default"},
        {"id":"Observation.component:@default.dataAbsentReason","path":"Observation.component.dataAbsentReason","min":1}
        """));

    [Fact]
    public void Slices_that_nothing_tells_apart_are_not_judged()
    {
        var definitions = TestDefinitions.Set(TestDefinitions.Profile("p", "Observation", """
            {"path":"Observation.category","slicing":{"discriminator":[{"type":"value","path":"coding.display"}],"rules":"open"}},{"path":"Observation.category","sliceName":"a","min":1}
            """));
        var document = ResourceDocument.Parse(Encoding.UTF8.GetBytes(Observation("\"category\":[{\"text\":\"x\"}]"))).Document!;
        Assert.Empty(ResourceValidator.Validate(document, ValidationOptions.Default with { Definitions = definitions, Profiles = ["http://test/p"] }));
    }

    [Fact]
    public void A_value_set_tells_slices_apart_and_one_not_at_hand_tells_nothing()
    {
        const string ValueSet = """{"resourceType":"ValueSet","url":"http://test/vs","status":"active","compose":{"include":[{"system":"http://s","concept":[{"code":"a"}]}]}}""";
        const string Elements = """
            {"path":"Observation.category","slicing":{"discriminator":[{"type":"value","path":"$this"}],"rules":"closed"}},
            {"path":"Observation.category","sliceName":"a","min":1,"binding":{"strength":"required","valueSet":"http://test/vs"} }
            """;
        Assert.Empty(Told(Observation($"\"category\":[{{\"coding\":[{Coding}]}}]"), Elements, "Observation", ValueSet));
        var other = Observation("\"category\":[{\"coding\":[{\"system\":\"http://s\",\"code\":\"b\"}]}]");
        Assert.Equal(["VAL-SLICE-CLOSED Observation.category[0]", "VAL-SLICE-MIN Observation"], Told(other, Elements, "Observation", ValueSet));
        Assert.Empty(Told(other, Elements));
    }
}
