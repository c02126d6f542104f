using System.Collections;
using System.Globalization;

namespace Carewright.Mapping.Running;

/// <summary>Where the elements of a draft came from, in order of the message; worked out when somebody looks.</summary>
internal sealed class DraftOrigins(Draft draft, MessagePlaces places) : IReadOnlyList<Origin>
{
    private readonly Lazy<Origin[]> _all = new(() => Read(draft, places));

    public int Count => _all.Value.Length;

    public Origin this[int index] => _all.Value[index];

    public IEnumerator<Origin> GetEnumerator() => ((IEnumerable<Origin>)_all.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Origin[] Read(Draft draft, MessagePlaces places)
    {
        var paths = new string[draft.Count];
        var indexes = new int[draft.Count];
        var origins = new List<(int Segment, Origin Origin)>();
        paths[0] = "";
        for (var i = 1; i < draft.Count; i++)
        {
            ref readonly var node = ref draft[i];
            indexes[i] = node.Previous < 0 ? 0 : indexes[node.Previous] + 1;
            paths[i] = Path(node, paths[node.Parent], indexes[i]);
            if (node.Kind is DraftKind.Text or DraftKind.Literal)
                origins.Add((node.From.Segment, new Origin(paths[i], node.From.Segment >= 0 ? places.Path(node.From.Cell) : node.Rule?.Place.ToString() ?? "map")));
        }
        return [.. origins.OrderBy(each => each.Segment).Select(each => each.Origin)];
    }

    private static string Path(in DraftNode node, string parent, int index) =>
        node.Name.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]") : parent.Length == 0 ? node.Name : $"{parent}.{node.Name}";
}
