using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.Fhir.Xml;
using static Carewright.Fhir.Tests.Patch.Patches;

namespace Carewright.Fhir.Tests.Patch;

public sealed class FhirPathPatchTests
{
    private static readonly string[] s_families = ["One", "Two"];

    [Fact]
    public void Add_sets_a_single_element_and_appends_to_a_list()
    {
        var patched = FhirPath(
            Patient,
            Parts("add", "Patient", """{"name":"name","valueString":"gender"}""", """{"name":"value","valueCode":"female"}"""),
            Parts("add", "Patient", """{"name":"name","valueString":"name"}""", """{"name":"value","valueHumanName":{"family":"Three"}}"""),
            Parts("add", "Patient.name[1]", """{"name":"name","valueString":"given"}""", """{"name":"value","valueString":"Z"}"""),
            Parts("add", "Patient", """{"name":"name","valueString":"deceased"}""", """{"name":"value","valueDateTime":"2020"}"""),
            Parts("add", "Patient.birthDate", """{"name":"name","valueString":"extension"}""", """{"name":"value","part":[{"name":"url","valueUri":"http://e.org/t"},{"name":"value","valueString":"x"}]}""")).Node();
        Assert.Equal("female", (string?)patched["gender"]);
        Assert.Equal([.. s_families, "Three"], patched["name"]!.AsArray().Select(name => (string)name!["family"]!));
        Assert.Equal("Z", (string?)patched["name"]![1]!["given"]![0]);
        Assert.Equal("2020", (string?)patched["deceasedDateTime"]);
        Assert.Equal("http://e.org/t", (string?)patched["_birthDate"]!["extension"]![0]!["url"]);
        Assert.Equal("1980-05-17", (string?)patched["birthDate"]);
    }

