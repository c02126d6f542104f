using System.Buffers;
using System.Text.Json;

namespace Carewright.Fhir.Json;

/// <summary>Writes a document by its plan. Parts that are kept are copied from the source.</summary>
internal readonly ref struct EditWriter(ResourceDocument document, ResourceEdits edits, EditPlan plan, IBufferWriter<byte> to)
{
    private readonly ReadOnlySpan<byte> _bytes = document.Bytes;
    private readonly Node[] _nodes = document.Nodes;

    internal void Write()
    {
        if (plan.IsKept(0) && edits is { Id: null, RemoveId: false, ChangesMeta: false })
            JsonCompactor.Copy(_bytes, to);
        else
            WriteRoot();
    }

    private void WriteRoot()
    {
        to.Write("{\"resourceType\":"u8);
        JsonText.WriteString(to, document.Type.Utf8Name);
        WriteId();
        if (edits.ChangesMeta)
            new MetaWriter(document, edits, plan, to).Write(this);
        for (var first = _nodes[0].FirstChild; first != 0;)
        {
            var next = NextGroup(first);
            if (!IsWrittenAlready(first))
                WriteProperty(first, next, isFirst: false);
            first = next;
        }
        to.Write("}"u8);
    }

    private void WriteId()
    {
        var id = document.Root.Child("id");
        if (edits.Id is { } text)
        {
            to.Write(",\"id\":"u8);
            JsonText.WriteString(to, text);
        }
        else if (id.Exists && !edits.RemoveId && !plan.IsDropped(id.Index))
        {
            WriteProperty(id.Index, NextGroup(id.Index), isFirst: false);
        }
    }

    private bool IsWrittenAlready(int node)
    {
        if (_nodes[node].Element == 0)
            return false;
        return document.NameOf(node) is { } name && (name == "id" || (name == "meta" && edits.ChangesMeta));
    }

    /// <summary>The same, writing elsewhere.</summary>
    internal EditWriter To(IBufferWriter<byte> other) => new(document, edits, plan, other);

    /// <summary>The first sibling that belongs to another JSON property.</summary>
    internal int NextGroup(int first)
    {
        var at = _nodes[first].Next;
        while (at != 0 && IsSameProperty(_nodes[first], _nodes[at]))
            at = _nodes[at].Next;
        return at;
    }

    /// <summary>Items of one array, or of an array and its extensions. Resources in one array differ in type; types of one choice are properties of their own.</summary>
    private static bool IsSameProperty(in Node one, in Node other) =>
        one.Element == other.Element && (one.NameStart == other.NameStart || (one.Element != 0 && one.Type == other.Type));

    /// <summary>Writes the siblings from <paramref name="first"/> to before <paramref name="end"/>, which are one JSON property. True when anything was left of it.</summary>
    internal bool WriteProperty(int first, int end, bool isFirst)
    {
        var (isUntouched, hasValues, hasExtras) = Survey(first, end);
        if (isUntouched && !hasExtras && TryCopyProperty(first, end, isFirst))
            return true;
        var name = NodePath.RawJsonName(_bytes, _nodes[first].NameStart);
        if (hasValues)
        {
            WriteName(name, isExtras: false, isFirst);
            WriteValues(first, end, isExtras: false);
        }
        if (hasExtras)
        {
            WriteName(name, isExtras: true, isFirst && !hasValues);
            WriteValues(first, end, isExtras: true);
        }
        return hasValues || hasExtras;
    }

    private (bool IsUntouched, bool HasValues, bool HasExtras) Survey(int first, int end)
    {
        var result = (IsUntouched: true, HasValues: false, HasExtras: false);
        for (var at = first; at != end; at = _nodes[at].Next)
        {
            result.IsUntouched &= plan.IsKept(at);
            if (plan.IsDropped(at))
                continue;
            result.HasValues |= _nodes[at].Kind != JsonTokenType.None;
            result.HasExtras |= HasExtras(at);
        }
        return result;
    }

    private bool HasExtras(int node)
    {
        if (_nodes[node].ExtrasLength == 0)
            return false;
        for (var child = _nodes[node].FirstChild; child != 0; child = _nodes[child].Next)
        {
            if (!plan.IsDropped(child))
                return true;
        }
        return false;
    }

    /// <summary>Copies the property with its name as one range; not possible when nulls were dropped from its array.</summary>
    private bool TryCopyProperty(int first, int end, bool isFirst)
    {
        var last = first;
        for (var at = first; at != end; at = _nodes[at].Next)
            last = at;
        var stop = _nodes[last].Start + _nodes[last].Length + (_nodes[last].Kind == JsonTokenType.String ? 1 : 0);
        if (_nodes[first].Item >= 0)
        {
            while (stop < _bytes.Length && JsonCompactor.IsSpace(_bytes[stop]))
                stop++;
            if (_bytes[stop] != ']')
                return false;
            stop++;
        }
        if (!isFirst)
            to.Write(","u8);
        JsonCompactor.Copy(_bytes[(_nodes[first].NameStart - 1)..stop], to);
        return true;
    }

    private void WriteName(ReadOnlySpan<byte> name, bool isExtras, bool isFirst)
    {
        to.Write(isFirst ? "\""u8 : ",\""u8);
        if (isExtras)
            to.Write("_"u8);
        to.Write(name);
        to.Write("\":"u8);
    }

    private void WriteValues(int first, int end, bool isExtras)
    {
        var isArray = _nodes[first].Item >= 0;
        if (isArray)
            to.Write("["u8);
        var isFirst = true;
        for (var at = first; at != end; at = _nodes[at].Next)
        {
            if (plan.IsDropped(at))
                continue;
            if (!isFirst)
                to.Write(","u8);
            isFirst = false;
            if (isExtras)
                WriteExtras(at);
            else
                WriteValue(at);
        }
        if (isArray)
            to.Write("]"u8);
    }

    private void WriteExtras(int node)
    {
        if (HasExtras(node))
            WriteObject(node);
        else
            to.Write("null"u8);
    }

    internal void WriteValue(int index)
    {
        ref readonly var node = ref _nodes[index];
        if (node.Kind == JsonTokenType.None)
            to.Write("null"u8);
        else if (plan.TextOf(index) is { } text)
            JsonText.WriteString(to, text);
        else if (node.Kind == JsonTokenType.StartObject && !plan.IsKept(index))
            WriteObject(index);
        else
            JsonCompactor.Copy(new Element(document, index).RawJson, to);
    }

    private void WriteObject(int index)
    {
        to.Write("{"u8);
        var isFirst = true;
        if (_nodes[index].Kind == JsonTokenType.StartObject && new Element(document, index).Type is { IsResource: true } type)
        {
            to.Write("\"resourceType\":"u8);
            JsonText.WriteString(to, type.Utf8Name);
            isFirst = false;
        }
        for (var first = _nodes[index].FirstChild; first != 0;)
        {
            var next = NextGroup(first);
            if (WriteProperty(first, next, isFirst))
                isFirst = false;
            first = next;
        }
        to.Write("}"u8);
    }
}
