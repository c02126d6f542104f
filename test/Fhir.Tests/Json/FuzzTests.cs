using System.Buffers;
using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Json;

/// <summary>Damaged real and random resources: everything wrong is an issue, nothing is an exception, and what is written is well-formed.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Damaged_random_json_never_throws() =>
        Assert.True(Mutation.Fuzz([.. Enumerable.Range(0, 200).Select(seed => RandomResource.Make(seed))], CheckJson) > 0);

    [Fact]
    public void Damaged_real_json_never_throws() => Assert.True(Mutation.Fuzz(RealJson(), CheckJson) > 0);

    [Fact]
    public void Damaged_xml_never_throws()
    {
        var seeds = RealJson().Concat(Enumerable.Range(0, 100).Select(seed => RandomResource.Make(seed))).Select(ToXml).ToList();
        Assert.True(Mutation.Fuzz(seeds, CheckXml) > 0);
    }

    [Fact]
    public void Official_test_resources_parse()
    {
        foreach (var json in RealJson())
        {
            var outcome = ResourceDocument.Parse(json);
            CheckJson(json);
            if (outcome.IsAcceptable)
                CheckXml(ToXml(json));
        }
    }

    private static List<byte[]> RealJson() =>
        [.. new[] { "validator/cases", "fhirpath/input" }
            .SelectMany(folder => Directory.EnumerateFiles(SharedData.Require(folder), "*.json").Order(StringComparer.Ordinal))
            .Select(File.ReadAllBytes).Where(bytes => bytes.Length < 100_000)];

    private static byte[] ToXml(byte[] json)
    {
        var to = new ArrayBufferWriter<byte>();
        if (ResourceDocument.Parse(json).Document is { } document)
            FhirXml.Write(document, to);
        return to.WrittenSpan.ToArray();
    }

    private static void CheckJson(byte[] json)
    {
        var outcome = ResourceDocument.Parse(json);
        Assert.True(outcome.Issues.Count <= ParseOptions.Default.MaxIssues + 1);
        if (outcome.Document is not { } document)
        {
            Assert.NotEmpty(outcome.Issues);
            return;
        }
        Assert.True(IsJson(document.Utf8));
        Visit(document.Root, 0);
        foreach (var edits in s_edits)
        {
            var copy = ResourceEditor.Rewrite(document, edits);
            Assert.True(IsJson(copy));
            Assert.NotNull(ResourceDocument.Parse(copy).Document);
        }
        Assert.True(ResourceEditor.ContentEquals(document, document));
        Assert.True(ResourceEditor.ContentEquals(document, ResourceDocument.Parse(json.ToArray()).Document!));
        CheckXml(ToXml(json));
    }

    private static readonly ResourceEdits[] s_edits =
    [
        ResourceEdits.None,
        ResourceEdits.SummaryTrue,
        ResourceEdits.Elements(["name"]),
        new() { Id = "x", VersionId = 1, LastUpdated = DateTimeOffset.UnixEpoch },
        new() { Drop = e => e.Index % 3 == 1, ReplaceUri = _ => "urn:x\"\\", ReplaceNarrativeLink = _ => "#<x>" },
    ];

    private static void CheckXml(byte[] xml)
    {
        var (json, issues) = FhirXml.ToJson(xml);
        Assert.True(issues.Count <= XmlOptions.Default.MaxIssues + 1);
        Assert.True(json is null ? issues.Count > 0 : IsJson(json.Value));
        Assert.All(issues, i => Assert.True(i.Line is null or > 0 && i.Column is null or > 0));
        if (json is { } text)
            Assert.NotNull(ResourceDocument.Parse(text).Document);
    }

    private static bool IsJson(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 200 });
        return document.RootElement.ValueKind == JsonValueKind.Object;
    }

    private static int Visit(Element element, int depth)
    {
        Assert.True(depth < 200);
        if (element.IsPrimitive && element.HasValue)
            Assert.NotNull(element.GetString());
        _ = element.TryGetBoolean(out _) | element.TryGetDecimal(out _) | element.TryGetInt64(out _) | element.ValueEquals("x"u8);
        Assert.NotEmpty(element.Name.Length == 0 ? " " : element.Location());
        var (line, column) = element.Position();
        Assert.True(line > 0 && column > 0 && element.RawJson.Length >= element.RawValue.Length);
        var count = 0;
        foreach (var child in element.Children())
        {
            Assert.Equal(element, child.Parent);
            count += 1 + Visit(child, depth + 1);
            if (count > 1_000_000)
                break;
        }
        return count;
    }
}
