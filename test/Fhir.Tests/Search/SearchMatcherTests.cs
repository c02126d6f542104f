using System.Globalization;
using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Fhir.Tests.Search;

public sealed class SearchMatcherTests
{
    private const string Patient = """
        {"resourceType":"Patient","id":"p1","name":[{"family":"Ångström-Smith","given":["Ana María"]}],"gender":"female","birthDate":"1970-02-03",
         "identifier":[{"type":{"coding":[{"system":"http://v2","code":"MR"}]},"system":"urn:mrn","value":"12"},{"value":"bare"}],
         "generalPractitioner":[{"reference":"Practitioner/9","identifier":{"system":"npi","value":"7"}}],"maritalStatus":{"text":"x"}}
        """;

    private const string Observation = """
        {"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8302-2","display":"Body Height"}]},"subject":{"reference":"Patient/p1"},
         "effectivePeriod":{"start":"2020-01-10","end":"2020-01-20"},"valueQuantity":{"value":150.2,"unit":"cm","system":"http://unitsofmeasure.org","code":"cm"},
         "component":[{"code":{"coding":[{"code":"a"}]},"valueQuantity":{"value":1}},{"code":{"coding":[{"code":"b"}]},"valueQuantity":{"value":2}}]}
        """;

    private static bool Matches(string json, string name, string value)
    {
        var document = SearchExtractorTests.Parse(json);
        return SearchMatcher.Matches(document, SearchRequestTests.Criterion(document.ResourceType, name, value));
    }

    [Theory]
    [InlineData("name", "angstrom", true)]
    [InlineData("name", "ANGSTROM SM", true)]
    [InlineData("name", "smith", false)]
    [InlineData("name:contains", "smith", true)]
    [InlineData("name:exact", "Ana María", true)]
    [InlineData("name:exact", "ana maria", false)]
    [InlineData("given", "ana m", true)]
    [InlineData("given", "bob,ana", true)]
    [InlineData("gender", "female", true)]
    [InlineData("gender", "http://hl7.org/fhir/administrative-gender|female", true)]
    [InlineData("gender", "http://other|female", false)]
    [InlineData("gender", "Female", false)]
    [InlineData("gender:not", "male", true)]
    [InlineData("gender:not", "male,female", false)]
    [InlineData("gender:missing", "false", true)]
    [InlineData("language:missing", "true", true)]
    [InlineData("language:not", "en", true)]
    [InlineData("identifier", "urn:mrn|12", true)]
    [InlineData("identifier", "urn:mrn|", true)]
    [InlineData("identifier", "12", true)]
    [InlineData("identifier", "|12", false)]
    [InlineData("identifier", "|bare", true)]
    [InlineData("identifier", "http://v2|12", false)]
    [InlineData("identifier:of-type", "http://v2|MR|12", true)]
    [InlineData("identifier:of-type", "http://v2|MR|13", false)]
    [InlineData("birthdate", "1970", true)]
    [InlineData("birthdate", "1970-02-03", true)]
    [InlineData("birthdate", "1970-02-03T10:00Z", false)]
    [InlineData("birthdate", "ne1970-02-03", false)]
    [InlineData("birthdate", "gt1970-02-03", false)]
    [InlineData("birthdate", "ge1970-02-03", true)]
    [InlineData("birthdate", "lt1970-02-04", true)]
    [InlineData("birthdate", "sa1970-02-02", true)]
    [InlineData("birthdate", "eb1970-02-03", false)]
    [InlineData("general-practitioner", "Practitioner/9", true)]
    [InlineData("general-practitioner", "9", true)]
    [InlineData("general-practitioner:Practitioner", "9", true)]
    [InlineData("general-practitioner:Organization", "9", false)]
    [InlineData("general-practitioner:identifier", "npi|7", true)]
    [InlineData("general-practitioner:identifier", "7", true)]
    [InlineData("general-practitioner:identifier", "npi|", true)]
    [InlineData("general-practitioner:identifier", "np|", false)]
    [InlineData("_id", "p1", true)]
    [InlineData("_id", "P1", false)]
    [InlineData("deceased", "false", true)]
    [InlineData("identifier:text", "M", false)]
    public void A_patient_matches(string name, string value, bool expected) => Assert.Equal(expected, Matches(Patient, name, value));

