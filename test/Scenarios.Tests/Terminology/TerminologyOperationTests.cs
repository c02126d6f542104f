using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Terminology;

/// <summary>The terminology operations over HTTP: by GET and POST, at type and instance level, over what ships and over what users wrote.</summary>
public sealed class TerminologyOperationTests(SeededClinic clinic)
{
    private const string Gender = "http://hl7.org/fhir/ValueSet/administrative-gender";

    private Door Door => clinic.As("physician");

    [Fact]
    public async Task A_published_value_set_is_expanded_filtered_and_paged()
    {
        var whole = (await Door.GetAsync($"fhir/ValueSet/$expand?url={Gender}")).Expect(200).Json;
        Assert.Equal(["male", "female", "other", "unknown"], Codes(whole));
        Assert.Equal(Gender, (string?)whole["url"]);
        Assert.Null(whole["compose"]);
        Assert.Equal(4, (int?)whole["expansion"]!["total"]);
        Assert.Equal(["female"], Codes((await Door.GetAsync($"fhir/ValueSet/$expand?url={Gender}&filter=fem")).Expect(200).Json));
        var page = (await Door.GetAsync($"fhir/ValueSet/$expand?url={Gender}&offset=1&count=2&includeDefinition=true")).Expect(200).Json;
        Assert.Equal(["female", "other"], Codes(page));
        Assert.NotNull(page["compose"]);
    }

