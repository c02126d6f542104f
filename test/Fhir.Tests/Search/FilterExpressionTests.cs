using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Fhir.Tests.Search;

/// <summary><c>_filter</c> and full text, decided on opened resources.</summary>
public sealed class FilterExpressionTests
{
    private static readonly ResourceDocument s_patient = Parse("""
        {"resourceType":"Patient","active":true,"name":[{"use":"official","family":"O'Brien","given":["Anna Maria"]},{"use":"maiden","family":"Smith, Jones"}],"gender":"female","birthDate":"1980-05-17",
        "address":[{"use":"home","city":"Ulm","country":"DE"},{"use":"work","city":"Bonn","country":"AT"}],"identifier":[{"system":"urn:mrn","value":"A-1"}],"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Prefers <b>morning</b> visits &amp; calls</p></div>"}}
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
    [InlineData("name[use eq official].family eq obrien", true)]
    [InlineData("name[use eq maiden].family eq obrien", false)]
    [InlineData("name[use eq maiden or given sw anna].family sw o", true)]
    [InlineData("name[not (use eq official)].family eq obrien", false)]
    [InlineData("name.family co rien", true)]
    [InlineData("name[use eq maiden].given pr true", false)]
    [InlineData("name[use eq maiden].given pr false", true)]
    [InlineData("name[use eq official].given pr false", false)]
    [InlineData("name[use eq maiden].family ne obrien", true)]
    [InlineData("name[use eq maiden].family ne \"Smith, Jones\"", false)]
    [InlineData("address[use eq home].address-city eq ulm and not (address[use eq home].country eq AT)", true)]
    [InlineData("address[address-country eq DE].city eq bonn", false)]
    [InlineData("identifier[system eq urn:mrn].value eq A-1", true)]
    [InlineData("birthdate co 1980-05-17", true)]
    [InlineData("birthdate co 1980-05", false)]
    [InlineData("family gt n", true)]
    [InlineData("family gt S", false)]
    [InlineData("family lt p and family ge S", true)]
    [InlineData("_content co \"anna maria\"", true)]
    public void A_filter_holds_as_it_reads(string filter, bool expected)
    {
        var request = Request(("_filter", filter));
        Assert.Equal(expected, request.Filters.All(tree => tree.Holds(s_patient)));
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

    [Theory]
    [InlineData("gender gt male", "character 8: 'gt' does not compare with what 'gender' is")]
    [InlineData("gender co male", "character 8: 'co' compares texts")]
    [InlineData("gender re male", "'re' is about references")]
    [InlineData("birthdate sw 1980", "'sw' compares texts")]
    [InlineData("gender po 1980", "'po' compares periods")]
    [InlineData("family:exact co x", "':exact' stands with 'eq' alone")]
    [InlineData("family pr maybe", "'pr' is followed by true or false")]
    [InlineData("family in http://example.org/set", "The modifier ':in' does not apply to 'family'")]
    [InlineData("family is x", "'is' is not an operator")]
    [InlineData("family eq x and", "character 16: a comparison is written")]
    [InlineData("name[use eq official] pr true", "a filter in brackets is followed by a dot")]
    [InlineData("name[use eq official.family eq x", "a bracket is not closed")]
    [InlineData("name[use is official].family eq x", "character 10: 'is' is not an operator")]
    [InlineData("name[gender eq male].family eq x", "'gender' is neither a search parameter nor a child that can be compared below Patient.name")]
    [InlineData("name[use eq official].family.x eq y", "'name' leads to elements")]
    [InlineData("gender[use eq x].y eq z", "'gender' leads neither to a resource nor to elements")]
    [InlineData("related[type eq has-component].target pr true", "'related' is not a search parameter of Patient")]
    [InlineData("general-practitioner[bogus eq x].name eq y", "'bogus' is not a search parameter of")]
    [InlineData("link:Organization[name eq x].name eq y", "'link' does not refer to Organization")]
    [InlineData("_text gt x", "'_text' is compared by 'co'")]
    public void What_cannot_be_compared_is_refused_with_its_place(string filter, string why)
    {
        var outcome = SearchRequest.Parse("Patient", [new("_filter", filter)], FhirModel.R4, SearchHandling.Strict);
        Assert.Null(outcome.Request);
        Assert.Contains(outcome.Issues, issue => issue.Message.Contains(why, StringComparison.Ordinal) && issue.Location == "Patient?_filter");
    }

    [Theory]
    [InlineData("relatesTo[code eq replaces].target eq DocumentReference/a", true)]
    [InlineData("relatesTo[code eq replaces].target re DocumentReference/b", false)]
    [InlineData("relatesTo[code eq signs].target pr true", false)]
    public void The_names_that_filters_alone_have_are_known(string filter, bool expected)
    {
        var note = Parse("""
            {"resourceType":"DocumentReference","status":"current","relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/a"}},{"code":"appends","target":{"reference":"DocumentReference/b"}}],"content":[{"attachment":{"title":"x"}}]}
            """);
        var outcome = SearchRequest.Parse("DocumentReference", [new("_filter", filter)], FhirModel.R4, SearchHandling.Strict);
        Assert.True(outcome.Request is not null, string.Join('\n', outcome.Issues.Select(issue => issue.Message)));
        Assert.Equal(expected, outcome.Request.Filters[0].Holds(note));
    }

    [Theory]
    [InlineData(true, "component-code-value-quantity[code eq http://loinc.org|8480-6].component-value-quantity gt 120")]
    [InlineData(false, "component-code-value-quantity[code eq http://loinc.org|8462-4].component-value-quantity gt 120")]
    [InlineData(true, "component-code-value-quantity[component-code eq 8462-4].valueQuantity lt 90")]
    public void A_component_is_asked_as_one(bool expected, string filter)
    {
        var pressure = Parse("""
            {"resourceType":"Observation","status":"final","code":{"text":"x"},"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":140}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":80}}]}
            """);
        var outcome = SearchRequest.Parse("Observation", [new("_filter", filter)], FhirModel.R4, SearchHandling.Strict);
        Assert.True(outcome.Request is not null, string.Join('\n', outcome.Issues.Select(issue => issue.Message)));
        Assert.Equal(expected, outcome.Request.Filters[0].Holds(pressure));
    }

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

    private static SearchRequest Request((string Name, string Value) pair)
    {
        var outcome = SearchRequest.Parse("Patient", [new(pair.Name, pair.Value)], FhirModel.R4, SearchHandling.Strict);
        Assert.True(outcome.Request is not null, string.Join('\n', outcome.Issues.Select(issue => issue.Message)));
        return outcome.Request;
    }

    private static ResourceDocument Parse(string json) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!;
}
