using System.Text;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Tests.Json;

public sealed class ResourceEditorTests
{
    private const string Patient = """
        {
          "name": [ { "given": ["A b", "C"], "_given": [null, {"id": "g"}] } ],
          "resourceType" : "Patient",
          "meta": { "profile": ["http://p"], "versionId": "1", "tag": [ {"system": "s", "code": "c"} ] },
          "id": "old", "active": true, "_birthDate": {"extension": [{"url": "u", "valueDecimal": 1.50}]},
          "managingOrganization": { "reference": "urn:uuid:1", "display": "x\u0041" }
        }
        """;

    private static ResourceDocument Parse(string json)
    {
        var outcome = ResourceDocumentTests.Parse(json);
        Assert.Empty(outcome.Issues);
        return outcome.Document!;
    }

    private static string Rewrite(string json, ResourceEdits edits)
    {
        var bytes = ResourceEditor.Rewrite(Parse(json), edits);
        Assert.Empty(ResourceDocument.Parse(bytes).Issues);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    [Fact]
    public void Without_edits_only_white_space_goes() => Assert.Equal(
        """{"name":[{"given":["A b","C"],"_given":[null,{"id":"g"}]}],"resourceType":"Patient","meta":{"profile":["http://p"],"versionId":"1","tag":[{"system":"s","code":"c"}]},"""
        + "\"id\":\"old\"" + ""","active":true,"_birthDate":{"extension":[{"url":"u","valueDecimal":1.50}]},"managingOrganization":{"reference":"urn:uuid:1","display":"x\u0041"}}""",
        Rewrite(Patient, ResourceEdits.None));

    [Fact]
    public void Id_and_meta_are_set_at_the_front()
    {
        var edits = new ResourceEdits { Id = "new", VersionId = 7, LastUpdated = new DateTimeOffset(2024, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)), AddTags = [new("s", "c"), new("s", "d")] };
        Assert.StartsWith(
            """{"resourceType":"Patient","id":"new","meta":{"versionId":"7","lastUpdated":"2024-01-02T01:04:05.678Z","profile":["http://p"],"tag":[{"system":"s","code":"c"},{"system":"s","code":"d"}]},"name":[""",
            Rewrite(Patient, edits), StringComparison.Ordinal);
        Assert.Equal("""{"resourceType":"Patient","id":"a","meta":{"security":[{"system":"x","code":"R"}]},"active":true}""",
            Rewrite("""{"resourceType":"Patient","active":true}""", new ResourceEdits { Id = "a", AddSecurity = [new("x", "R")] }));
    }

    [Fact]
    public void A_meta_that_loses_everything_goes() =>
        Assert.Equal("""{"resourceType":"Patient","active":true}""",
            Rewrite("""{"resourceType":"Patient","meta":{"tag":[{"system":"s","code":"c"}]},"active":true}""", new ResourceEdits { RemoveTags = [new("s", "c")] }));

