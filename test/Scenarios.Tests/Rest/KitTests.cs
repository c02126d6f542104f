using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>What conformance kits try beside the common paths: versions of FHIR in media types, weights, validation of what is stored, terminology capabilities, the record's own value sets in searches.</summary>
public sealed class KitTests(SeededClinic clinic)
{
    private const string Genders = "http://hl7.org/fhir/administrative-gender";

    private Door Door => clinic.As("system-interface");

    [Theory]
    [InlineData("application/fhir+json; fhirVersion=4.0", 200, "application/fhir+json")]
    [InlineData("application/fhir+xml;fhirVersion=\"4.0\"", 200, "application/fhir+xml")]
    [InlineData("application/fhir+json; fhirVersion=5.0", 406, "application/fhir+json")]
    [InlineData("application/fhir+json; fhirVersion=5.0, application/fhir+xml; fhirVersion=4.0", 200, "application/fhir+xml")]
    [InlineData("application/fhir+xml;q=0.5, application/fhir+json;q=0.9", 200, "application/fhir+json")]
    [InlineData("application/fhir+json;q=0.1, application/fhir+xml", 200, "application/fhir+xml")]
    [InlineData("application/fhir+json;q=0", 406, "application/fhir+json")]
    [InlineData("text/csv, */*;q=0.1", 200, "application/fhir+json")]
    public async Task The_format_is_the_one_that_weighs_most_in_the_version_that_is_spoken(string accept, int status, string type) =>
        Assert.StartsWith(type, (await Door.GetAsync($"fhir/Patient/{clinic.OwnPatient}", ("Accept", accept))).Expect(status).Type, StringComparison.Ordinal);

    [Fact]
    public async Task A_body_of_another_version_of_fhir_is_not_taken()
    {
        var patient = Chart.Patient(Chart.NewId());
        var json = Encoding.UTF8.GetBytes(patient.ToJsonString());
        (await Door.SendBytesAsync(HttpMethod.Put, "fhir/" + Reply.Reference(patient), json, "application/fhir+json; fhirVersion=5.0")).ExpectOutcome(415);
        (await Door.SendBytesAsync(HttpMethod.Put, "fhir/" + Reply.Reference(patient), json, "application/fhir+json; fhirVersion=4.0")).Expect(201);
    }