    [Theory]
    [InlineData("code:text", "body", true)]
    [InlineData("code:text", "height", false)]
    [InlineData("date", "2020-01", true)]
    [InlineData("date", "2020-01-15", false)]
    [InlineData("date", "ap2020-01-15", true)]
    [InlineData("date", "gt2020-01-15", true)]
    [InlineData("date", "lt2020-01-15", true)]
    [InlineData("date", "sa2020-01-15", false)]
    [InlineData("date", "sa2020-01-09", true)]
    [InlineData("date", "eb2020-01-21", true)]
    [InlineData("date", "gt2020-01-20", false)]
    [InlineData("date", "ge2020-01-20", false)]
    [InlineData("value-quantity", "150", true)]
    [InlineData("value-quantity", "150.0", false)]
    [InlineData("value-quantity", "150.2|http://unitsofmeasure.org|cm", true)]
    [InlineData("value-quantity", "150.2|http://unitsofmeasure.org|m", false)]
    [InlineData("value-quantity", "150.2||cm", true)]
    [InlineData("value-quantity", "gt150.2", false)]
    [InlineData("value-quantity", "ge150.2", true)]
    [InlineData("value-quantity", "lt150.3||cm", true)]
    [InlineData("value-quantity", "ap140", true)]
    [InlineData("value-quantity", "ne150.20", false)]
    [InlineData("value-quantity", "ne151", true)]
    [InlineData("code-value-quantity", "8302-2$gt150", true)]
    [InlineData("code-value-quantity", "8302-2$gt151", false)]
    [InlineData("component-code-value-quantity", "a$1", true)]
    [InlineData("component-code-value-quantity", "a$2", false)]
    [InlineData("component-code-value-quantity", "a$2,b$2", true)]
    [InlineData("combo-code-value-quantity:missing", "false", true)]
    public void An_observation_matches(string name, string value, bool expected) => Assert.Equal(expected, Matches(Observation, name, value));

    [Theory]
    [InlineData("42.25|-83.69|1|km", true)]
    [InlineData("42.26|-83.69|1|km", false)]
    [InlineData("42.26|-83.69|2|km", true)]
    [InlineData("42.26|-83.69", true)]
    [InlineData("42.26|-83.69|1200|m", true)]
    public void A_location_is_near(string value, bool expected) =>
        Assert.Equal(expected, Matches("""{"resourceType":"Location","position":{"longitude":-83.69,"latitude":42.25}}""", "near", value));

