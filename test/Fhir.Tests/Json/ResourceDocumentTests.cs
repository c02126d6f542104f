using System.Text;
using System.Text.Json;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Tests.Json;

public sealed class ResourceDocumentTests
{
    internal static ParseOutcome Parse(string json) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));

    private static Element Root(string json)
    {
        var outcome = Parse(json);
        Assert.Empty(outcome.Issues);
        return outcome.Document!.Root;
    }

    [Fact]
    public void Children_are_found_by_FHIR_name_and_know_their_place()
    {
        var root = Root("""{"resourceType":"Patient","id":"p1","name":[{"family":"Doe","given":["A","B"]}],"active":true}""");
        Assert.Equal("Patient", root.Name);
        Assert.Equal("p1", root.Document.Id);
        Assert.Equal(["id", "name", "active"], root.Children().Select(c => c.Name));
        var given = root.Child("name").Children("given").ToList();
        Assert.Equal(["A", "B"], given.Select(g => g.GetString()));
        Assert.Equal("Patient.name[0].given[1]", given[1].Location());
        Assert.Equal("HumanName", root.Child("name").Type!.Name);
        Assert.Equal(given[0].Parent, root.Child("name"));
        Assert.False(root.Child("photo").Exists);
        Assert.Empty(root.Child("photo").Child("x").Children());
    }

    [Fact]
    public void A_choice_is_found_by_its_name_without_suffix()
    {
        var root = Root("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50,"unit":"mg"}}""");
        var value = root.Child("value");
        Assert.Equal("Quantity", value.Type!.Name);
        Assert.Equal("value", value.Name);
        Assert.Equal("1.50", value.Child("value").GetString());
        Assert.Equal("Observation.value.unit", value.Child("unit").Location());
        Assert.True(value.Child("value").TryGetDecimal(out var number) && number == 1.50m);
        Assert.Equal("""{"value":1.50,"unit":"mg"}""", Encoding.UTF8.GetString(value.RawJson));
    }

    [Fact]
    public void Extensions_of_primitives_are_children_and_join_their_value()
    {
        var root = Root("""
            {"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueString":"x"}]},"birthDate":"2020-01",
             "name":[{"given":["A",null,"C"],"_given":[null,{"id":"i"},null]}]}
            """);
        var birth = root.Child("birthDate");
        Assert.Equal("2020-01", birth.GetString());
        Assert.Equal("x", birth.Child("extension").Child("value").GetString());
        var given = root.Child("name").Children("given").ToList();
        Assert.Equal(["A", null, "C"], given.Select(g => g.GetString()));
        Assert.False(given[1].HasValue);
        Assert.Equal("i", given[1].Child("id").GetString());
        Assert.Equal(JsonTokenType.None, given[1].ValueKind);
        Assert.Equal("Patient.name[0].given[1].id", given[1].Child("id").Location());
    }

    [Fact]
    public void Contained_and_bundled_resources_have_their_own_type()
    {
        var root = Root("""
            {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"id":"a","resourceType":"Patient","contained":[{"resourceType":"Organization","name":"O"}]}}]}
            """);
        var patient = root.Child("entry").Child("resource");
        Assert.Equal("Patient", patient.Type!.Name);
        var organization = patient.Child("contained");
        Assert.Equal("Organization", organization.Type!.Name);
        Assert.Equal("Bundle.entry[0].resource.contained[0].name", organization.Child("name").Location());
        Assert.Equal(patient, organization.Child("name").Parent.Parent);
        Assert.Equal(organization, organization.Child("name").Resource);
    }

    [Theory]
    [InlineData("", "JSON-SYNTAX")]
    [InlineData("[]", "JSON-NOT-OBJECT")]
    [InlineData("{}", "JSON-NO-RESOURCE-TYPE")]
    [InlineData("""{"resourceType":1}""", "JSON-NO-RESOURCE-TYPE")]
    [InlineData("""{"resourceType":"Pacient"}""", "JSON-UNKNOWN-RESOURCE-TYPE")]
    [InlineData("""{"resourceType":"DomainResource"}""", "JSON-UNKNOWN-RESOURCE-TYPE")]
    [InlineData("""{"resourceType":"Patient"}}""", "JSON-SYNTAX")]
    [InlineData("""{"resourceType":"Patient","id":"a" """, "JSON-SYNTAX")]
    public void Text_that_is_no_resource_has_no_document(string json, string code)
    {
        var outcome = Parse(json);
        Assert.Null(outcome.Document);
        Assert.Equal(code, Assert.Single(outcome.Issues).Code);
    }

    [Theory]
    [InlineData("\"foo\":1", "JSON-UNKNOWN-ELEMENT", "Patient.foo")]
    [InlineData("\"_name\":[{}]", "JSON-UNKNOWN-ELEMENT", "Patient._name")]
    [InlineData("\"name\":{\"text\":\"x\"}", "JSON-ARRAY-EXPECTED", "Patient.name")]
    [InlineData("\"active\":[true]", "JSON-ARRAY-UNEXPECTED", "Patient.active")]
    [InlineData("\"name\":[]", "JSON-EMPTY-ARRAY", "Patient.name")]
    [InlineData("\"name\":[{}]", "JSON-EMPTY-OBJECT", "Patient.name[0]")]
    [InlineData("\"name\":[[{\"text\":\"x\"}]]", "JSON-ARRAY-UNEXPECTED", "Patient.name[0]")]
    [InlineData("\"name\":[{\"text\":\"\"}]", "JSON-EMPTY-STRING", "Patient.name[0].text")]
    [InlineData("\"name\":[\"x\"]", "JSON-OBJECT-EXPECTED", "Patient.name[0]")]
    [InlineData("\"name\":[null]", "JSON-NULL", "Patient.name[0]")]
    [InlineData("\"id\":null", "JSON-NULL", "Patient.id")]
    [InlineData("\"name\":[{\"given\":[\"a\",null]}]", "JSON-NULL", "Patient.name[0].given[1]")]
    [InlineData("\"name\":[{\"given\":[\"a\",\"b\"],\"_given\":[{\"id\":\"x\"}]}]", "JSON-UNEQUAL-ARRAYS", "Patient.name[0].given")]
    [InlineData("\"name\":[{\"given\":[\"a\"],\"_given\":[null,{\"id\":\"x\"}]}]", "JSON-UNEQUAL-ARRAYS", "Patient.name[0].given")]
    [InlineData("\"birthDate\":{\"x\":1}", "JSON-PRIMITIVE-EXPECTED", "Patient.birthDate")]
    [InlineData("\"birthDate\":2020", "JSON-WRONG-KIND", "Patient.birthDate")]
    [InlineData("\"active\":\"true\"", "JSON-WRONG-KIND", "Patient.active")]
    [InlineData("\"_birthDate\":\"x\"", "JSON-OBJECT-EXPECTED", "Patient.birthDate")]
    [InlineData("\"id\":\"a\",\"id\":\"b\"", "JSON-DUPLICATE-PROPERTY", "Patient.id")]
    [InlineData("\"resourceType\":\"Patient\"", "JSON-DUPLICATE-PROPERTY", "Patient.resourceType")]
    [InlineData("\"deceasedBoolean\":true,\"deceasedDateTime\":\"2020\"", "JSON-DUPLICATE-CHOICE", "Patient.deceased")]
    [InlineData("\"id\":\"\\ud800\"", "JSON-LONE-SURROGATE", "Patient.id")]
    [InlineData("\"contained\":[{\"id\":\"x\"}]", "JSON-NO-RESOURCE-TYPE", "Patient.contained[0]")]
    [InlineData("\"contained\":[{\"resourceType\":\"X\",\"a\":{\"b\":[1,{},[]]}}]", "JSON-UNKNOWN-RESOURCE-TYPE", "Patient.contained[0]")]
    public void A_wrong_shape_is_an_issue_with_its_place(string property, string code, string location)
    {
        var outcome = Parse($$"""{"resourceType":"Patient",{{property}}}""");
        Assert.NotNull(outcome.Document);
        var issue = Assert.Single(outcome.Issues, i => i.Code == code);
        Assert.Equal(location, issue.Location);
        Assert.Equal(1, issue.Line);
        Assert.True(issue.IsError && issue.Column > 1);
    }

    [Fact]
    public void Escaped_names_are_names()
    {
        var root = Root("""{"resourc\u0065Type":"Pati\u0065nt","\u005fbirthDate":{"id":"x"},"birth\u0044ate":"2020"}""");
        Assert.Equal(("2020", "x"), (root.Child("birthDate").GetString(), root.Child("birthDate").Child("id").GetString()));
        Assert.Equal("JSON-NO-RESOURCE-TYPE", Assert.Single(Parse("""{"resourceType\ud83d":"Patient"}""").Issues).Code);
    }

    [Fact]
    public void Lines_and_columns_point_at_the_fault()
    {
        var issue = Assert.Single(Parse("{\n  \"resourceType\": \"Patient\",\n  \"active\": 1\n}").Issues);
        Assert.Equal((3, 13), (issue.Line, issue.Column));
    }

    [Fact]
    public void A_byte_order_mark_is_dropped()
    {
        var outcome = ResourceDocument.Parse(Encoding.UTF8.GetBytes("\uFEFF{\"resourceType\":\"Patient\"}"));
        Assert.Empty(outcome.Issues);
        Assert.Equal((byte)'{', outcome.Document!.Utf8.Span[0]);
    }

    [Fact]
    public void Depth_and_encoding_are_bounded()
    {
        var deep = $$"""{"resourceType":"Patient","x":{{string.Concat(Enumerable.Repeat("[", 200))}}""";
        Assert.Equal("JSON-DEPTH", Assert.Single(Parse(deep).Issues, i => i.Severity == Kernel.IssueSeverity.Fatal).Code);
        var invalid = Encoding.UTF8.GetBytes("""{"resourceType":"Patient","id":"x"}""");
        invalid[32] = 0xFF;
        Assert.Equal("JSON-INVALID-UTF8", Assert.Single(ResourceDocument.Parse(invalid).Issues).Code);
    }
}
