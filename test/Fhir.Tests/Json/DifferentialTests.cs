using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;

namespace Carewright.Fhir.Tests.Json;

/// <summary>JSON and XML say the same: what is accepted in one form is accepted in the other and comes back as it was, however the content was damaged.</summary>
public sealed class DifferentialTests
{
    private static readonly JsonNode?[] s_odd = [null, "", " ", "\u0001", "\uFFFE", "a\u0301 \U0001F600", true, 0, -0.0, 1.50m, "<b>&amp;</b>", "]]>", "2020-02-30", new JsonArray(), new JsonObject(), new JsonArray("x", null)];

    [Fact]
    public void Altered_resources_come_back_from_xml_as_they_were()
    {
        var seeds = Enumerable.Range(0, 300).Select(seed => RandomResource.Make(seed)).ToList();
        var compared = 0;
        Mutation.Fuzz(seeds, json =>
        {
            var random = new Random(json.Length);
            if (Altered(json, random) is { } altered && ResourceDocument.Parse(altered) is { IsAcceptable: true, Document: { } document } && FhirXml.Losses(document).Count == 0 && !HasUnsayable(document.Root))
            {
                Compare(document);
                compared++;
            }
        });
        Assert.True(compared > 20, $"only {compared} were compared");
    }

    [Fact]
    public void What_is_read_from_damaged_xml_is_read_from_its_json_too()
    {
        var seeds = Enumerable.Range(0, 200).Select(seed => ToXml(ResourceDocument.Parse(RandomResource.Make(seed)).Document!)).ToList();
        var compared = 0;
        Mutation.Fuzz(seeds, xml =>
        {
            var (json, issues) = FhirXml.ToJson(xml);
            if (json is not { } text || issues.Any(issue => issue.IsError))
                return;
            var parsed = ResourceDocument.Parse(text);
            Assert.True(parsed.Document is not null, Encoding.UTF8.GetString(text.Span));
            if (!parsed.IsAcceptable || FhirXml.Losses(parsed.Document).Count > 0 || HasUnsayable(parsed.Document.Root))
                return;
            Compare(parsed.Document);
            compared++;
        });
        Assert.True(compared > 5, $"only {compared} were compared");
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

    // A value somewhere becomes another one, goes, or comes twice. Bytes that Mutation has damaged beyond JSON are not altered further.
    private static byte[]? Altered(byte[] json, Random random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
        var places = Places(root).ToList();
        if (places.Count == 0)
            return null;
        try
        {
            var place = places[random.Next(places.Count)];
            var value = s_odd[random.Next(s_odd.Length)]?.DeepClone();
            if (place.Parent is JsonObject parent)
                parent[place.GetPropertyName()] = value;
            else if (place.Parent is JsonArray array)
                array[place.GetElementIndex()] = value;
            return Encoding.UTF8.GetBytes(root!.ToJsonString());
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            // A name that stands twice: the node tree knows no such thing.
            return null;
        }
    }

    private static IEnumerable<JsonNode> Places(JsonNode? node)
    {
        IEnumerable<JsonNode?> children;
        try
        {
            children = node switch { JsonObject json => [.. json.Select(member => member.Value)], JsonArray array => [.. array], _ => [] };
        }
        catch (ArgumentException)
        {
            yield break;
        }
        foreach (var child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (var below in Places(child))
                yield return below;
        }
    }

    // XML 1.0 has no form for most control characters; the writer says so in its contract. It also reads line ends and the white space around codes in its own way.
    private static bool HasUnsayable(Element element)
    {
        if (element.IsPrimitive && element.GetString() is { } text && (element.Type?.Name == "xhtml" || text.Any(letter => letter < ' ' || letter is '\uFFFE' or '\uFFFF' || char.IsSurrogate(letter) && !text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar))))
            return true;
        foreach (var child in element.Children())
            if (HasUnsayable(child))
                return true;
        return false;
    }
}