    [Theory]
    [InlineData("""{"valueQuantity":{"value":5,"comparator":"\u003c"}}""", "value-quantity", "lt1", true)]
    [InlineData("""{"valueQuantity":{"value":5,"comparator":"\u003e="}}""", "value-quantity", "gt9", true)]
    [InlineData("""{"subject":{"identifier":{"system":"urn:s","value":"a|b"}}}""", "subject:identifier", "urn:s|", true)]
    [InlineData("""{"subject":{"identifier":{"system":"urn:s","value":"a|b"}}}""", "subject:identifier", "urn:s|a\\|b", true)]
    [InlineData("""{"subject":{"identifier":{"system":"urn:s","value":"a|b"}}}""", "subject:identifier", "b", false)]
    [InlineData("""{"valueQuantity":{"value":0.0054,"system":"http://unitsofmeasure.org","code":"g"}}""", "value-quantity", "5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("""{"valueQuantity":{"value":0.00545,"system":"http://unitsofmeasure.org","code":"g"}}""", "value-quantity", "5.4|http://unitsofmeasure.org|mg", false)]
    [InlineData("""{"valueQuantity":{"value":0.00535,"system":"http://unitsofmeasure.org","code":"g"}}""", "value-quantity", "5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("""{"valueQuantity":{"value":37,"system":"http://unitsofmeasure.org","code":"Cel"}}""", "value-quantity", "98.6|http://unitsofmeasure.org|[degF]", true)]
    [InlineData("""{"valueQuantity":{"value":180,"system":"http://unitsofmeasure.org","code":"cm"}}""", "value-quantity", "ge1.8|http://unitsofmeasure.org|m", true)]
    [InlineData("""{"valueQuantity":{"value":180,"system":"http://unitsofmeasure.org","code":"cm"}}""", "value-quantity", "1.8||m", false)]
    [InlineData("""{"valueQuantity":{"value":180,"system":"http://unitsofmeasure.org","code":"cm"}}""", "value-quantity", "gt0|http://unitsofmeasure.org|kg", false)]
    [InlineData("""{"valueQuantity":{"value":5,"comparator":"<","system":"http://unitsofmeasure.org","code":"mg"}}""", "value-quantity", "lt0.001|http://unitsofmeasure.org|g", true)]
    public void What_is_written_in_an_odd_way_is_found(string members, string name, string value, bool expected) =>
        Assert.Equal(expected, Matches($$"""{"resourceType":"Observation","id":"o1",{{members[1..]}}""", name, value));

    [Fact]
    public void A_forward_chain_needs_a_resolver_and_a_reverse_one_is_refused()
    {
        var observation = SearchExtractorTests.Parse(Observation);
        var patient = SearchExtractorTests.Parse(Patient);
        var chain = SearchRequestTests.Criterion("Observation", "subject:Patient.name", "angstrom");
        Assert.True(SearchMatcher.Matches(observation, chain, reference => reference == "Patient/p1" ? patient : null));
        Assert.False(SearchMatcher.Matches(observation, chain, _ => null));
        Assert.Throws<ArgumentException>(() => SearchMatcher.Matches(observation, chain));
        var reverse = SearchRequestTests.Criterion("Patient", "_has:Observation:patient:code", "8302-2");
        Assert.False(SearchMatcher.CanDecide(reverse, withResolver: true));
    }

    /// <summary>Answers computed straight from the JSON, without this engine, for the parameters that charts ask by.</summary>
    [Fact]
    public async Task Answers_equal_those_computed_from_the_JSON()
    {
        var documents = await Synthea.Resources();
        var observations = documents.Where(document => document.ResourceType == "Observation").Where((_, i) => i % 5 == 0).ToList();
        Check(observations, "code", "http://loinc.org|8302-2", root => Codings(root, "code").Any(coding => coding == ("http://loinc.org", "8302-2")));
        Check(observations, "code:not", "8302-2", root => Codings(root, "code").All(coding => coding.Code != "8302-2"));
        Check(observations, "status", "final", root => root.GetProperty("status").GetString() == "final");
        Check(observations, "date", "ge2015-06", root => Instant(root, "effectiveDateTime") is { } at && at >= new DateTime(2015, 6, 1));
        Check(observations, "date", "2016", root => Instant(root, "effectiveDateTime")?.Year == 2016);
        Check(observations, "date", "lt2012-03-01T12:00:00Z", root => Instant(root, "effectiveDateTime") is { } at && at < new DateTime(2012, 3, 1, 12, 0, 0));
        Check(observations, "value-quantity", "gt100||cm", root => Quantity(root) is { Unit: "cm" } value && value.Number > 100);
        Check(observations, "value-quantity", "25|http://unitsofmeasure.org|kg/m2", root => Quantity(root) is { Unit: "kg/m2" } value && value.Number >= 24.5m && value.Number < 25.5m);
        Check(observations, "value-quantity:missing", "true", root => Quantity(root) is null);
        var subject = JsonDocument.Parse(observations[0].Utf8).RootElement.GetProperty("subject").GetProperty("reference").GetString()!;
        Check(observations, "subject", subject, root => root.GetProperty("subject").GetProperty("reference").GetString() == subject, atLeast: 1);

        var patients = documents.Where(document => document.ResourceType == "Patient").ToList();
        Check(patients, "family:contains", "er", root => root.GetProperty("name").EnumerateArray().Any(name => name.GetProperty("family").GetString()!.Contains("er", StringComparison.OrdinalIgnoreCase)));
        Check(patients, "gender:not", "male", root => root.GetProperty("gender").GetString() != "male");
        Check(patients, "birthdate", "lt1980", root => string.CompareOrdinal(root.GetProperty("birthDate").GetString(), "1980") < 0);
        Check(patients, "deceased", "true", root => root.TryGetProperty("deceasedDateTime", out _), atLeast: 0);
    }

    /// <summary>Every value that a resource yields finds the resource again, through the query language and back.</summary>
    [Fact]
    public async Task What_is_extracted_is_found_again()
    {
        var found = 0;
        foreach (var document in (await Synthea.Resources()).Where((_, i) => i % 50 == 0))
        {
            foreach (var value in SearchExtractor.Extract(document))
            {
                if (Query(value) is not { } query)
                    continue;
                var criterion = SearchRequestTests.Criterion(document.ResourceType, query.Name, query.Value);
                Assert.True(SearchMatcher.Matches(document, criterion), $"{document.ResourceType}?{query.Name}");
                found++;
            }
        }
        Assert.True(found > 2_000, $"only {found}");
    }

    private static (string Name, string Value)? Query(SearchValue value) => value switch
    {
        { Component: not 0 } => null,
        { Kind: SearchKind.Token, Text: not null } => (value.Parameter.Code, SearchEscapes.Encode(value.System ?? "") + "|" + SearchEscapes.Encode(value.Text)),
        { Kind: SearchKind.String } => (value.Parameter.Code + ":exact", SearchEscapes.Encode(value.Text!)),
        { Kind: SearchKind.Uri } => (value.Parameter.Code, SearchEscapes.Encode(value.Text!)),
        { Kind: SearchKind.Reference, Text: not null } => (value.Parameter.Code, SearchEscapes.Encode(value.Text)),
        { Kind: SearchKind.Number or SearchKind.Quantity } => (value.Parameter.Code, "ge" + value.NumberLow.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static void Check(List<ResourceDocument> documents, string name, string value, Func<JsonElement, bool> expected, int atLeast = 1)
    {
        var criterion = SearchRequestTests.Criterion(documents[0].ResourceType, name, value);
        var matches = 0;
        foreach (var document in documents)
        {
            using var json = JsonDocument.Parse(document.Utf8);
            var wanted = expected(json.RootElement);
            Assert.True(wanted == SearchMatcher.Matches(document, criterion), $"{name}={value}: {document.ResourceType}/{document.Id}");
            matches += wanted ? 1 : 0;
        }
        Assert.InRange(matches, atLeast, documents.Count);
    }

    private static IEnumerable<(string? System, string? Code)> Codings(JsonElement root, string element) =>
        root.GetProperty(element).GetProperty("coding").EnumerateArray().Select(coding => (coding.GetProperty("system").GetString(), coding.GetProperty("code").GetString()));

    private static DateTime? Instant(JsonElement root, string element) =>
        root.TryGetProperty(element, out var date) ? DateTimeOffset.Parse(date.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime : null;

    private static (decimal Number, string? Unit)? Quantity(JsonElement root) =>
        root.TryGetProperty("valueQuantity", out var quantity) ? (quantity.GetProperty("value").GetDecimal(), quantity.GetProperty("code").GetString()) : null;
}