    [Fact]
    public async Task Answers_are_valid_resources_in_both_formats()
    {
        foreach (var path in new[]
        {
            $"ValueSet/$expand?url={Gender}&includeDesignations=true", "CodeSystem/$lookup?system=http://terminology.hl7.org/CodeSystem/v3-ActCode&code=EMER", "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/ucum-units&count=3",
            $"ValueSet/$validate-code?url={Gender}&code=male", "ConceptMap/$translate?url=http://hl7.org/fhir/ConceptMap/cm-address-use-v3&system=http://hl7.org/fhir/address-use&code=home",
        })
        {
            var reply = (await Door.GetAsync("fhir/" + path)).Expect(200);
            var outcome = (await Door.PostAsync($"fhir/{reply.Json["resourceType"]}/$validate", reply.Json)).Expect(200);
            Assert.DoesNotContain(outcome.Json["issue"]!.AsArray(), issue => (string?)issue!["severity"] is "error" or "fatal");
            Assert.StartsWith("<", (await Door.GetAsync($"fhir/{path}&_format=xml")).Expect(200).Text.TrimStart('\uFEFF'), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_code_is_looked_up_by_its_parts_and_by_a_coding()
    {
        var byParts = (await Door.GetAsync("fhir/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=female")).Expect(200);
        Assert.Equal("Female", Value(byParts, "display"));
        var byCoding = await Door.PostAsync("fhir/CodeSystem/$lookup", Parameters(("coding", "valueCoding", JsonNode.Parse("""{"system": "http://hl7.org/fhir/administrative-gender", "code": "female"}""")!)));
        Assert.Equal(byParts.Text, byCoding.Expect(200).Text);
        (await Door.GetAsync("fhir/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=femail")).ExpectOutcome(404);
        (await Door.GetAsync("fhir/CodeSystem/$lookup?code=female")).ExpectOutcome(400);
    }

    [Fact]
    public async Task Codes_are_validated_and_compared()
    {
        Assert.Equal("true", Value((await Door.GetAsync($"fhir/ValueSet/$validate-code?url={Gender}&system=http://hl7.org/fhir/administrative-gender&code=male&display=Male")).Expect(200), "result"));
        Assert.Equal("false", Value((await Door.GetAsync($"fhir/ValueSet/$validate-code?url={Gender}&system=http://hl7.org/fhir/administrative-gender&code=male&display=Female")).Expect(200), "result"));
        Assert.Equal("true", Value((await Door.GetAsync("fhir/CodeSystem/$validate-code?url=http://unitsofmeasure.org&code=mg/dL")).Expect(200), "result"));
        Assert.Equal("false", Value((await Door.GetAsync("fhir/CodeSystem/$validate-code?url=http://unitsofmeasure.org&code=mgs")).Expect(200), "result"));
        var concept = JsonNode.Parse("""{"coding": [{"system": "http://example.org/x", "code": "x"}, {"system": "http://hl7.org/fhir/administrative-gender", "code": "other"}]}""")!;
        var body = Parameters(("url", "valueUri", Gender), ("codeableConcept", "valueCodeableConcept", concept));
        Assert.Equal("true", Value((await Door.PostAsync("fhir/ValueSet/$validate-code", body)).Expect(200), "result"));
        Assert.Equal("subsumes", Value((await Door.GetAsync("fhir/CodeSystem/$subsumes?system=http://terminology.hl7.org/CodeSystem/v3-ActCode&codeA=_ActEncounterCode&codeB=EMER")).Expect(200), "outcome"));
        Assert.Equal("H", (await Door.GetAsync("fhir/ConceptMap/$translate?url=http://hl7.org/fhir/ConceptMap/cm-address-use-v3&system=http://hl7.org/fhir/address-use&code=home")).Expect(200)
            .Json["parameter"]!.AsArray().Single(one => (string?)one!["name"] == "match")!["part"]!.AsArray().Select(part => (string?)part!["valueCoding"]?["code"]).OfType<string>().Single());
    }

    [Fact]
    public async Task What_users_wrote_is_found_by_canonical_nested_and_as_an_instance()
    {
        var editor = clinic.As("system-interface");
        var system = await MadeAsync(editor, """
            {"resourceType": "CodeSystem", "url": "http://example.org/skin", "status": "active", "content": "complete", "caseSensitive": true,
             "concept": [{"code": "dry", "display": "Dry skin", "concept": [{"code": "cracked", "display": "Cracked skin"}]}, {"code": "oily", "display": "Oily skin"}]}
            """);
        await MadeAsync(editor, """{"resourceType": "ValueSet", "url": "http://example.org/vs/dry", "status": "active", "compose": {"include": [{"system": "http://example.org/skin", "filter": [{"property": "concept", "op": "is-a", "value": "dry"}]}]}}""");
        var outer = await MadeAsync(editor, """{"resourceType": "ValueSet", "url": "http://example.org/vs/outer", "status": "active", "compose": {"include": [{"valueSet": ["http://example.org/vs/dry"]}]}}""");
        var map = await MadeAsync(editor, """{"resourceType": "ConceptMap", "url": "http://example.org/cm/skin", "status": "active", "group": [{"source": "http://example.org/skin", "target": "http://example.org/other", "element": [{"code": "dry", "target": [{"code": "d", "equivalence": "equivalent"}]}]}]}""");
        Assert.Equal(["dry", "cracked"], Codes((await Door.GetAsync("fhir/ValueSet/$expand?url=http://example.org/vs/outer")).Expect(200).Json));
        Assert.Equal(["dry", "cracked"], Codes((await Door.GetAsync($"fhir/{outer}/$expand")).Expect(200).Json));
        Assert.Equal("true", Value((await Door.GetAsync($"fhir/{outer}/$validate-code?system=http://example.org/skin&code=cracked")).Expect(200), "result"));
        Assert.Equal("false", Value((await Door.GetAsync($"fhir/{outer}/$validate-code?system=http://example.org/skin&code=oily")).Expect(200), "result"));
        Assert.Equal("subsumed-by", Value((await Door.GetAsync($"fhir/{system}/$subsumes?codeA=cracked&codeB=dry")).Expect(200), "outcome"));
        Assert.Equal("Oily skin", Value((await Door.GetAsync($"fhir/{system}/$validate-code?code=oily")).Expect(200), "display"));
        Assert.Equal("Dry skin", Value((await Door.GetAsync("fhir/CodeSystem/$lookup?system=http://example.org/skin&code=dry")).Expect(200), "display"));
        Assert.Equal("true", Value((await Door.GetAsync($"fhir/{map}/$translate?system=http://example.org/skin&code=dry")).Expect(200), "result"));
        Assert.Equal("true", Value((await Door.GetAsync("fhir/ConceptMap/$translate?url=http://example.org/cm/skin&system=http://example.org/skin&code=dry")).Expect(200), "result"));
        (await Door.GetAsync("fhir/ValueSet/none/$expand")).ExpectOutcome(404);
    }

    [Fact]
    public async Task A_value_set_that_is_sent_along_is_expanded()
    {
        var sent = JsonNode.Parse("""{"resourceType": "ValueSet", "status": "active", "compose": {"include": [{"system": "http://hl7.org/fhir/administrative-gender", "filter": [{"property": "code", "op": "regex", "value": ".*male"}]}]}}""")!;
        Assert.Equal(["male", "female"], Codes((await Door.PostAsync("fhir/ValueSet/$expand", sent)).Expect(200).Json));
        var body = new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "valueSet", ["resource"] = sent.DeepClone() }, new JsonObject { ["name"] = "count", ["valueInteger"] = 1 }) };
        Assert.Equal(["male"], Codes((await Door.PostAsync("fhir/ValueSet/$expand", body)).Expect(200).Json));
    }