    [Fact]
    public async Task What_is_stored_is_validated_by_its_id()
    {
        var observation = Chart.Observation(Chart.NewId(), clinic.OwnPatient);
        (await Door.PutAsync(observation)).Expect(201);
        var path = $"fhir/{Reply.Reference(observation)}/$validate";
        Assert.DoesNotContain("error", await SeveritiesAsync(Door.GetAsync(path)));
        const string BodyWeight = "http://hl7.org/fhir/StructureDefinition/bodyweight";
        Assert.Contains("error", await SeveritiesAsync(Door.GetAsync($"{path}?profile={BodyWeight}")));
        var asked = new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "profile", ["valueUri"] = BodyWeight }) };
        Assert.Contains("error", await SeveritiesAsync(Door.PostAsync(path, asked)));
        Assert.DoesNotContain("error", await SeveritiesAsync(Door.SendAsync(HttpMethod.Post, path, null)));
        // What is sent along is judged instead, and must be of that id.
        Assert.DoesNotContain("error", await SeveritiesAsync(Door.PostAsync(path + "?mode=update", observation)));
        observation["id"] = "another";
        Assert.Contains("REST-VALIDATE-ID", (await Door.PostAsync(path, observation)).ExpectOutcome(200).Text, StringComparison.Ordinal);
        (await Door.GetAsync("fhir/Observation/none/$validate")).ExpectOutcome(404);
        (await clinic.As("front-desk").GetAsync(path)).Expect(403);

        static async Task<List<string>> SeveritiesAsync(Task<Reply> reply) => [.. (await reply).ExpectOutcome(200).Json["issue"]!.AsArray().Select(issue => (string)issue!["severity"]!)];
    }

    [Fact]
    public async Task The_terminology_capabilities_list_the_code_systems_and_are_valid()
    {
        var statement = (await clinic.Running.Nobody().GetAsync("fhir/metadata?mode=terminology")).Expect(200).Json;
        Assert.Equal("TerminologyCapabilities", (string?)statement["resourceType"]);
        var systems = statement["codeSystem"]!.AsArray().ToDictionary(system => (string)system!["uri"]!, system => system!);
        Assert.Equal("4.0.1", (string?)systems[Genders]["version"]![0]!["code"]);
        Assert.Contains("http://unitsofmeasure.org", systems.Keys);
        foreach (var uri in new[] { Genders, "http://unitsofmeasure.org" })
            Assert.DoesNotContain("\"valueBoolean\":false", (await Door.GetAsync($"fhir/CodeSystem/$validate-code?url={uri}&code={(uri == Genders ? "male" : "mg")}")).Expect(200).Text, StringComparison.Ordinal);
        var issues = (await Door.PostAsync("fhir/TerminologyCapabilities/$validate", statement)).Expect(200).Json["issue"]!.AsArray();
        Assert.DoesNotContain(issues, issue => (string?)issue!["severity"] is "error" or "fatal");
    }

    [Fact]
    public async Task Value_sets_of_the_record_are_searched_by()
    {
        var (patient, set, url) = (Chart.NewId(), Chart.NewId(), "http://clinic.example/ValueSet/" + Chart.NewId());
        (await Door.PutAsync(Chart.Patient(patient))).Expect(201);
        var (pulse, pressure) = (Chart.NewId(), Chart.NewId());
        (await Door.PutAsync(Chart.Observation(pulse, patient))).Expect(201);
        (await Door.PutAsync(Chart.Observation(pressure, patient, "8480-6"))).Expect(201);
        (await Door.GetAsync($"fhir/Observation?code:in={url}")).ExpectOutcome(400);
        (await Door.PutAsync(Set(set, "1.0.0", "8867-4"))).Expect(201);
        foreach (var (query, expected) in new[]
        {
            ($"code:in={url}", pulse), ($"code:in=ValueSet/{set}", pulse), ($"code:not-in={url}", pressure), ($"_filter=code%20in%20{url}", pulse), ($"code:in={url}%7C1.0.0", pulse),
        })
            Assert.Equal([$"Observation/{expected}"], await Door.AllAsync($"fhir/Observation?patient={patient}&{query}"));
        Assert.Equal([$"Patient/{patient}"], await Door.AllAsync($"fhir/Patient?_has:Observation:patient:code:in={url}&_id={patient}"));
        // The newest version counts where none is named; 10 is newer than 9.
        (await Door.PutAsync(Set(Chart.NewId(), "9.0.0", "0000-0"))).Expect(201);
        (await Door.PutAsync(Set(Chart.NewId(), "10.0.0", "8480-6"))).Expect(201);
        Assert.Equal([$"Observation/{pressure}"], await Door.AllAsync($"fhir/Observation?patient={patient}&code:in={url}"));
        Assert.Equal([$"Observation/{pulse}"], await Door.AllAsync($"fhir/Observation?patient={patient}&code:in={url}%7C1.0.0"));
        (await Door.GetAsync($"fhir/Observation?code:in={url}%7C3")).ExpectOutcome(400);

        JsonObject Set(string id, string version, string code) => Chart.Resource($$"""
            {"resourceType":"ValueSet","id":"{{id}}","url":"{{url}}","version":"{{version}}","status":"active","compose":{"include":[{"system":"http://loinc.org","concept":[{"code":"{{code}}"}]}]} }
            """);
    }

    [Fact]
    public async Task Answers_are_held_against_the_form_in_the_record()
    {
        var url = "http://clinic.example/Questionnaire/" + Chart.NewId();
        var early = Answers();
        Assert.DoesNotContain("VAL-RESPONSE-", (await Door.PostAsync("fhir/QuestionnaireResponse/$validate?mode=create", early)).ExpectOutcome(200).Text, StringComparison.Ordinal);
        (await Door.PutAsync(Chart.Resource($$"""{"resourceType":"Questionnaire","id":"{{Chart.NewId()}}","url":"{{url}}","status":"active","item":[{"linkId":"age","type":"integer","required":true},{"linkId":"why","type":"string"}]}"""))).Expect(201);
        foreach (var (answers, code) in new[] { (early, "VAL-RESPONSE-REQUIRED"), (Answers("""{"linkId":"age","answer":[{"valueString":"old"}]}"""), "VAL-RESPONSE-"), (Answers("""{"linkId":"age","answer":[{"valueInteger":4}]}""", """{"linkId":"else","answer":[{"valueInteger":4}]}"""), "VAL-RESPONSE-LINK") })
        {
            Assert.Contains(code, (await Door.PostAsync("fhir/QuestionnaireResponse/$validate", answers)).ExpectOutcome(200).Text, StringComparison.Ordinal);
            Assert.Contains(code, (await Door.CreateAsync(answers)).ExpectOutcome(422).Text, StringComparison.Ordinal);
        }
        (await Door.CreateAsync(Answers("""{"linkId":"age","answer":[{"valueInteger":4}]}"""))).Expect(201);
        // What is still being filled in may lack answers.
        early["status"] = "in-progress";
        (await Door.CreateAsync(early)).Expect(201);

        JsonObject Answers(params string[] items)
        {
            var response = Chart.Resource($$"""{"resourceType":"QuestionnaireResponse","questionnaire":"{{url}}","status":"completed","subject":{"reference":"Patient/{{clinic.OwnPatient}}"} }""");
            if (items.Length > 0)
                response["item"] = new JsonArray([.. items.Select(item => JsonNode.Parse(item))]);
            return response;
        }
    }

    [Fact]
    public async Task The_meta_of_a_type_and_of_everything_is_what_the_caller_may_find()
    {
        await using var running = await RunningClinic.NewAsync();
        var system = await running.AddUserAsync("interface", "system-interface");
        var desk = await running.AddUserAsync("desk", "front-desk");
        var tagged = Chart.Patient("p");
        tagged["meta"] = JsonNode.Parse("""{"tag":[{"system":"urn:t","code":"a"}],"profile":["http://example.org/p"]}""");
        (await system.PutAsync(tagged)).Expect(201);
        var observation = Chart.Observation("o", "p");
        observation["meta"] = JsonNode.Parse("""{"tag":[{"system":"urn:t","code":"b"},{"system":"urn:t","code":"a"}]}""");
        (await system.PutAsync(observation)).Expect(201);
        Assert.Equal(["a", "b"], Codes(await system.GetAsync("fhir/$meta")));
        Assert.Equal(["a"], Codes(await system.GetAsync("fhir/Patient/$meta")));
        Assert.Equal("http://example.org/p", (string?)(await system.GetAsync("fhir/Patient/$meta")).Json["parameter"]![0]!["valueMeta"]!["profile"]![0]);
        Assert.Equal(["a"], Codes(await desk.GetAsync("fhir/$meta")));
        (await desk.GetAsync("fhir/Observation/$meta")).ExpectOutcome(403);

        static List<string> Codes(Reply reply) => [.. reply.Expect(200).Json["parameter"]![0]!["valueMeta"]!["tag"]!.AsArray().Where(tag => (string?)tag!["system"] == "urn:t").Select(tag => (string)tag!["code"]!)];
    }

    [Fact]
    public async Task Everything_without_a_name_is_the_one_record_that_the_caller_has()
    {
        var all = (await clinic.As("patient").GetAsync("fhir/Patient/$everything")).Expect(200);
        Assert.Equal($"Patient/{clinic.OwnPatient}", all.References[0]);
        Assert.Equal(all.References, (await clinic.As("patient").GetAsync($"fhir/Patient/{clinic.OwnPatient}/$everything")).Expect(200).References);
        Assert.Contains("REST-EVERYTHING-MANY", (await clinic.As("physician").GetAsync("fhir/Patient/$everything")).ExpectOutcome(422).Text, StringComparison.Ordinal);
    }
}
