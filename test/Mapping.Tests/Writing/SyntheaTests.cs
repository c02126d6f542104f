using System.Text;
using System.Text.Json;
using Carewright.Hl7v2;
using Carewright.Mapping.Writing;
using Carewright.Testing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Whole records of made-up patients: nothing throws, and what is written stands in its structure and carries the numbers and values.</summary>
public sealed class SyntheaTests
{
    private static readonly (string Focus, string Message)[] s_messages =
    [
        ("DiagnosticReport", "ORU^R01"), ("Immunization", "VXU^V04"), ("Encounter", "ADT^A04"), ("Encounter", "ADT^A08"), ("Encounter", "ADT^A03"), ("Encounter", "ADT^A11"), ("Patient", "ADT^A28"), ("Patient", "ADT^A31"),
        ("Patient", "QBP^Q11"), ("DocumentReference", "MDM^T02"), ("Claim", "DFT^P03"),
    ];

    [Fact]
    public void Every_record_is_written_whole_and_in_its_structure()
    {
        var (wrong, written) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var file in SyntheaFiles.Bundles().Take(12))
        {
            var record = Read(file);
            foreach (var (focus, message) in s_messages)
                foreach (var reference in record.Keys.Where(reference => TypeOf(record, reference) == focus).Take(12))
                {
                    var result = FhirToV2.Base.Write(message, OutboundRecord.Of([reference], record), Written.Context);
                    wrong.UnionWith(result.Issues.Where(issue => issue.IsError || issue.Code is "V2-WRITE-FHIRPATH" or "V2-WRITE-VALUE" or "V2-WRITE-CODE").Select(issue => $"{message} {issue.Code} {issue.Location}"));
                    if (result.Bytes is not { } bytes)
                        continue;
                    written++;
                    wrong.UnionWith(Written.Misplaced(Hl7Message.Parse(bytes)).Select(text => $"{message} {text}"));
                }
        }
        Assert.True(written > 200, $"{written} messages.");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Results_that_are_written_are_read_with_their_values_units_and_codes()
    {
        var compared = 0;
        foreach (var file in SyntheaFiles.Bundles().Take(6))
        {
            var record = Read(file);
            foreach (var reference in record.Keys.Where(reference => TypeOf(record, reference) == "DiagnosticReport").Take(20))
            {
                var report = Json(record, reference);
                var values = report.TryGetProperty("result", out var results) ? results.EnumerateArray().Select(result => Json(record, result.At("reference")!)).Where(observation => observation.At("valueQuantity.value") is not null).ToList() : [];
                var back = Written.Message("ORU^R01", OutboundRecord.Of([reference], record)).Back();
                var read = back.All("Observation").Select(Fact).ToHashSet();
                foreach (var observation in values)
                {
                    Assert.Contains(Fact(observation), read);
                    compared++;
                }
            }
        }
        Assert.True(compared > 50, $"{compared} values.");
    }

    private static (string?, string?, string?, string?) Fact(JsonElement observation) =>
        (observation.At("code.coding[0].code"), observation.At("valueQuantity.value"), observation.At("valueQuantity.code") ?? observation.At("valueQuantity.unit"), observation.At("status"));

    // Full URLs are the references of the bundle.
    private static Dictionary<string, ReadOnlyMemory<byte>> Read(string file)
    {
        using var bundle = JsonDocument.Parse(File.ReadAllBytes(file));
        return bundle.RootElement.GetProperty("entry").EnumerateArray().ToDictionary(entry => entry.At("fullUrl")!, entry => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(entry.GetProperty("resource").GetRawText()), StringComparer.Ordinal);
    }

    private static string? TypeOf(Dictionary<string, ReadOnlyMemory<byte>> record, string reference) => Json(record, reference).At("resourceType");

    private static JsonElement Json(Dictionary<string, ReadOnlyMemory<byte>> record, string reference)
    {
        using var document = JsonDocument.Parse(record[reference]);
        return document.RootElement.Clone();
    }
}
