using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway.Matching;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Who is meant by a description.</summary>
public sealed class MatchTests(SeededClinic clinic)
{
    private const string Known = """
        {"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"1"}],"name":[{"family":"Sørensen","given":["Anna","Maria"]}],"birthDate":"1980-05-07","gender":"female",
         "telecom":[{"system":"phone","value":"+1 (555) 010-2030"}],"address":[{"line":["1 Main St"],"postalCode":"02110"}]}
        """;

    [Theory]
    [InlineData("""{"identifier":[{"system":"urn:mrn","value":"1"}],"name":[{"family":"Sorensen","given":["Anna"]}],"birthDate":"1980-05-07"}""", MatchGrade.Certain)]
    [InlineData("""{"name":[{"family":"SØRENSEN","given":["anna"]}],"birthDate":"1980-05-07","telecom":[{"value":"555-010-2030"}]}""", MatchGrade.Certain)]
    [InlineData("""{"name":[{"family":"Sorensen","given":["Anna"]}],"birthDate":"1980-05-07","address":[{"line":["1 main st"],"postalCode":"02110"}]}""", MatchGrade.Certain)]
    [InlineData("""{"name":[{"family":"Sorensen","given":["Anna"]}],"birthDate":"1980-05-07"}""", MatchGrade.Probable)]
    [InlineData("""{"name":[{"family":"Sorensen","given":["Anna"]}],"birthDate":"1980-05-07","address":[{"line":["1 Main Street"],"postalCode":"02110-4321"}]}""", MatchGrade.Certain)]
    [InlineData("""{"name":[{"family":"Sorensen","given":["Nancy"]}],"birthDate":"1980-05-07"}""", MatchGrade.Probable)]
    [InlineData("""{"name":[{"family":"Zoranzon","given":["Anna"]}],"birthDate":"1980-05-07"}""", MatchGrade.Probable)]
    [InlineData("""{"name":[{"family":"Sorensen","given":["A"]}],"birthDate":"1980-07-05"}""", MatchGrade.Possible)]
    [InlineData("""{"name":[{"family":"Sorenson","given":["Anna"]}],"birthDate":"1980-05-07"}""", MatchGrade.Probable)]
    [InlineData("""{"identifier":[{"system":"urn:mrn","value":"1"}]}""", MatchGrade.Possible)]
    [InlineData("""{"identifier":[{"system":"urn:mrn","value":"1"}],"name":[{"family":"Miller","given":["Bob"]}],"birthDate":"1950-01-01"}""", MatchGrade.Possible)]
    [InlineData("""{"identifier":[{"system":"urn:mrn","value":"2"}],"name":[{"family":"Sorensen","given":["Anna"]}],"birthDate":"1980-05-07","telecom":[{"value":"555-010-2030"}]}""", MatchGrade.Probable)]
    [InlineData("""{"name":[{"family":"Miller","given":["Anna"]}],"birthDate":"1980-05-08"}""", MatchGrade.CertainlyNot)]
    [InlineData("""{"name":[{"family":"Sorensen","given":["Bob"]}],"birthDate":"1950-01-01"}""", MatchGrade.CertainlyNot)]
    [InlineData("""{"gender":"female"}""", MatchGrade.Possible)]
    [InlineData("{}", MatchGrade.CertainlyNot)]
    public void A_grade_says_how_sure_it_is(string description, MatchGrade grade)
    {
        var patient = JsonNode.Parse(description)!.AsObject();
        patient.Insert(0, "resourceType", "Patient");
        var (one, other) = (Features(patient.ToJsonString()), Features(Known));
        var result = DemographicScore.Compare(one, other);
        Assert.Equal(grade, result.Grade);
        Assert.InRange(result.Score, 0, 1);
        Assert.Equal(result, DemographicScore.Compare(other, one));
    }

    [Fact]
    public async Task Match_finds_the_person_for_those_who_may_search_and_only_certain_ones_when_asked()
    {
        var id = Chart.NewId();
        var family = "Match" + id[..8];
        foreach (var (suffix, birth) in new[] { ("a", "1980-05-17"), ("b", "1980-05-18"), ("c", "1955-01-01") })
        {
            var patient = Chart.Patient(id[..30] + suffix, family);
            patient["birthDate"] = birth;
            (await clinic.As("physician").PutAsync(patient)).Expect(201);
        }
        var sought = Chart.Resource($$$"""{"resourceType":"Patient","name":[{"family":"{{{family}}}","given":["Anna"]}],"birthDate":"1980-05-17","identifier":[{"system":"urn:scenario:mrn","value":"mrn-{{{id[..30]}}}a"}]}""");
        var all = (await MatchAsync("front-desk", sought, false)).Expect(200);
        Assert.Equal($"Patient/{id[..30]}a", all.References[0]);
        Assert.Equal("certain", (string?)all.Entries[0]["search"]!["extension"]![0]!["valueCode"]);
        Assert.All(all.Entries.Skip(1), other => Assert.True((double)all.Entries[0]["search"]!["score"]! > (double)other["search"]!["score"]!));
        // Born in another year and with another number in the same register: certainly not.
        Assert.DoesNotContain($"Patient/{id[..30]}c", all.References);
        Assert.Equal([$"Patient/{id[..30]}a"], (await MatchAsync("front-desk", sought, true)).Expect(200).References);
        sought.Remove("identifier");
        Assert.Empty((await MatchAsync("front-desk", sought, true)).Expect(200).References);
        Assert.Empty((await MatchAsync("patient", sought, false)).Expect(200).References);
        (await MatchAsync("administrator", sought, false)).ExpectOutcome(403);
        (await clinic.As("physician").PostAsync("fhir/Patient/$match", Chart.Resource("""{"resourceType":"Parameters"}"""))).ExpectOutcome(400);
    }

    private Task<Reply> MatchAsync(string role, JsonObject patient, bool onlyCertain) => clinic.As(role).PostAsync("fhir/Patient/$match", new JsonObject
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray(new JsonObject { ["name"] = "resource", ["resource"] = patient.DeepClone() }, new JsonObject { ["name"] = "onlyCertainMatches", ["valueBoolean"] = onlyCertain }),
    });

    private static PersonFeatures Features(string json) => PersonFeatures.Of(ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!);
}