    [Fact]
    public void Links_are_rewritten_in_references_uris_and_narratives()
    {
        const string json = """
            {"resourceType":"Observation","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"urn:uuid:1\">x</a> urn:uuid:1 <img src='urn:uuid:1'/></div>"},
             "status":"final","code":{"text":"urn:uuid:1"},"subject":{"reference":"urn:uuid:1"},"extension":[{"url":"u","valueUrl":"urn:uuid:1"}],"valueString":"urn:uuid:1"}
            """;
        var text = Rewrite(json, new ResourceEdits { ReplaceUri = e => e.ValueEquals("urn:uuid:1"u8) ? "Patient/9" : null, ReplaceNarrativeLink = l => l == "urn:uuid:1" ? "Patient/9" : null });
        Assert.Contains("""href=\"Patient/9\">x</a> urn:uuid:1 <img src='Patient/9'/>""", text, StringComparison.Ordinal);
        Assert.Contains("""{"reference":"Patient/9"}""", text, StringComparison.Ordinal);
        Assert.Contains("\"valueUrl\":\"Patient/9\"", text, StringComparison.Ordinal);
        Assert.Contains("\"code\":{\"text\":\"urn:uuid:1\"}", text, StringComparison.Ordinal);
        Assert.EndsWith("\"valueString\":\"urn:uuid:1\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropped_elements_take_what_is_left_empty_along()
    {
        Assert.Equal("""{"resourceType":"Patient","id":"old","name":[{"given":["A b","C"],"_given":[null,{"id":"g"}]}],"active":true}""",
            Rewrite(Patient, new ResourceEdits { Drop = e => e.Name is "meta" or "extension" or "reference" or "display" }));
        Assert.Equal("""{"resourceType":"Patient","active":true}""",
            Rewrite("""{"resourceType":"Patient","name":[{"given":["A","B"],"_given":[null,{"id":"g"}]}],"active":true}""", new ResourceEdits { Drop = e => e.Name == "given" }));
        Assert.Equal("""{"resourceType":"Patient","name":[{"_given":[{"id":"g"}]}]}""",
            Rewrite("""{"resourceType":"Patient","name":[{"given":["A",null],"_given":[null,{"id":"g"}]}]}""", new ResourceEdits { Drop = e => e.HasValue && e.Name == "given" }));
        Assert.Equal("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient"}}]}""",
            Rewrite("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","active":true}}]}""", new ResourceEdits { Drop = e => e.Name == "active" }));
    }

    [Fact]
    public void Summaries_keep_what_the_definitions_say_and_are_tagged()
    {
        const string json = """
            {"resourceType":"Observation","id":"o","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"status":"final","code":{"text":"c"},
             "note":[{"text":"n"}],"subject":{"reference":"Patient/1"},"valueString":"v","referenceRange":[{"text":"r"}],"component":[{"code":{"text":"d"},"valueString":"w","referenceRange":[{"text":"r"}]}]}
            """;
        const string tag = "\"meta\":" + """{"tag":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"Resource encoded in summary mode"}]}""";
        const string start = """{"resourceType":"Observation","id":"o",""" + tag;
        Assert.Equal(start + ""","status":"final","code":{"text":"c"},"subject":{"reference":"Patient/1"},"valueString":"v","component":[{"code":{"text":"d"},"valueString":"w"}]}""", Rewrite(json, ResourceEdits.SummaryTrue));
        Assert.Equal(start + ""","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"status":"final","code":{"text":"c"}}""", Rewrite(json, ResourceEdits.SummaryText));
        Assert.Equal(start + ""","status":"final","code":{"text":"c"},"subject":{"reference":"Patient/1"}}""", Rewrite(json, ResourceEdits.Elements(["subject"])));
        Assert.DoesNotContain("\"text\":{\"status\"", Rewrite(json, ResourceEdits.SummaryData), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":true,"id":"a"}""", """{"id":"a","resourceType":"Patient", "active":true,"meta":{"versionId":"1"}}""", true)]
    [InlineData("""{"resourceType":"Patient","gender":"male"}""", """{"resourceType":"Patient","gender":"m\u0061le"}""", true)]
    [InlineData("""{"resourceType":"Patient","gender":"male"}""", """{"resourceType":"Patient","gender":"female"}""", false)]
    [InlineData("""{"resourceType":"Patient","active":true}""", """{"resourceType":"Patient","active":false}""", false)]
    [InlineData("""{"resourceType":"Patient","active":true}""", """{"resourceType":"Patient","active":true,"gender":"male"}""", false)]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"u","valueDecimal":1.0}]}""", """{"resourceType":"Patient","extension":[{"url":"u","valueDecimal":1.00}]}""", false)]
    [InlineData("""{"resourceType":"Patient","meta":{"lastUpdated":"2020-01-01T00:00:00Z","source":"a"}}""", """{"resourceType":"Patient","meta":{"source":"a"}}""", true)]
    [InlineData("""{"resourceType":"Patient","meta":{"source":"b"}}""", """{"resourceType":"Patient","meta":{"source":"a"}}""", false)]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a","b"]}]}""", """{"resourceType":"Patient","name":[{"given":["b","a"]}]}""", false)]
    [InlineData("""{"resourceType":"Patient","_active":{"id":"x"}}""", """{"resourceType":"Patient","_active":{"id":"y"}}""", false)]
    public void Content_is_equal_or_not(string left, string right, bool isEqual)
    {
        Assert.Equal(isEqual, ResourceEditor.ContentEquals(Parse(left), Parse(right)));
        Assert.Equal(isEqual, ResourceEditor.ContentEquals(Parse(right), Parse(left)));
    }
}