    [Fact]
    public void Parts_make_up_elements_without_a_type_of_their_own()
    {
        var patched = FhirPath(Patient, Parts(
            "add", "Patient", """{"name":"name","valueString":"contact"}""",
            """
            {"name":"value","part":[{"name":"name","valueHumanName":{"text":"a name"}},{"name":"telecom","valueContactPoint":{"value":"1"}},{"name":"telecom","valueContactPoint":{"value":"2"}},
             {"name":"gender","valueCode":"male"}]}
            """)).Node();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"name":{"text":"a name"},"telecom":[{"value":"1"},{"value":"2"}],"gender":"male"}"""), patched["contact"]![1]));
        var component = FhirPath(
            """{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"}}""",
            Parts("add", "Observation", """{"name":"name","valueString":"component"}""", """{"name":"value","part":[{"name":"code","valueCodeableConcept":{"text":"c"}},{"name":"value","valueQuantity":{"value":1.50}}]}""")).Text();
        Assert.Contains("\"component\":[{\"code\":{\"text\":\"c\"},\"valueQuantity\":{\"value\":1.50}}]", component, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_takes_one_element_with_its_extensions_and_what_it_leaves_empty()
    {
        var patched = FhirPath(
            Patient,
            Parts("delete", "Patient.contact[0]"),
            Parts("delete", "Patient.multipleBirth"),
            Parts("delete", "Patient.name[0].given[1]"),
            Parts("delete", "Patient.photo"),
            Parts("delete", "Patient.name.where(family='Two')")).Text();
        Assert.Equal("""{"resourceType":"Patient","id":"p","active":true,"name":[{"family":"One","given":["A"]}],"birthDate":"1980-05-17"}""", patched);
    }

    [Fact]
    public void Replace_changes_a_value_and_the_type_of_a_choice()
    {
        var patched = FhirPath(
            Patient,
            Parts("replace", "Patient.birthDate", """{"name":"value","valueDate":"1981-01-01"}"""),
            Parts("replace", "Patient.multipleBirth", """{"name":"value","valueBoolean":true}"""),
            Parts("replace", "Patient.name[0].given[1].extension[0].value", """{"name":"value","valueDecimal":2.500}"""),
            Parts("replace", "Patient.name[1]", """{"name":"value","valueHumanName":{"text":"new"}}""")).Text();
        Assert.Contains("\"birthDate\":\"1981-01-01\"", patched, StringComparison.Ordinal);
        Assert.Contains("\"multipleBirthBoolean\":true", patched, StringComparison.Ordinal);
        Assert.DoesNotContain("multipleBirthInteger", patched, StringComparison.Ordinal);
        Assert.Contains("\"valueDecimal\":2.500", patched, StringComparison.Ordinal);
        Assert.Contains("{\"text\":\"new\"}]", patched, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "XABCD")]
    [InlineData(2, "ABXCD")]
    [InlineData(4, "ABCDX")]
    public void Insert_goes_to_its_place(int index, string expected) =>
        Assert.Equal(expected, Givens(FhirPath(Letters(), Parts("insert", "Patient.name.given", $$"""{"name":"index","valueInteger":{{index}}}""", """{"name":"value","valueString":"X"}"""))));

    [Theory]
    [InlineData(3, 1, "ADBC")]
    [InlineData(0, 3, "BCDA")]
    [InlineData(1, 1, "ABCD")]
    [InlineData(2, 0, "CABD")]
    public void Move_counts_the_destination_without_the_item(int source, int destination, string expected) =>
        Assert.Equal(expected, Givens(FhirPath(Letters(), Parts("move", "Patient.name.given", $$"""{"name":"source","valueInteger":{{source}}}""", $$"""{"name":"destination","valueInteger":{{destination}}}"""))));

    [Theory]
    [InlineData("add", "Patient", "FPATCH-EXISTS", """{"name":"name","valueString":"birthDate"}""", """{"name":"value","valueDate":"2000"}""")]
    [InlineData("add", "Patient", "FPATCH-EXISTS", """{"name":"name","valueString":"multipleBirth"}""", """{"name":"value","valueBoolean":true}""")]
    [InlineData("add", "Patient", "FPATCH-NAME", """{"name":"name","valueString":"nonsense"}""", """{"name":"value","valueDate":"2000"}""")]
    [InlineData("add", "Patient", "FPATCH-TYPE", """{"name":"name","valueString":"deceased"}""", """{"name":"value","valueQuantity":{"value":1}}""")]
    [InlineData("add", "Patient.photo", "FPATCH-NO-TARGET", """{"name":"name","valueString":"title"}""", """{"name":"value","valueString":"x"}""")]
    [InlineData("add", "Patient.name", "FPATCH-SEVERAL", """{"name":"name","valueString":"given"}""", """{"name":"value","valueString":"x"}""")]
    [InlineData("add", "Patient.name.count()", "FPATCH-NOT-ELEMENT", """{"name":"name","valueString":"given"}""", """{"name":"value","valueString":"x"}""")]
    [InlineData("replace", "Patient", "FPATCH-ROOT", """{"name":"value","valueString":"x"}""")]
    [InlineData("replace", "Patient.id", "PATCH-ID", """{"name":"value","valueId":"x"}""")]
    [InlineData("delete", "Patient.id", "PATCH-ID")]
    [InlineData("delete", "Patient", "FPATCH-ROOT")]
    [InlineData("delete", "Patient.name", "FPATCH-SEVERAL")]
    [InlineData("insert", "Patient.birthDate", "FPATCH-NO-LIST", """{"name":"index","valueInteger":0}""", """{"name":"value","valueString":"x"}""")]
    [InlineData("insert", "Patient.name", "FPATCH-INDEX", """{"name":"index","valueInteger":3}""", """{"name":"value","valueHumanName":{"text":"x"}}""")]
    [InlineData("insert", "Patient.name.given | Patient.name.family", "FPATCH-NO-LIST", """{"name":"index","valueInteger":0}""", """{"name":"value","valueString":"x"}""")]
    [InlineData("move", "Patient.name", "FPATCH-INDEX", """{"name":"source","valueInteger":0}""", """{"name":"destination","valueInteger":2}""")]
    [InlineData("replace", "Patient.birthDate", "JSON-WRONG-KIND", """{"name":"value","valueInteger":3}""")]
    public void What_cannot_be_done_is_refused_whole(string type, string path, string code, params string[] parts)
    {
        var refused = FhirPath(Patient, Parts(type, path, parts)).Refused();
        Assert.Equal(code.Split('-')[0], refused.Split('-')[0]);
        if (!code.StartsWith("JSON", StringComparison.Ordinal))
            Assert.Equal(code, refused);
    }

    [Fact]
    public void Everything_wrong_with_a_patch_is_told_at_once_with_its_place()
    {
        var outcome = FhirPathPatch.Parse(Parameters(
            """{"name":"type","valueCode":"nonsense"},{"name":"path","valueString":"Patient"}""",
            """{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient.name["}""",
            """{"name":"type","valueCode":"insert"},{"name":"path","valueString":"Patient.name"},{"name":"index","valueInteger":-1},{"name":"value","valueString":"x"}""",
            """{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.name"},{"name":"other","valueString":"x"}"""));
        Assert.Null(outcome.Patch);
        Assert.Equal(
            [("FPATCH-KIND", 0), ("FPATCH-PATH-SYNTAX", 1), ("FPATCH-MISSING", 1), ("FPATCH-MISSING", 1), ("FPATCH-NUMBER", 2), ("FPATCH-PART", 3)],
            outcome.Issues.Select(issue => (issue.Code, issue.Location!["Parameters.parameter[".Length] - '0')));
        Assert.Null(FhirPathPatch.Parse(Document(Patient)).Patch);
    }

    [Fact]
    public void Contained_resources_and_entries_of_a_bundle_are_elements_as_well()
    {
        var patched = FhirPath(
            """{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"contained":[{"resourceType":"Patient","id":"c","birthDate":"2000"}]}""",
            Parts("replace", "Observation.contained[0].birthDate", """{"name":"value","valueDate":"2001"}"""),
            Parts("add", "Observation", """{"name":"name","valueString":"contained"}""", """{"name":"value","resource":{"resourceType":"Device","id":"d"}}""")).Node();
        Assert.Equal("2001", (string?)patched["contained"]![0]!["birthDate"]);
        Assert.Equal("Device", (string?)patched["contained"]![1]!["resourceType"]);
    }

    [Fact]
    public void A_patch_in_xml_means_the_same()
    {
        const string Xml = """
            <Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/><part><name value="type"/><valueCode value="add"/></part><part><name value="path"/><valueString value="Patient"/></part>
            <part><name value="name"/><valueString value="contact"/></part><part><name value="value"/><part><name value="name"/><valueHumanName><text value="a name"/></valueHumanName></part></part></parameter></Parameters>
            """;
        var (json, _) = FhirXml.ToJson(Encoding.UTF8.GetBytes(Xml));
        var patch = FhirPathPatch.Parse(ResourceDocument.Parse(json!.Value).Document!).Patch!;
        Assert.Equal("a name", (string?)patch.Apply(Document(Patient)).Node()["contact"]![1]!["name"]!["text"]);
    }

    [Fact]
    public void A_path_that_would_run_for_ever_ends() =>
        Assert.Equal("FPATCH-PATH", FhirPath(
            $$"""{"resourceType":"Patient","id":"p","name":[{{string.Join(',', Enumerable.Repeat("{\"given\":[\"a\",\"b\",\"c\"]}", 400))}}]}""",
            Parts("delete", "Patient.descendants().where(%resource.descendants().where(%resource.descendants().count() > 1).exists())")).Refused());

    private static string Letters() => """{"resourceType":"Patient","id":"p","name":[{"given":["A","B","C","D"],"_given":[{"id":"1"},null,null,{"id":"4"}]}]}""";

    private static string Givens(PatchOutcome outcome)
    {
        var name = outcome.Node()["name"]![0]!;
        var givens = name["given"]!.AsArray().Select(given => (string)given!).ToList();
        Assert.Equal("1", (string?)name["_given"]![givens.IndexOf("A")]!["id"]);
        Assert.Equal("4", (string?)name["_given"]![givens.IndexOf("D")]!["id"]);
        return string.Concat(givens);
    }
}
