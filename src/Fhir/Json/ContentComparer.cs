using System.Text.Json;

namespace Carewright.Fhir.Json;

/// <summary>Compares two resources by what they say.</summary>
internal sealed class ContentComparer
{
    private readonly ResourceDocument _left;
    private readonly ResourceDocument _right;

    private ContentComparer(ResourceDocument left, ResourceDocument right)
    {
        _left = left;
        _right = right;
    }

    internal static bool AreEqual(ResourceDocument left, ResourceDocument right) =>
        ReferenceEquals(left, right) || new ContentComparer(left, right).SameNode(0, 0);

    private bool SameNode(int left, int right)
    {
        ref readonly var a = ref _left.Nodes[left];
        ref readonly var b = ref _right.Nodes[right];
        return a.Kind == b.Kind && a.Type == b.Type && a.Item >= 0 == b.Item >= 0 && SameValue(left, right) && SameChildren(left, right);
    }

    private bool SameValue(int left, int right)
    {
        var a = new Element(_left, left);
        var b = new Element(_right, right);
        return a.ValueKind switch
        {
            JsonTokenType.String => a.IsEscaped || b.IsEscaped ? a.GetUtf8().SequenceEqual(b.GetUtf8()) : a.RawValue.SequenceEqual(b.RawValue),
            JsonTokenType.Number => a.RawValue.SequenceEqual(b.RawValue),
            JsonTokenType.StartArray => a.RawJson.SequenceEqual(b.RawJson),
            _ => true,
        };
    }

    private bool SameChildren(int left, int right)
    {
        var a = Skip(_left, left, _left.Nodes[left].FirstChild);
        var b = Skip(_right, right, _right.Nodes[right].FirstChild);
        var count = 0;
        for (var other = b; other != 0; other = Skip(_right, right, _right.Nodes[other].Next))
            count++;
        for (; a != 0; a = Skip(_left, left, _left.Nodes[a].Next))
        {
            // In step as long as the order is the same; otherwise looked up.
            if (b == 0 || !SamePlace(a, b))
                b = Find(right, a);
            if (b == 0 || !SameNode(a, b))
                return false;
            b = Skip(_right, right, _right.Nodes[b].Next);
            count--;
        }
        return count == 0;
    }

    private int Find(int parent, int sought)
    {
        var at = Skip(_right, parent, _right.Nodes[parent].FirstChild);
        while (at != 0 && !SamePlace(sought, at))
            at = Skip(_right, parent, _right.Nodes[at].Next);
        return at;
    }

    private bool SamePlace(int left, int right)
    {
        ref readonly var a = ref _left.Nodes[left];
        ref readonly var b = ref _right.Nodes[right];
        return a.Element == b.Element && a.Item == b.Item && a.Type == b.Type && (a.Element != 0 || _left.NameOf(left) == _right.NameOf(right));
    }

    /// <summary>The node, or the next sibling that counts: not the version and time of the root's meta, nor a meta that has nothing else.</summary>
    private static int Skip(ResourceDocument document, int parent, int node)
    {
        while (node != 0 && IsIgnored(document, parent, node))
            node = document.Nodes[node].Next;
        return node;
    }

    private static bool IsIgnored(ResourceDocument document, int parent, int node)
    {
        if (parent == 0)
            return document.NameOf(node) == "meta" && Skip(document, node, document.Nodes[node].FirstChild) == 0;
        return document.Nodes[parent].Parent == 0 && IsVersionOrTime(document.NameOf(node)) && document.NameOf(parent) == "meta";
    }

    private static bool IsVersionOrTime(string name) => name is "versionId" or "lastUpdated";
}
