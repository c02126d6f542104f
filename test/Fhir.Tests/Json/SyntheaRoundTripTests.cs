using System.Buffers;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Json;

/// <summary>Real bundles, whole and resource by resource, through the tree, the editor and XML, judged by another JSON reader.</summary>
public sealed class SyntheaRoundTripTests
{
    private static readonly ParallelOptions s_parallel = new() { MaxDegreeOfParallelism = 2 };

    [Fact]
    public void Every_bundle_parses_without_issues_and_copies_equal() =>
        Parallel.ForEach(SyntheaFiles.Bundles(), s_parallel, file =>
        {
            var source = File.ReadAllBytes(file);
            var outcome = ResourceDocument.Parse(source);
            Assert.Empty(outcome.Issues);
            var copy = ResourceEditor.Rewrite(outcome.Document!, ResourceEdits.None);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(source), JsonNode.Parse(copy.Span)), file);
            Assert.Equal(Compact(source), copy.ToArray());
        });

    [Fact]
    public void Every_element_knows_its_definition_and_its_way_home() =>
        Parallel.ForEach(SyntheaFiles.Bundles().Take(10), s_parallel, file =>
        {
            var document = ResourceDocument.Parse(File.ReadAllBytes(file)).Document!;
            Assert.Equal(document.Nodes.Length - 1, Walk(document.Root));
        });

    [Fact]
    public void Every_resource_survives_the_way_through_xml() =>
        Parallel.ForEach(SyntheaFiles.Bundles(), s_parallel, file =>
        {
            var bundle = ResourceDocument.Parse(File.ReadAllBytes(file)).Document!;
            foreach (var entry in bundle.Root.Children("entry"))
                XmlRoundTrip.Check(entry.Child("resource").RawJson.ToArray());
        });

    private static int Walk(Element parent)
    {
        var count = 0;
        foreach (var child in parent.Children())
        {
            Assert.NotNull(child.Type);
            Assert.NotNull(child.Definition);
            Assert.Equal(parent, child.Parent);
            Assert.Equal(child.IsPrimitive, child.Type.IsPrimitive);
            Assert.Contains(child, parent.Children(child.Name));
            Assert.Contains(child, parent.Children(child.Definition));
            Assert.Equal(child.Type.Kind == TypeKind.Resource, child.Resource == child);
            count += 1 + Walk(child);
        }
        return count;
    }

    private static byte[] Compact(byte[] json)
    {
        var to = new ArrayBufferWriter<byte>();
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (isInString && json[i] == '\\')
                to.Write(json.AsSpan(i++, 1));
            else if (json[i] == '"')
                isInString = !isInString;
            if (isInString || json[i] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                to.Write(json.AsSpan(i, 1));
        }
        return to.WrittenSpan.ToArray();
    }
}

internal static class XmlRoundTrip
{
    /// <summary>JSON to XML to JSON says the same.</summary>
    internal static void Check(byte[] json)
    {
        var document = ResourceDocument.Parse(json).Document!;
        var xml = new ArrayBufferWriter<byte>();
        FhirXml.Write(document, xml);
        var (back, issues) = FhirXml.ToJson(xml.WrittenMemory);
        Assert.Empty(issues);
        var again = ResourceDocument.Parse(back!.Value);
        Assert.Empty(again.Issues);
        Assert.True(ResourceEditor.ContentEquals(document, again.Document!), document.ResourceType + "/" + document.Id);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(back.Value.Span)), document.ResourceType + "/" + document.Id);
    }
}
