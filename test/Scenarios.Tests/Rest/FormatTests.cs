using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>JSON and XML in and out, the operations on what is sent, and addresses that are not there.</summary>
public sealed class FormatTests(SeededClinic clinic)
{
    private const string FhirXml = "application/fhir+xml";
    private static readonly XNamespace s_fhir = "http://hl7.org/fhir";

    private Door Door => clinic.As("system-interface");

    [Fact]
    public async Task A_resource_goes_in_and_out_as_xml()
    {
        var id = Chart.NewId();
        var xml = $"""<Patient xmlns="http://hl7.org/fhir"><id value="{id}"/><active value="true"/><name><family value="Ångström &amp; Søn"/><given value="A"/><given value="B"/></name><multipleBirthInteger value="2"/></Patient>""";
        (await Door.SendBytesAsync(HttpMethod.Put, $"fhir/Patient/{id}", Encoding.UTF8.GetBytes(xml), FhirXml)).Expect(201);
        var json = (await Door.GetAsync($"fhir/Patient/{id}")).Expect(200).Json;
        Assert.True((bool)json["active"]!);
        Assert.Equal("Ångström & Søn", (string?)json["name"]![0]!["family"]);
        Assert.Equal(2, (int)json["multipleBirthInteger"]!);
        foreach (var reply in new[] { await Door.GetAsync($"fhir/Patient/{id}?_format=xml"), await Door.GetAsync($"fhir/Patient/{id}", ("Accept", FhirXml)), await Door.GetAsync($"fhir/Patient/{id}?_format=application/fhir%2Bxml") })
        {
            Assert.StartsWith(FhirXml, reply.Expect(200).Type, StringComparison.Ordinal);
            var back = XDocument.Parse(reply.Text).Root!;
            Assert.Equal(s_fhir + "Patient", back.Name);
            Assert.Equal(["A", "B"], back.Element(s_fhir + "name")!.Elements(s_fhir + "given").Select(given => given.Attribute("value")!.Value));
        }
        var bundle = XDocument.Parse((await Door.GetAsync($"fhir/Patient?_id={id}&_format=xml")).Expect(200).Text).Root!;
        Assert.Equal(s_fhir + "Bundle", bundle.Name);
        Assert.Equal(id, bundle.Descendants(s_fhir + "Patient").Single().Element(s_fhir + "id")!.Attribute("value")!.Value);
        var outcome = (await Door.GetAsync("fhir/Patient/none?_format=xml")).Expect(404);
        Assert.Equal(s_fhir + "OperationOutcome", XDocument.Parse(outcome.Text).Root!.Name);
    }

    [Fact]
    public async Task Convert_turns_json_into_xml_and_back()
    {
        var sent = clinic.Generated.First(resource => (string?)resource["resourceType"] == "Observation");
        var xml = (await Door.PostAsync("fhir/$convert", sent)).Expect(200);
        Assert.StartsWith(FhirXml, xml.Type, StringComparison.Ordinal);
        var back = (await Door.SendBytesAsync(HttpMethod.Post, "fhir/$convert", xml.Body, FhirXml)).Expect(200);
        Assert.True(JsonNode.DeepEquals(sent, back.Json), back.Text);
        Assert.StartsWith(Door.FhirJson, (await Door.PostAsync("fhir/$convert?_format=json", sent)).Expect(200).Type, StringComparison.Ordinal);
        (await Door.SendBytesAsync(HttpMethod.Post, "fhir/$convert", "<Patient"u8.ToArray(), FhirXml)).Expect(400);
    }

