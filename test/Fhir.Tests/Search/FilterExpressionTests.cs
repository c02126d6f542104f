using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Fhir.Tests.Search;

/// <summary><c>_filter</c> and full text, decided on opened resources.</summary>
public sealed class FilterExpressionTests
{
    private static readonly ResourceDocument s_patient = Parse("""
        {"resourceType":"Patient","active":true,"name":[{"family":"O'Brien","given":["Anna Maria"]},{"family":"Smith, Jones"}],"gender":"female","birthDate":"1980-05-17",
        "identifier":[{"system":"urn:mrn","value":"A-1"}],"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Prefers <b>morning</b> visits &amp; calls</p></div>"}}
        """);

    [Theory]
    [InlineData("gender eq female", true)]
    [InlineData("gender eq male", false)]
    [InlineData("gender ne male", true)]
    [InlineData("not (gender eq male)", true)]
    [InlineData("not(gender eq female)", false)]
    [InlineData("family eq obrien", true)]
    [InlineData("family eq obri", false)]
    [InlineData("family sw \"o'b\"", true)]
    [InlineData("family ew ien", true)]
    [InlineData("family ew bri", false)]
    [InlineData("family co rie", true)]
    [InlineData("family eq \"Smith, Jones\"", true)]
    [InlineData("given co \"na ma\"", true)]
    [InlineData("birthdate ge 1980", true)]
    [InlineData("birthdate gt 1980-05-17", false)]
    [InlineData("birthdate po 1980-05", true)]
    [InlineData("birthdate po 1981", false)]
    [InlineData("identifier eq urn:mrn|A-1", true)]
    [InlineData("identifier eq urn:other|A-1", false)]
    [InlineData("death-date pr false", true)]
    [InlineData("birthdate pr false", false)]
    [InlineData("gender eq male or family co rien and birthdate lt 1990", true)]
    [InlineData("(gender eq male or family co rien) and birthdate lt 1970", false)]
    [InlineData("gender eq male or gender eq other or active eq true", true)]
    [InlineData("active eq true or gender eq female and gender eq male", false)]
    [InlineData("gender eq male and gender eq male or active eq true", true)]
    [InlineData("given ne anna", true)]
    [InlineData("gender ne female", false)]
    [InlineData("death-date ne 2020", false)]
    [InlineData("identifier eq \"urn:mrn|A-1\"", true)]
    [InlineData("family eq \"\\u004f'Brien\"", true)]
    public void A_filter_holds_as_it_reads(string filter, bool expected)
    {
        var request = Request(("_filter", filter));
        Assert.Equal(expected, request.Filters.All(Holds));
        Assert.Equal("_filter=" + Uri.EscapeDataString(filter).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal), request.ToQueryString());
    }

    [Theory]
    [InlineData("_text", "morning", true)]
    [InlineData("_text", "MORN calls", true)]
    [InlineData("_text", "\"morning visits\"", true)]
    [InlineData("_text", "\"visits morning\"", false)]
    [InlineData("_text", "brien", false)]
    [InlineData("_text", "xhtml", false)]
    [InlineData("_content", "obrien morning", true)]
    [InlineData("_content", "orning", false)]
    [InlineData("_content", "evening,morning", true)]
    public void Words_are_found_where_they_stand(string parameter, string value, bool expected) =>
        Assert.Equal(expected, SearchMatcher.Matches(s_patient, Request((parameter, value)).Criteria[0]));

    [Fact]
    public void The_text_of_a_note_is_found_in_its_attachment()
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes("Reports a rash after amoxicillin"));
        var note = Parse($$"""{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"contentType":"text/plain; charset=utf-8","data":"{{data}}"} }]}""");
        Assert.True(SearchMatcher.Matches(note, SearchRequest.Parse("DocumentReference", [new("_content", "amoxi rash")], FhirModel.R4, SearchHandling.Strict).Request!.Criteria[0]));
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("(", 200)) + "active eq true" + string.Concat(Enumerable.Repeat(")", 200));
        var lengthy = string.Join(" or ", Enumerable.Repeat("active eq true", 500));
        foreach (var filter in new[] { deep, lengthy })
            Assert.Null(SearchRequest.Parse("Patient", [new("_filter", filter)], FhirModel.R4, SearchHandling.Strict).Request);
    }

    private static bool Holds(FilterExpression filter) => filter switch
    {
        FilterAll all => all.Parts.All(Holds),
        FilterAny any => any.Parts.Any(Holds),
        FilterNot not => !Holds(not.Part),
        FilterCriterion leaf => SearchMatcher.Matches(s_patient, leaf.Criterion),
        _ => throw new InvalidOperationException(),
    };

    private static SearchRequest Request((string Name, string Value) pair)
    {
        var outcome = SearchRequest.Parse("Patient", [new(pair.Name, pair.Value)], FhirModel.R4, SearchHandling.Strict);
        Assert.True(outcome.Request is not null, string.Join('\n', outcome.Issues.Select(issue => issue.Message)));
        return outcome.Request;
    }

    private static ResourceDocument Parse(string json) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!;
}
