using System.Text;
using System.Text.Json.Nodes;
using Carewright.Mapping.Tests.Messages;
using Carewright.Mapping.Writing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>
/// Messages of the shared data become FHIR, FHIR becomes messages again, and those carry the same facts. What gets lost stands in <c>expected-losses.txt</c> with its reason. <c>WRITING_LOSSES=file</c> writes what there is.
/// </summary>
public sealed class RoundTripTests
{
    private const string Table = "Writing/expected-losses.txt";

    private static readonly (string Inbound, string Outbound, string Focus)[] s_types =
    [
        ("OML-O21", "OML^O21", "ServiceRequest"), ("ORM-O01", "ORM^O01", "ServiceRequest"), ("ORU-R01", "ORU^R01", "DiagnosticReport"), ("VXU-V04", "VXU^V04", "Immunization"), ("SIU-S12", "SIU^S12", "Appointment"),
        ("ADT-A04", "ADT^A04", "Encounter"), ("ADT-A28", "ADT^A28", "Patient"), ("MDM-T02", "MDM^T02", "DocumentReference"), ("DFT-P03", "DFT^P03", "ChargeItem"),
    ];

    [Fact]
    public void Facts_go_there_and_back_except_for_the_table()
    {
        var found = Losses();
        if (Environment.GetEnvironmentVariable("WRITING_LOSSES") is { Length: > 0 } file)
            File.WriteAllLines(file, found.Select(each => $"{each}\t"));
        var known = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, Table)).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToList();
        Assert.All(known, cells => Assert.True(cells.Length == 4 && cells[3].Length > 10, $"{string.Join(' ', cells)}: a line has a message, a fact, what is lost and a reason."));
        var table = known.Select(cells => string.Join('\t', cells.Take(3))).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], found.Except(table, StringComparer.Ordinal));
        Assert.Equal([], table.Except(found, StringComparer.Ordinal));
    }

    private static List<string> Losses()
    {
        var (losses, compared) = (new List<string>(), 0);
        foreach (var (inbound, outbound, focus) in s_types)
        {
            var first = V2Mapping.Base.Map(Mapped.Samples().First(each => each.Name.StartsWith(inbound, StringComparison.Ordinal)).Message, Mapped.Context);
            var (before, after) = (FactsOf(first, focus), FactsOf(Written.Message(outbound, Record(first, focus)).Back(), focus));
            foreach (var (fact, values) in before.All)
            {
                compared += values.Count;
                var gone = values.Except(after.All.GetValueOrDefault(fact) ?? [], StringComparer.Ordinal).ToList();
                if (gone.Count > 0)
                    losses.Add($"{outbound}\t{fact}\t{string.Join("; ", gone.Select(value => value.ReplaceLineEndings(" ").Replace('\t', ' ')))}");
            }
        }
        Assert.True(compared > 60, $"{compared} facts were compared.");
        return losses;
    }

    // What the written message is about, and the patient: other resources of the message are no part of it.
    private static Facts FactsOf(MappedMessage mapped, string focus)
    {
        var facts = new Facts();
        foreach (var resource in mapped.Resources.Where(resource => resource.ResourceType == "Patient" || resource.ResourceType == focus || (focus == "DiagnosticReport" && resource.ResourceType == "Observation") || resource.ResourceType == "Encounter"))
            facts.Add(Mapped.Json(resource));
        return facts;
    }

    private static OutboundRecord Record(MappedMessage mapped, string focus)
    {
        var resources = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var resource in mapped.Resources)
        {
            var json = JsonNode.Parse(resource.Json.Span)!;
            json["id"] = resource.Key["urn:uuid:".Length..];
            resources[resource.Key] = Encoding.UTF8.GetBytes(json.ToJsonString());
        }
        return OutboundRecord.Of([.. mapped.Resources.Where(resource => resource.ResourceType == focus).Select(resource => resource.Key).Take(focus is "Encounter" or "Appointment" or "DocumentReference" ? 1 : int.MaxValue)], resources);
    }
}