    [Fact]
    public async Task Validate_tells_all_that_is_wrong_with_its_place_and_stores_nothing()
    {
        var reply = (await Door.SendAsync(HttpMethod.Post, "fhir/Patient/$validate", """{"resourceType":"Patient","gender":"nonsense","birthDate":"1980-13-01","madeUp":true,"link":[{"type":"seealso"}]}""")).ExpectOutcome(200);
        var places = reply.Json["issue"]!.AsArray().SelectMany(issue => issue!["expression"]?.AsArray().Select(place => (string)place!) ?? []).ToList();
        foreach (var place in new[] { "Patient.gender", "Patient.birthDate", "Patient.madeUp" })
            Assert.Contains(place, places);
        Assert.Contains(places, place => place.StartsWith("Patient.link", StringComparison.Ordinal));
        var good = (await Door.PostAsync("fhir/Patient/$validate", Chart.Patient("p"))).ExpectOutcome(200);
        Assert.DoesNotContain(good.Json["issue"]!.AsArray(), issue => (string?)issue!["severity"] is "error" or "fatal");
        var wrapped = (await Door.SendAsync(HttpMethod.Post, "fhir/Patient/$validate", """{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","gender":"nonsense"}}]}""")).ExpectOutcome(200);
        Assert.Contains("Patient.gender", wrapped.Text, StringComparison.Ordinal);
        var torn = (await Door.SendAsync(HttpMethod.Post, "fhir/$validate", """{"resourceType":"Patient",""")).ExpectOutcome(200);
        Assert.Contains(torn.Json["issue"]!.AsArray(), issue => (string?)issue!["severity"] is "error" or "fatal");
        Assert.Contains("Patient", (await Door.PostAsync("fhir/Observation/$validate", Chart.Patient("p"))).ExpectOutcome(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fhirpath_answers_as_fhirpath_lab_reads_it()
    {
        var reply = (await Door.SendAsync(HttpMethod.Post, "fhir/$fhirpath", """
            {"resourceType":"Parameters","parameter":[{"name":"expression","valueString":"given.trace('g') | %extra"},{"name":"context","valueString":"name"},
             {"name":"variables","part":[{"name":"extra","valueString":"more"}]},
             {"name":"resource","resource":{"resourceType":"Patient","name":[{"given":["A","B"]},{"given":["C"]}]}}]}
            """)).Expect(200);
        Assert.Equal("Parameters", (string?)reply.Json["resourceType"]);
        var results = reply.Json["parameter"]!.AsArray().Where(parameter => (string?)parameter!["name"] == "result").Select(parameter => parameter!.AsObject()).ToList();
        Assert.Equal(["Patient.name[0]", "Patient.name[1]"], results.Select(result => (string)result["valueString"]!));
        Assert.Equal(["A", "B", "more"], results[0]["part"]!.AsArray().Where(part => (string?)part!["name"] == "string").Select(part => (string)part!["valueString"]!));
        Assert.Contains(results[0]["part"]!.AsArray(), part => (string?)part!["name"] == "trace");
        Assert.Contains(reply.Json["parameter"]!.AsArray(), parameter => (string?)parameter!["name"] == "parameters");
        (await Door.SendAsync(HttpMethod.Post, "fhir/$fhirpath", """{"resourceType":"Parameters","parameter":[{"name":"expression","valueString":"nonsense("}]}""")).ExpectOutcome(422);
        (await Door.SendAsync(HttpMethod.Post, "fhir/$fhirpath", """{"resourceType":"Parameters"}""")).ExpectOutcome(400);
    }

    [Theory]
    [InlineData("DELETE", "fhir", 405)]
    [InlineData("GET", "fhir/Nonsense/1", 404)]
    [InlineData("GET", "fhir/Nonsense?a=1", 404)]
    [InlineData("GET", "fhir/Patient/1/Observation/2", 404)]
    [InlineData("GET", "fhir/Patient/1/$nonsense", 404)]
    [InlineData("GET", "fhir/Observation/1/$everything", 404)]
    [InlineData("GET", "fhir/$validate", 405)]
    [InlineData("GET", "fhir/Patient/bad_id", 400)]
    [InlineData("GET", "fhir/Patient/1/_history/nonsense", 404)]
    [InlineData("PATCH", "fhir/Patient/1", 400)]
    [InlineData("PUT", "fhir/Patient", 400)]
    [InlineData("DELETE", "fhir/Patient", 412)]
    [InlineData("POST", "fhir/Patient/1", 405)]
    [InlineData("POST", "fhir/_history", 405)]
    [InlineData("GET", "fhir/_history/1", 404)]
    [InlineData("POST", "fhir/metadata", 404)]
    [InlineData("GET", "fhir/Patient?_format=nonsense", 406)]
    [InlineData("GET", "fhir/Patient//1", 404)]
    public async Task What_is_not_there_is_said_so(string method, string path, int status)
    {
        var reply = (await Door.SendAsync(new HttpMethod(method), path, method is "GET" or "DELETE" ? null : "{}")).ExpectOutcome(status);
        if (status == 405)
            Assert.NotNull(reply.Header("Allow"));
    }

    [Fact]
    public async Task Formats_that_are_not_spoken_are_refused()
    {
        (await Door.GetAsync("fhir/Patient", ("Accept", "text/turtle"))).ExpectOutcome(406);
        (await Door.SendBytesAsync(HttpMethod.Post, "fhir/Patient", "x"u8.ToArray(), "text/plain")).ExpectOutcome(415);
        (await Door.SendBytesAsync(HttpMethod.Post, "fhir/Patient", "x"u8.ToArray(), "nonsense")).ExpectOutcome(415);
        (await Door.SendBytesAsync(HttpMethod.Post, "fhir/Patient", [], Door.FhirJson)).ExpectOutcome(400);
        (await Door.SendBytesAsync(HttpMethod.Post, "fhir", "x"u8.ToArray(), "text/plain")).ExpectOutcome(415);
        (await Door.GetAsync("fhir/Patient?_count=1", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"))).Expect(200);
    }
}
