using Carewright.Hl7v2;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>In what a rule runs.</summary>
/// <param name="Run">The message.</param>
/// <param name="Node">The segment.</param>
/// <param name="Current">The value that relative paths start from.</param>
/// <param name="DefaultTable">HL7 table of codes that name no coding system; null: none.</param>
internal readonly record struct Scope(MapRun Run, SegmentNode Node, Cell Current, string? DefaultTable)
{
    private static readonly List<Cell> s_none = [];

    /// <summary>The first value at a path; nothing when there is none.</summary>
    public Cell First(CellPath path)
    {
        if (path.IsRelative)
            return Current.Part(path.Component, path.Subcomponent);
        return Node.Find(path.Segment!) is { } node && node.MayHave(path.Field) ? At(node.Segment, path, path.Repetition) : Cell.None;
    }

    /// <summary>All values at a path that are not empty: of every repetition when the path says so, those of segments that continue this one included.</summary>
    public List<Cell> Every(CellPath path)
    {
        if (!path.IsEvery)
            return First(path) is { Value.IsEmpty: false } only ? [only] : s_none;
        if (Node.Find(path.Segment!) is not { } node || (!node.MayHave(path.Field) && node.Continued.Count == 0))
            return s_none;
        var cells = new List<Cell>(2);
        AddAll(cells, node.Segment, path, path.Repetition);
        foreach (var more in node.Continued)
            AddAll(cells, more, path, 1);
        return cells;
    }

    private static void AddAll(List<Cell> cells, Hl7Segment segment, CellPath path, int from)
    {
        var field = segment[path.Field];
        if (field.IsEmpty)
            return;
        foreach (var (number, value) in field.Divide())
            if (number >= from)
                AddTo(cells, new Cell(value, segment.Place, path.Field, number, 0, 0).Part(path.Component, path.Subcomponent));
    }

    private static Cell At(Hl7Segment segment, CellPath path, int repetition) =>
        new Cell(segment[path.Field].Repetition(repetition), segment.Place, path.Field, repetition, 0, 0).Part(path.Component, path.Subcomponent);

    private static void AddTo(List<Cell> cells, Cell cell)
    {
        if (!cell.Value.IsEmpty)
            cells.Add(cell);
    }
}