    [Theory]
    [InlineData("ValueSet/$expand", 400)]
    [InlineData("ValueSet/$expand?url=http://example.org/none", 404)]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&count=few", 400)]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&activeOnly=yes", 400)]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&colour=red", 400)]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/condition-code", 404)]
    [InlineData("ValueSet/$validate-code?code=male", 400)]
    [InlineData("ConceptMap/$translate?code=x", 400)]
    [InlineData("CodeSystem/$subsumes?system=http://hl7.org/fhir/administrative-gender&codeA=male", 400)]
    public async Task What_cannot_be_answered_is_refused_with_the_reason(string path, int status) => (await Door.GetAsync("fhir/" + path)).ExpectOutcome(status);

    [Fact]
    public async Task A_broken_body_is_refused_with_its_place()
    {
        (await Door.SendAsync(HttpMethod.Post, "fhir/ValueSet/$expand", "{\"resourceType\": \"Parameters\", \"parameter\": [{")).ExpectOutcome(400);
        (await Door.SendAsync(HttpMethod.Post, "fhir/ValueSet/$expand", "[]")).ExpectOutcome(400);
    }

    [Fact]
    public async Task Nobody_is_refused_and_every_question_is_on_record()
    {
        (await clinic.Running.Nobody().GetAsync($"fhir/ValueSet/$expand?url={Gender}")).ExpectOutcome(401);
        var (name, door) = await clinic.OwnUserAsync("front-desk");
        (await door.GetAsync($"fhir/ValueSet/$expand?url={Gender}")).Expect(200);
        var recorded = Assert.Single(await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={name}"));
        Assert.Equal("expand", (string?)recorded["interaction"]);
        Assert.Equal("ValueSet", (string?)recorded["resourceType"]);
    }

    private static async Task<string> MadeAsync(Door editor, string json) => (await editor.CreateAsync(JsonNode.Parse(json)!.AsObject())).Expect(201).Made;

    private static JsonObject Parameters(params (string Name, string Kind, JsonNode Value)[] parameters) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([.. parameters.Select(one => new JsonObject { ["name"] = one.Name, [one.Kind] = one.Value.DeepClone() })]),
    };

    private static IEnumerable<string?> Codes(JsonObject valueSet) => valueSet["expansion"]!["contains"]!.AsArray().Select(one => (string?)one!["code"]);

    private static string? Value(Reply reply, string name) => reply.Json["parameter"]!.AsArray().Single(one => (string?)one!["name"] == name)!.AsObject().Single(property => property.Key.StartsWith("value", StringComparison.Ordinal)).Value!.ToString();
}
