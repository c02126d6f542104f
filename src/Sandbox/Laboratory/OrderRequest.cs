using Carewright.Hl7v2;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>One order of a message: its ORC and what stands under it.</summary>
/// <param name="Orc">The common order segment.</param>
/// <param name="Place">Which ORC of the message, from 1.</param>
internal sealed record OrderRequest(Hl7Segment Orc, int Place)
{
    /// <summary>The OBRs under it, each with which OBR of the message it is.</summary>
    public List<(Hl7Segment Segment, int Place)> Details { get; } = [];

    /// <summary>The first SPM under it.</summary>
    public Hl7Segment? Specimen { get; private set; }

    /// <summary>ORC-1 (HL7 table 0119).</summary>
    public string Control => Orc[1].Text;

    /// <summary>The placer's number (ORC-2, else OBR-2).</summary>
    public Hl7Value Placer => Orc[2].HasValue || Details.Count == 0 ? Orc[2] : Details[0].Segment[2];

    /// <summary>The placer's number with its namespace, by which the order is known; empty when there is none.</summary>
    public string Key => Placer.Component(1).Text is { Length: > 0 } number ? $"{number}^{Placer.Component(2).Text}" : "";

    /// <summary>
    /// The orders of a message (ORM^O01, OML^O21), in order. What stands behind a second PID are results of before (HL7 v2.5.1 ch. 4.4.6, PRIOR_RESULT), which are no orders.
    /// </summary>
    public static IReadOnlyList<OrderRequest> Of(Hl7Message message)
    {
        var requests = new List<OrderRequest>();
        var (patients, details) = (0, 0);
        foreach (var segment in message.Segments())
        {
            if (segment.Is("PID") && ++patients > 1)
                break;
            if (segment.Is("ORC"))
                requests.Add(new OrderRequest(segment, requests.Count + 1));
            else if (segment.Is("OBR") && requests.Count > 0)
                requests[^1].Details.Add((segment, ++details));
            else if (segment.Is("SPM") && requests.Count > 0)
                requests[^1].Specimen ??= segment;
        }
        return requests;
    }

    /// <summary>When the specimen was taken (SPM-17, else OBR-7); empty when that is not said.</summary>
    public string Collected() => Specimen?[17].Component(1).Text is { Length: > 0 } taken ? taken : Details.Select(detail => detail.Segment[7].Component(1).Text).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>Who ordered it (ORC-12, else OBR-16).</summary>
    public IReadOnlyList<Part> Provider() => Parts.Of(Orc[12].HasValue || Details.Count == 0 ? Orc[12] : Details[0].Segment[16]);
}
