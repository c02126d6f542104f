using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Tests.Search;
using Carewright.Fhir.Validation;
using Carewright.Kernel;

namespace Carewright.Fhir.Tests.Validation;

public sealed class ResourceValidatorTests
{
    private static IReadOnlyList<Issue> Validate(string json, ValidationOptions? options = null) => ResourceValidator.Validate(ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)), options);

    private static string[] Told(string json) => [.. Validate(json).Select(issue => $"{issue.Code} {issue.Location}")];

    [Theory]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50}}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},"gender":"other"}""")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"O"}],"managingOrganization":{"reference":"#o"}}""")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Provenance","id":"p","target":[{"reference":"#"}],"recorded":"2020-01-01T00:00:00Z","agent":[{"who":{"display":"d"}}]}]}""")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://x","extension":[{"url":"part","valueString":"v"}]}]}""")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"http://example.org/fhir/Group/1"}}""")]
    public void Sound_resources_have_no_issues(string json) => Assert.Empty(Told(json));

    [Fact]
    public void Everything_wrong_is_told_at_once_with_its_place()
    {
        const string Json = """
            {"resourceType":"Patient","id":"not_good","bogus":1,"gender":"robot","birthDate":"2019-02-29","name":[{"period":{"start":"2020","end":"2019"}}],
             "contact":[{"gender":"male"}],"link":[{"other":{"reference":"Device/1"}}],"extension":[{"url":"relative","valueString":"x"}]}
            """;
        Assert.Equal(
            [
                "JSON-UNKNOWN-ELEMENT Patient.bogus",
                "VAL-CODE Patient.gender",
                "VAL-EXTENSION-URL Patient.extension[0].url",
                "VAL-FORMAT Patient.birthDate",
                "VAL-FORMAT Patient.id",
                "VAL-INVARIANT Patient.contact[0]",
                "VAL-INVARIANT Patient.name[0].period",
                "VAL-MIN Patient.link[0]",
                "VAL-REFERENCE-TARGET Patient.link[0].other",
            ],
            Told(Json).Order(StringComparer.Ordinal));
        Assert.All(Validate(Json), issue => Assert.True(issue.IsError && issue.Line > 0 && issue.Column > 0 && issue.Spec is not null));
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation","status":"final"}""", "VAL-MIN Observation")]
    [InlineData("""{"resourceType":"Observation","code":{"text":"x"},"_status":{"id":"i"}}""", "VAL-INVARIANT Observation.status")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"a","valueInteger":1}""", "JSON-DUPLICATE-CHOICE Observation.value,VAL-MAX Observation.value")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"a","dataAbsentReason":{"text":"b"}}""", "VAL-INVARIANT Observation")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"referenceRange":[{"appliesTo":[{"text":"x"}]}]}""", "VAL-INVARIANT Observation.referenceRange[0]")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"effectiveDateTime":"2020-01-01T10:00:00"}""", "VAL-FORMAT Observation.effective")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"#p"}}""", "VAL-REFERENCE-CONTAINED Observation.subject")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Organization/1"}}""", "VAL-REFERENCE-TARGET Observation.subject")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"urn:uuid:1","type":"Organization"}}""", "VAL-REFERENCE-TARGET Observation.subject")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/1","type":"Group"}}""", "VAL-REFERENCE-TYPE Observation.subject")]
    [InlineData("""{"resourceType":"Observation","contained":[{"resourceType":"Organization","id":"o","name":"O"}],"status":"final","code":{"text":"x"},"subject":{"reference":"#o"}}""", "VAL-REFERENCE-TARGET Observation.subject")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"O"}]}""", "VAL-INVARIANT Patient")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://x"}]}""", "VAL-INVARIANT Patient.extension[0]")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://x","valueString":"a","extension":[{"url":"b","valueString":"c"}]}]}""", "VAL-INVARIANT Patient.extension[0]")]
    [InlineData("""{"resourceType":"Patient","extension":[{"valueString":"a"}]}""", "VAL-MIN Patient.extension[0]")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>a</script></div>"}}""", "VAL-NARRATIVE Patient.text.div")]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"x"}]}""", "VAL-INVARIANT Patient.name[0]")]
    [InlineData("""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"bogus"}]}}""", "VAL-CODE Condition.clinicalStatus")]
    [InlineData("""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"clinicalStatus":{"text":"active"}}""", "VAL-CODE Condition.clinicalStatus")]
    [InlineData("""{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"a","type":"string"},{"linkId":"b","type":"string"},{"linkId":"1","type":"string","enableWhen":[{"question":"a","operator":"exists","answerBoolean":true},{"question":"b","operator":"exists","answerBoolean":true}]}]}""", "VAL-INVARIANT Questionnaire.item[2]")]
    [InlineData("""{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","enableWhen":[{"question":"2","operator":"exists","answerBoolean":true}],"item":[{"linkId":"2","type":"string"}]}]}""", "VAL-ENABLE-WHEN-INNER Questionnaire.item[0].enableWhen[0]")]
    [InlineData("""{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"string","enableWhen":[{"question":"3","operator":"exists","answerBoolean":true}]}]}""", "VAL-ENABLE-WHEN Questionnaire.item[0].enableWhen[0]")]
    [InlineData("""{"resourceType":"SearchParameter","url":"http://x","name":"X","status":"draft","description":"d","code":"x","base":["Patient"],"type":"composite","expression":"Patient","component":[{"definition":"http://y","expression":"name"}]}""", "VAL-SEARCH-COMPOSITE SearchParameter")]
    [InlineData("""{"resourceType":"SearchParameter","url":"http://x","name":"X","status":"draft","description":"d","code":"x","base":["Patient"],"type":"string","expression":"Organization.name"}""", "VAL-SEARCH-EXPRESSION SearchParameter.expression")]
    [InlineData("""{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://hl7.org/fhir/ValueSet/example"}""", "VAL-CANONICAL-TARGET QuestionnaireResponse.questionnaire")]
    [InlineData("""{"resourceType":"Patient","name":[{"id":"n"},{"id":"n","family":"F"}]}""", "VAL-ELEMENT-ID Patient.name[1],VAL-INVARIANT Patient.name[0]")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"referenceRange":[{"low":{"value":1,"comparator":"<"}}]}""", "VAL-INVARIANT Observation.referenceRange[0].low,VAL-PROFILE-MAX Observation.referenceRange[0].low")]
    [InlineData("""{"resourceType":"Patient","modifierExtension":[{"url":"http://x","valueString":"y"}]}""", "VAL-EXTENSION-MODIFIER-UNKNOWN Patient.modifierExtension[0]")]
    [InlineData("""{"resourceType":"Patient","modifierExtension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"C"}}]}""", "VAL-EXTENSION-MODIFIER Patient.modifierExtension[0]")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueString":"C"}]}""", "VAL-PROFILE-VALUE-TYPE Patient.extension[0].value")]
    [InlineData("""{"resourceType":"Patient","birthDate":"2000-01-01","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"C"}}]}}""", "VAL-EXTENSION-CONTEXT Patient.birthDate.extension[0]")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-nationality","extension":[{"url":"bogus","valueString":"x"}]}]}""", "VAL-EXTENSION-PART Patient.extension[0].extension[0]")]
    public void Each_rule_is_told_where_it_breaks(string json, string expected) => Assert.Equal(expected.Split(','), Told(json).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}}]}""", "VAL-BUNDLE-REQUEST Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}""", "VAL-BUNDLE-REQUEST Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Patient"}}]}""", "VAL-BUNDLE-RESOURCE Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"transaction-response","entry":[{"resource":{"resourceType":"Patient"}}]}""", "VAL-BUNDLE-RESPONSE Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}}]}""", "VAL-BUNDLE-DUPLICATE Bundle.entry[1]")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"Patient/1","resource":{"resourceType":"Patient","id":"1"}}]}""", "VAL-BUNDLE-FULLURL Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://x/Patient/1","resource":{"resourceType":"Patient","id":"2"}}]}""", "VAL-BUNDLE-FULLURL Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:o","resource":{"resourceType":"Organization","name":"O"}},{"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","generalPractitioner":[{"reference":"urn:uuid:p"}]}}]}""", "VAL-REFERENCE-TARGET Bundle.entry[1].resource.generalPractitioner[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient"}}]}""", "VAL-BUNDLE-ID Bundle.entry[0]")]
    public void The_rules_of_Bundles_are_told_at_the_entry(string json, string expected) => Assert.Equal([expected], Told(json));

    [Theory]
    [InlineData("urn:uuid:o", "")]
    [InlineData("urn:uuid:x", "VAL-BUNDLE-DOCUMENT,VAL-BUNDLE-UNREACHED")]
    public void Everything_in_a_document_hangs_together(string author, string expected)
    {
        var json = $$$"""
            {"resourceType":"Bundle","type":"document","identifier":{"system":"http://x","value":"1"},"timestamp":"2020-01-01T00:00:00Z","entry":[
              {"fullUrl":"urn:uuid:c","resource":{"resourceType":"Composition","status":"final","type":{"text":"x"},"date":"2020","title":"t","author":[{"reference":"{{{author}}}"}]}},
              {"fullUrl":"urn:uuid:o","resource":{"resourceType":"Organization","name":"O"}},
              {"fullUrl":"urn:uuid:p","resource":{"resourceType":"PractitionerRole","organization":{"reference":"urn:uuid:o"} } }]}
            """;
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Validate(json).Select(issue => issue.Code).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Best_practice_is_told_only_when_asked_for()
    {
        const string Json = """{"resourceType":"Patient","gender":"male"}""";
        Assert.Empty(Validate(Json));
        var issue = Assert.Single(Validate(Json, new ValidationOptions { BestPractice = IssueSeverity.Information }));
        Assert.Equal((IssueSeverity.Information, "VAL-INVARIANT"), (issue.Severity, issue.Code));
        Assert.StartsWith("dom-6", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_stay_warnings()
    {
        var issue = Assert.Single(Validate("""{"resourceType":"ValueSet","status":"draft","name":"not a name"}"""));
        Assert.Equal((IssueSeverity.Warning, "VAL-INVARIANT"), (issue.Severity, issue.Code));
    }

    [Fact]
    public void A_persons_words_are_not_quoted()
    {
        Assert.All(Validate("""{"resourceType":"Patient","gender":"Jane Q. Public lives here"}"""), issue => Assert.DoesNotContain("Jane", issue.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_number_of_issues_is_bounded()
    {
        var names = string.Join(',', Enumerable.Repeat("""{"use":"bogus"}""", 1000));
        Assert.Equal(ValidationOptions.Default.MaxIssues + 1, Validate($$"""{"resourceType":"Patient","name":[{{names}}]}""").Count);
    }

    [Fact]
    public async Task The_Synthea_bundles_are_sound()
    {
        foreach (var bundle in await Synthea.Bundles())
            Assert.Empty(ResourceValidator.Validate(bundle));
    }

    [Fact]
    public async Task Mutated_resources_neither_crash_nor_hang()
    {
        var seeds = (await Synthea.Resources()).Where(document => document.Utf8.Length < 20_000).ToList();
        var random = new Random(5);
        for (var round = 0; round < 4_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Count)].Utf8.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)"{}[]\":,0a\\ -#é\0"[random.Next(15)];
            var outcome = ResourceDocument.Parse(bytes);
            ResourceValidator.Validate(outcome);
            if (outcome.Document is { } document)
                Carewright.Fhir.Search.SearchExtractor.Extract(document, (in Carewright.Fhir.Search.SearchValue _) => { });
        }
    }

    [Fact]
    public async Task Swapped_parts_of_resources_neither_crash_nor_hang()
    {
        // Whole values in the wrong places get further than single bytes: past the parser, into converters and invariants.
        string[] parts = ["{}", "[]", "null", "\"x\"", "1", "true", "{\"reference\":\"#\"}", "{\"coding\":[{}]}", "[null]", "[{\"url\":1}]", "{\"start\":\"2020\",\"end\":{}}", "\"\\ud800\"", "-1e400"];
        var seeds = (await Synthea.Resources()).Where(document => document.Utf8.Length < 20_000).ToList();
        var random = new Random(6);
        for (var round = 0; round < 4_000; round++)
        {
            var text = Encoding.UTF8.GetString(seeds[random.Next(seeds.Count)].Utf8.Span);
            var at = text.IndexOf(':', random.Next(text.Length));
            var end = at < 0 ? -1 : text.IndexOfAny([',', '}', ']'], at);
            if (end < 0)
                continue;
            var outcome = ResourceDocument.Parse(Encoding.UTF8.GetBytes(text[..(at + 1)] + parts[random.Next(parts.Length)] + text[end..]));
            ResourceValidator.Validate(outcome);
            if (outcome.Document is { } document)
                Carewright.Fhir.Search.SearchExtractor.Extract(document);
        }
    }
}
