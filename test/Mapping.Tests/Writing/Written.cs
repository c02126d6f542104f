using System.Text;
using System.Text.Json.Nodes;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Structures;
using Carewright.Mapping.Writing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Messages written from resources, as tests ask about them.</summary>
internal static class Written
{
    public static WritingContext Context { get; } = new("C1", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-5), null, null))
    {
        SendingApplication = "CW",
        SendingFacility = "CLINIC",
        ReceivingApplication = "LIS",
        ReceivingFacility = "LAB",
    };

    /// <summary>A record of resources, each JSON text with a type and an id; the first ones are its foci.</summary>
    public static OutboundRecord Record(int foci, params string[] resources) => Record(foci, resources.Select(text => JsonNode.Parse(text)!));

    public static OutboundRecord Record(int foci, IEnumerable<JsonNode> resources)
    {
        var all = resources.Select(node => ($"{node["resourceType"]}/{node["id"]}", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(node.ToJsonString()))).ToList();
        return OutboundRecord.Of([.. all.Take(foci).Select(pair => pair.Item1)], all.ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal));
    }

    /// <summary>The message, read again; it has no errors, and stands in its structure.</summary>
    public static Hl7Message Message(string type, OutboundRecord record, WritingContext? context = null, FhirToV2? mapping = null)
    {
        var written = (mapping ?? FhirToV2.Base).Write(type, record, context ?? Context);
        Assert.DoesNotContain(written.Issues, issue => issue.IsError || issue.Code == "V2-WRITE-FHIRPATH");
        var message = Hl7Message.Parse(written.Bytes!);
        Assert.Empty(message.Leniencies);
        Assert.Empty(Misplaced(message));
        return message;
    }

    /// <summary>What is out of place or missing in a message, by the structure that it names. Each order is read alone: by OML_O21 a second one could as well be a prior result of the first.</summary>
    public static IReadOnlyList<string> Misplaced(Hl7Message message)
    {
        var structure = V2Definitions.Of("2.5.1").Structure(message[0][9].Component(3).Text)!;
        var orders = message.Segments().Where(segment => segment.Is("ORC")).Select(segment => segment.Place).Append(message.SegmentCount).ToList();
        var found = new List<string>();
        for (var i = 0; i < Math.Max(1, orders.Count - 1); i++)
        {
            var segments = message.Segments().Where(segment => segment.Place < orders[0] || (i + 1 < orders.Count && segment.Place >= orders[i] && segment.Place < orders[i + 1]));
            var one = Hl7Message.Parse((byte[])[.. segments.SelectMany(segment => segment.Raw.ToArray().Append((byte)'\r'))]);
            found.AddRange(StructureReader.Read(one, structure).Issues.Select(issue => $"{issue.Code} {issue.Location}: {issue.Message}"));
        }
        return found;
    }

    /// <summary>The message mapped back.</summary>
    public static MappedMessage Back(this Hl7Message message, MappingContext? context = null) => V2Mapping.Base.Map(message, context ?? Mapped.Context);

    /// <summary>A segment as text.</summary>
    public static string Line(this Hl7Message message, string segment, int occurrence = 1) => Encoding.UTF8.GetString(message.Find(segment, occurrence)!.Value.Raw);
}
