using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;

namespace Carewright.Fhir.Tests.Xml;

public sealed class ExampleRoundTripTests
{
    [Fact]
    public void Every_example_of_R4_goes_to_XML_and_back_without_loss()
    {
        var files = R4Examples.Files();
        Assert.True(files.Count > 5_000);
        var lost = new ConcurrentBag<string>();
        Parallel.ForEach(files, file =>
        {
            var json = File.ReadAllBytes(file);
            var parsed = ResourceDocument.Parse(json);
            Assert.NotNull(parsed.Document);
            Assert.Empty(FhirXml.Losses(parsed.Document));
            var xml = new ArrayBufferWriter<byte>();
            FhirXml.Write(parsed.Document, xml);
            var (back, issues) = FhirXml.ToJson(xml.WrittenMemory);
            if (issues.Count > 0 || back is null || Difference(json, back.Value) is { })
                lost.Add($"{System.IO.Path.GetFileName(file)}: {(back is null ? "not read" : Difference(json, back.Value))} {string.Join(", ", issues.Select(issue => $"{issue.Code} {issue.Location}"))}");
        });
        Assert.Empty(lost);
    }

    private static string? Difference(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        using var a = JsonDocument.Parse(left);
        using var b = JsonDocument.Parse(right);
        return Difference(a.RootElement, b.RootElement, "");
    }

    /// <summary>Numbers are compared by their digits; the order of properties, which XML fixes, is not.</summary>
    private static string? Difference(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind)
            return path;
        switch (left.ValueKind)
        {
            case JsonValueKind.Object:
                var names = left.EnumerateObject().Select(property => property.Name).ToHashSet();
                if (!names.SetEquals(right.EnumerateObject().Select(property => property.Name)))
                    return path;
                return left.EnumerateObject().Select(property => Difference(property.Value, right.GetProperty(property.Name), $"{path}.{property.Name}")).FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Array:
                if (left.GetArrayLength() != right.GetArrayLength())
                    return path;
                return left.EnumerateArray().Zip(right.EnumerateArray()).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(difference => difference is not null);
            case JsonValueKind.Number:
                return left.GetRawText() == right.GetRawText() ? null : path;
            default:
                return left.ToString() == right.ToString() ? null : path;
        }
    }
}
