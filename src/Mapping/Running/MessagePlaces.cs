using Carewright.Hl7v2;

namespace Carewright.Mapping.Running;

/// <summary>Names places of a message as people write them.</summary>
internal sealed class MessagePlaces(Hl7Message message)
{
    private readonly Lazy<int[]> _occurrences = new(() => Count(message));

    /// <summary>The path of a value, with the occurrence of its segment where there are several; empty for nothing.</summary>
    public string Path(Cell cell)
    {
        if (cell.Segment < 0)
            return "";
        var segment = message[cell.Segment];
        var repetition = segment[cell.Field].Repetitions > 1 ? cell.Repetition : 0;
        return new Hl7Path(segment.Name, _occurrences.Value[cell.Segment], cell.Field, repetition, cell.Component, cell.Subcomponent).ToString();
    }

    private static int[] Count(Hl7Message message)
    {
        var (all, seen) = (new int[message.SegmentCount], new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < all.Length; i++)
        {
            var name = message[i].Name;
            seen[name] = all[i] = seen.GetValueOrDefault(name) + 1;
        }
        for (var i = 0; i < all.Length; i++)
            if (seen[message[i].Name] == 1)
                all[i] = 0;
        return all;
    }
}
