using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Fhir.Search.Added;

namespace Carewright.Fhir.Tests.Search;

public sealed class SearchParameterReaderTests
{
    private const string Url = "http://example.org/SearchParameter/x";

    private static ResourceDocument Parse(string json) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!;

    private static SearchParameterOutcome Read(string code, string type, string expression, string bases = "\"Patient\"") => SearchParameterReader.Read(Parse(
        $$"""{"resourceType":"SearchParameter","url":"{{Url}}","status":"active","code":"{{code}}","base":[{{bases}}],"type":"{{type}}","expression":"{{expression}}"}"""));

    private static FhirModel With(SearchParameterDefinition definition, string? why = null) => FhirModel.R4.With(new SearchParameterLayer(
        new Dictionary<string, IReadOnlyList<SearchParameterDefinition>> { ["Patient"] = [definition] }, (type, code) => type == "Patient" && code == "pending" ? why : null));

    [Theory]
    [InlineData("Patient.extension('http://e/a').value")]
    [InlineData("Patient.extension.where(url = 'http://e/a').value")]
    [InlineData("Patient.extension('http://e/a').value.ofType(code)")]
    [InlineData("Patient.extension('http://e/a').value as code")]
    [InlineData("Patient.extension.where(url = 'http://e/a').valueCode")]
    [InlineData("Resource.extension('http://e/a').value")]
    public void Values_of_extensions_are_extracted(string expression)
    {
        var definition = Read("place", "token", expression).Definition!;
        Assert.True(definition.IsAdded);
        var patient = Parse("""{"resourceType":"Patient","id":"p","extension":[{"url":"http://e/b","valueCode":"no"},{"url":"http://e/a","valueCode":"north"},{"url":"http://e/a","valueCode":"south"}]}""");
        var values = SearchExtractor.Extract(patient, With(definition)).Where(value => value.Parameter == definition).Select(value => value.Text);
        Assert.Equal(["north", "south"], values);
    }

    [Fact]
    public void A_long_url_is_compared_whole()
    {
        var url = "http://example.org/" + new string('a', 300);
        var definition = Read("place", "token", $"Patient.extension.where(url = '{url}').value").Definition!;
        var patient = Parse($$"""{"resourceType":"Patient","extension":[{"url":"{{url}}","valueCode":"north"},{"url":"{{url}}b","valueCode":"south"}]}""");
        Assert.Equal(["north"], SearchExtractor.Extract(patient, With(definition)).Where(value => value.Parameter == definition).Select(value => value.Text));
    }

    [Theory]
    [InlineData("birthdate", "date", "Patient.birthDate", "\"Patient\"", "PARAM-CODE-TAKEN")]
    [InlineData("a b", "token", "Patient.gender", "\"Patient\"", "PARAM-CODE")]
    [InlineData("_x", "token", "Patient.gender", "\"Patient\"", "PARAM-CODE")]
    [InlineData("x", "special", "Patient.gender", "\"Patient\"", "PARAM-SPECIAL")]
    [InlineData("x", "token", "", "\"Patient\"", "PARAM-EXPRESSION")]
    [InlineData("x", "token", "Patient.gender(", "\"Patient\"", "PARAM-EXPRESSION")]
    [InlineData("x", "token", "Patient.gender", "\"Pacient\"", "PARAM-BASE")]
    [InlineData("x", "token", "Patient.gender", "\"Patient\",\"Observation\"", "PARAM-EXPRESSION-BASE")]
    [InlineData("x", "date", "Patient.birthDate | today()", "\"Patient\"", "PARAM-EXPRESSION")]
    [InlineData("x", "string", "Patient.link.other.resolve().name", "\"Patient\"", "PARAM-EXPRESSION")]
    public void What_cannot_be_indexed_is_told(string code, string type, string expression, string bases, string issue)
    {
        var outcome = Read(code, type, expression, bases);
        Assert.Null(outcome.Definition);
        Assert.Contains(outcome.Issues, one => one.Code == issue && one.Location is not null);
    }

    [Fact]
    public void What_R4_publishes_needs_nothing_done() =>
        Assert.Equal((null, 0), (SearchParameterReader.Read(Parse("""{"resourceType":"SearchParameter","url":"http://hl7.org/fhir/SearchParameter/Patient-active","code":"active","base":["Patient"],"type":"token"}""")) is { } outcome ? outcome.Definition : null, 0));

    [Fact]
    public void A_parameter_that_is_being_indexed_is_refused_in_every_place_of_a_query()
    {
        var model = With(Read("place", "reference", "Patient.extension('http://e/a').value").Definition!, "being indexed: 41 %");
        foreach (var (type, name, value) in new[] { ("Patient", "pending", "x"), ("Patient", "_sort", "pending"), ("Patient", "_include", "Patient:pending"), ("Observation", "subject.pending", "x"), ("Patient", "_filter", "pending eq x"), ("Organization", "_has:Patient:organization:pending", "x") })
            foreach (var handling in new[] { SearchHandling.Strict, SearchHandling.Lenient })
            {
                var outcome = SearchRequest.Parse(type, [new(name, value)], model, handling);
                Assert.Null(outcome.Request);
                Assert.Contains(outcome.Issues, issue => issue.Code == "SEARCH-BEING-INDEXED" && issue.Message.Contains("41 %", StringComparison.Ordinal));
            }
        Assert.NotNull(SearchRequest.Parse("Patient", [new("place", "Patient/1"), new("_include", "Patient:place")], model, SearchHandling.Strict).Request);
    }
}
