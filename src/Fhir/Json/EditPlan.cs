using System.Buffers;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

/// <summary>What becomes of each node of a document: kept as it is, changed somewhere inside, or left out; and new texts of links.</summary>
internal sealed class EditPlan : IDisposable
{
    private const byte Kept = 0;
    private const byte Changed = 1;
    private const byte Dropped = 2;

    private readonly ResourceDocument _document;
    private readonly ResourceEdits _edits;
    private readonly byte[] _states;
    private Dictionary<int, string>? _texts;

    private EditPlan(ResourceDocument document, ResourceEdits edits)
    {
        _document = document;
        _edits = edits;
        _states = ArrayPool<byte>.Shared.Rent(document.Nodes.Length);
        _states.AsSpan(0, document.Nodes.Length).Clear();
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_states);

    internal static EditPlan Make(ResourceDocument document, ResourceEdits edits)
    {
        var plan = new EditPlan(document, edits);
        if (edits.ChangesContent)
            plan.Visit(0);
        return plan;
    }

    internal bool IsKept(int node) => _states[node] == Kept;

    internal bool IsDropped(int node) => _states[node] == Dropped;

    /// <summary>The new text of a primitive, or null.</summary>
    internal string? TextOf(int node) => _texts?.GetValueOrDefault(node);

    /// <summary>Decides about a node and all below it; returns whether anything differs from the source.</summary>
    private bool Visit(int index)
    {
        var nodes = _document.Nodes;
        var hasLeft = false;
        var isChanged = ReplaceText(index);
        for (var child = nodes[index].FirstChild; child != 0; child = nodes[child].Next)
        {
            if (_edits.Drop is { } drop && drop(new Element(_document, child)))
                _states[child] = Dropped;
            else
                Visit(child);
            isChanged |= _states[child] != Kept;
            hasLeft |= _states[child] != Dropped;
        }
        var isEmptied = nodes[index].FirstChild != 0 && !hasLeft && !nodes[index].HasValue && !IsResource(index);
        _states[index] = isEmptied ? Dropped : isChanged ? Changed : Kept;
        return isChanged;
    }

    private bool IsResource(int index) => index == 0 || new Element(_document, index).Type is { IsResource: true };

    private bool ReplaceText(int index)
    {
        ref readonly var node = ref _document.Nodes[index];
        if (node.Kind != System.Text.Json.JsonTokenType.String || node.Type == 0)
            return false;
        var element = new Element(_document, index);
        var text = element.Type!.Primitive switch
        {
            PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical or PrimitiveKind.Oid or PrimitiveKind.Uuid => _edits.ReplaceUri?.Invoke(element),
            PrimitiveKind.String when element.Definition is { Name: "reference", Owner.Name: "Reference" } => _edits.ReplaceUri?.Invoke(element),
            PrimitiveKind.Xhtml when _edits.ReplaceNarrativeLink is { } replace => NarrativeLinks.Rewrite(element, replace),
            _ => null,
        };
        if (text is null)
            return false;
        (_texts ??= [])[index] = text;
        return true;
    }
}
