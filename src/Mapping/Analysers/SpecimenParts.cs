using System.Buffers;
using Carewright.Astm.Records;

namespace Carewright.Mapping.Analysers;

/// <summary>The results of a message, specimen by specimen: instruments send those of many tubes at once, and each tube may be somebody else's.</summary>
public static class SpecimenParts
{
    /// <summary>The number of the specimen that results are of: what the practice gave (O-3), else the instrument (O-4); empty when there is none.</summary>
    /// <param name="record">A result, or what stands after one.</param>
    public static string NumberOf(AstmRecord record) => OrderOf(record) is { } order ? order.SpecimenId is { Length: > 0 } number ? number : order.InstrumentSpecimenId : "";

    /// <summary>The numbers of all specimens that a message has patients' results of, each once, in order; an empty one for results of no specimen.</summary>
    public static IReadOnlyList<string> NumbersIn(AstmMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return [.. message.Records('R').Where(result => !IsControl(result)).Select(NumberOf).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether a result is of a control and of no patient (O-12 or H-12 <c>Q</c>).</summary>
    public static bool IsControl(AstmRecord result) => OrderOf(result) is { ActionCode: "Q" } || HeaderOf(result).ProcessingId == "Q";

    /// <summary>Messages with the results of one specimen each. A message of one specimen is that message, byte for byte; of others each part has the header, its own records as they came, and a terminator.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Divide(AstmMessage message)
    {
        var numbers = NumbersIn(message);
        return numbers.Count <= 1 ? [message.Bytes] : [.. numbers.Select(number => Part(message, number))];
    }

    private static ReadOnlyMemory<byte> Part(AstmMessage message, string number)
    {
        var kept = message.Records('R').Where(result => !IsControl(result) && NumberOf(result) == number).SelectMany(result => Above(result).Append(result)).Select(record => record.Place).ToHashSet();
        var part = new ArrayBufferWriter<byte>();
        foreach (var record in message.Records().Where(record => kept.Contains(record.Place) || record.Type == 'L' || IsRemark(record, kept)))
        {
            part.Write(record.Raw);
            part.Write("\r"u8);
        }
        return part.WrittenMemory;
    }

    // What stands after a record that is kept, and has no results of its own.
    private static bool IsRemark(AstmRecord record, HashSet<int> kept) => record.Type is not ('H' or 'P' or 'O' or 'R' or 'Q' or 'L') && record.Parent is { } parent && (kept.Contains(parent.Place) || IsRemark(parent, kept));

    private static IEnumerable<AstmRecord> Above(AstmRecord record)
    {
        for (var above = record.Parent; above is { } one; above = one.Parent)
            yield return one;
    }

    private static OrderRecord? OrderOf(AstmRecord record) => Above(record).Where(above => above.Type == 'O').Select(above => (OrderRecord?)new OrderRecord(above)).FirstOrDefault();

    private static HeaderRecord HeaderOf(AstmRecord record) => new(Above(record).Append(record).First(above => above.Parent is null));
}
