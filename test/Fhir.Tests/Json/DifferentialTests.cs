using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;

namespace Carewright.Fhir.Tests.Json;

/// <summary>JSON and XML say the same: what is accepted in one form is accepted in the other and comes back as it was, however the content was damaged.</summary>
public sealed partial class DifferentialTests
{
    private static readonly JsonNode?[] s_odd = [null, "", " ", "\u0001", "\uFFFE", "a\u0301 \U0001F600", true, 0, -0.0, 1.50m, "<b>&amp;</b>", "]]>", "2020-02-30", new JsonArray(), new JsonObject(), new JsonArray("x", null)];

    private static readonly string[] s_seeds =
    [
        """
        {"resourceType":"Patient","id":"p1","meta":{"profile":["http://example.org/p"],"tag":[{"system":"urn:t","code":"x"}]},"contained":[{"resourceType":"Organization","id":"o","name":"In"}],
         "extension":[{"url":"urn:e","valueQuantity":{"value":1.50,"unit":"mg"}}],"active":true,"name":[{"family":"Ng","_given":[null,{"extension":[{"url":"urn:g","valueCode":"q"}]}],"given":["A","B"]}],
         "birthDate":"1980-05","_birthDate":{"extension":[{"url":"urn:b","valueDateTime":"1980-05-17T10:00:00Z"}]},"deceasedBoolean":false,"managingOrganization":{"reference":"#o"},"multipleBirthInteger":2}
        """,
        """
        {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}],"text":"pulse"},"effectivePeriod":{"start":"2020","end":"2021-02-03T04:05:06.789+01:00"},
         "valueQuantity":{"value":72.00,"comparator":"<","system":"http://unitsofmeasure.org","code":"/min"},"component":[{"code":{"text":"a"},"valueString":"x"},{"code":{"text":"b"},"valueRange":{"low":{"value":1e2}}}]}
        """,
        """
        {"resourceType":"Questionnaire","status":"draft","url":"http://example.org/q","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"choice","answerOption":[{"valueInteger":1},{"valueCoding":{"code":"c"}}],
         "enableWhen":[{"question":"1","operator":"=","answerDecimal":0.10}]}]},{"linkId":"2","text":"free","type":"string","maxLength":5}]}
        """,
        """
        {"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:0d3f2a6c-2f3b-4e3b-9d3a-000000000001","resource":{"resourceType":"Basic","code":{"text":"x"}}},{"resource":{"resourceType":"Parameters","parameter":[{"name":"a","valueBoolean":true}]}}]}
        """,
    ];

    private static readonly string[] s_values = ["", " ", "&#x1;", "&#10;a", "a&#x301; &#x1F600;", "true", "0", "-0.0", "1.50", "1e3", "&lt;b&gt;", "]]&gt;", "2020-02-30", "2020-02"];

    [Fact]
    public void Altered_resources_come_back_from_xml_as_they_were()
    {
        var seeds = s_seeds.Select(Encoding.UTF8.GetBytes).ToList();
        var compared = Many(random =>
        {
            var json = seeds[random.Next(seeds.Count)];
            for (var i = random.Next(3); i >= 0; i--)
                json = Altered(json, random);
            return ResourceDocument.Parse(json) is { IsAcceptable: true, Document: { } document } && Compared(document);
        });
        Assert.True(compared > 20, $"only {compared} were compared");
    }

    [Fact]
    public void What_is_read_from_altered_xml_is_read_from_its_json_too()
    {
        var seeds = s_seeds.Select(json => Encoding.UTF8.GetString(ToXml(ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!))).ToList();
        var compared = Many(random =>
        {
            var xml = seeds[random.Next(seeds.Count)];
            var places = Values().Matches(xml);
            if (places.Count > 0)
            {
                var place = places[random.Next(places.Count)];
                xml = xml[..place.Index] + $"value=\"{s_values[random.Next(s_values.Length)]}\"" + xml[(place.Index + place.Length)..];
            }
            var bytes = Encoding.UTF8.GetBytes(xml);
            var (json, issues) = FhirXml.ToJson(random.Next(2) == 0 ? bytes : Mutation.Damage(bytes, random));
            if (json is not { } text || issues.Any(issue => issue.IsError))
                return false;
            var parsed = ResourceDocument.Parse(text);
            Assert.True(parsed.Document is not null, Encoding.UTF8.GetString(text.Span));
            return parsed.IsAcceptable && Compared(parsed.Document);
        });
        Assert.True(compared > 5, $"only {compared} were compared");
    }

    private static int Many(Func<Random, bool> once)
    {
        var (clock, compared) = (Stopwatch.StartNew(), 0);
        for (var number = 0; clock.Elapsed < Mutation.Duration; number++)
            compared += once(new Random(number)) ? 1 : 0;
        return compared;
    }

    private static bool Compared(ResourceDocument document)
    {
        if (FhirXml.Losses(document).Count > 0 || HasUnsayable(document.Root))
            return false;
        Compare(document);
        return true;
    }

    private static void Compare(ResourceDocument document)
    {
        var (json, issues) = FhirXml.ToJson(ToXml(document));
        Assert.True(json is not null && !issues.Any(issue => issue.IsError), $"{Encoding.UTF8.GetString(document.Utf8.Span)}: {string.Join("; ", issues.Select(issue => issue.Message))}");
        var back = ResourceDocument.Parse(json.Value).Document!;
        Assert.True(ResourceEditor.ContentEquals(document, back), $"{Encoding.UTF8.GetString(document.Utf8.Span)}\n{Encoding.UTF8.GetString(json.Value.Span)}");
    }

    private static byte[] ToXml(ResourceDocument document)
    {
        var to = new ArrayBufferWriter<byte>();
        FhirXml.Write(document, to);
        return to.WrittenSpan.ToArray();
    }

    // A value somewhere becomes another one.
    private static byte[] Altered(byte[] json, Random random)
    {
        var root = JsonNode.Parse(json);
        var places = Places(root).ToList();
        if (places.Count == 0)
            return json;
        var place = places[random.Next(places.Count)];
        var value = s_odd[random.Next(s_odd.Length)]?.DeepClone();
        if (place.Parent is JsonObject parent)
            parent[place.GetPropertyName()] = value;
        else if (place.Parent is JsonArray array)
            array[place.GetElementIndex()] = value;
        return Encoding.UTF8.GetBytes(root!.ToJsonString());
    }

    private static IEnumerable<JsonNode> Places(JsonNode? node)
    {
        IEnumerable<JsonNode?> children = node switch { JsonObject json => [.. json.Select(member => member.Value)], JsonArray array => [.. array], _ => [] };
        foreach (var child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (var below in Places(child))
                yield return below;
        }
    }

    // XML 1.0 has no form for most control characters, and a narrative that is no XHTML is written as text: the writer says so in its contract.
    private static bool HasUnsayable(Element element)
    {
        if (element.IsPrimitive && element.GetString() is { } text && (element.Type?.Name == "xhtml" || text.Any(letter => letter < ' ' || letter is '\uFFFE' or '\uFFFF' || char.IsSurrogate(letter) && !text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar))))
            return true;
        foreach (var child in element.Children())
            if (HasUnsayable(child))
                return true;
        return false;
    }

    [GeneratedRegex("value=\"[^\"]*\"")]
    private static partial Regex Values();
}
