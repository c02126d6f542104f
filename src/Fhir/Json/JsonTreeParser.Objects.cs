using System.Text.Json;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

internal ref partial struct JsonTreeParser
{
    /// <summary>What is known of the object being read: its node, its last child, and which elements have come, plain and as <c>_name</c>.</summary>
    private struct ObjectState
    {
        internal int Node;
        internal int LastChild;
        internal int Properties;
        internal bool HasPlaceholders;
        internal bool HasResourceType;
        internal ulong Seen;
        internal ulong SeenExtras;
    }

    /// <summary>Reads the properties of the object at hand up to its closing brace. A null type: unknown, its content is taken as it is.</summary>
    private void ParseObject(int node, TypeDefinition? type, bool isResource)
    {
        var state = new ObjectState { Node = node };
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            state.Properties++;
            ParseProperty(ref state, type, isResource);
        }
        if (state.Properties == 0)
            Report(JsonRule.EmptyObject, "An object is empty.", LocationOf(node));
        if (state.HasPlaceholders)
            DropPlaceholders(node);
    }

    private void ParseProperty(ref ObjectState state, TypeDefinition? type, bool isResource)
    {
        var nameStart = (int)_reader.TokenStartIndex + 1;
        var name = Decoded(_reader);
        if (isResource && name.SequenceEqual("resourceType"u8))
        {
            ParseResourceType(ref state);
            return;
        }
        if (type is not null)
        {
            ref readonly var entry = ref type.JsonNames.Find(name);
            if (entry.Element is not null)
            {
                ParseElement(ref state, entry, nameStart, isExtras: false);
                return;
            }
            if (name.Length > 1 && name[0] == '_' && type.JsonNames.Find(name[1..]) is { Element: not null, Type.IsPrimitive: true } extras)
            {
                // The underscore itself may be written as an escape of six bytes.
                ParseElement(ref state, extras, nameStart + (_bytes[nameStart] == (byte)'_' ? 1 : 6), isExtras: true);
                return;
            }
            if (!_issues.IsFull)
            {
                var text = NodePath.JsonName(_bytes, nameStart);
                Report(JsonRule.UnknownElement, $"{type.Name} has no such element.", LocationOf(state.Node, text));
            }
        }
        ParseUnknown(ref state, nameStart);
    }

    private void ParseResourceType(ref ObjectState state)
    {
        if (state.HasResourceType)
            Report(JsonRule.DuplicateProperty, "The property occurs twice.", LocationOf(state.Node, "resourceType"));
        state.HasResourceType = true;
        _reader.Read();
        _reader.Skip();
    }

    private void ParseElement(ref ObjectState state, in JsonNameTable.Entry entry, int nameStart, bool isExtras)
    {
        var element = entry.Element!;
        var bit = 1ul << element.Ordinal;
        var merge = 0;
        if (((state.Seen | state.SeenExtras) & bit) != 0)
        {
            merge = FindFirst(state.Node, entry);
            if (!MayComeAgain(state, entry, bit, merge, isExtras))
            {
                _reader.Read();
                _reader.Skip();
                return;
            }
        }
        if (isExtras)
            state.SeenExtras |= bit;
        else
            state.Seen |= bit;
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.StartArray)
        {
            ParseArray(ref state, entry, nameStart, isExtras, merge);
            return;
        }
        if (element.IsRepeating)
            Report(JsonRule.ArrayExpected, "The element may repeat, so JSON writes it as an array.", LocationOf(state.Node, element.Name));
        ParseValue(ref state, entry, new Place(nameStart, element.IsRepeating ? 0 : -1, merge, 0, isExtras));
    }

    /// <summary>False, with an issue, when the property has come before. Two types of one choice are an issue too, but both are kept.</summary>
    private void ReportDuplicate(in ObjectState state, in JsonNameTable.Entry entry, in JsonRule rule, string message) =>
        Report(rule, message, LocationOf(state.Node, entry.Element!.Name));

    private bool MayComeAgain(in ObjectState state, in JsonNameTable.Entry entry, ulong bit, int merge, bool isExtras)
    {
        if (merge == 0 && entry.Element!.IsChoice)
        {
            ReportDuplicate(state, entry, JsonRule.DuplicateChoice, "The element has values of two types; it may have one.");
            return true;
        }
        if (((isExtras ? state.SeenExtras : state.Seen) & bit) == 0)
            return true;
        ReportDuplicate(state, entry, JsonRule.DuplicateProperty, "The property occurs twice.");
        return false;
    }

    private readonly int FindFirst(int node, in JsonNameTable.Entry entry)
    {
        var at = _nodes[node].FirstChild;
        while (at != 0 && !IsOf(at, entry))
            at = _nodes[at].Next;
        return at;
    }

    private readonly bool IsOf(int node, in JsonNameTable.Entry entry) =>
        _nodes[node].Element == entry.Element!.Index + 1 && _nodes[node].Type == entry.Type!.Index + 1;

    private void ParseArray(ref ObjectState state, in JsonNameTable.Entry entry, int nameStart, bool isExtras, int merge)
    {
        var element = entry.Element!;
        if (!element.IsRepeating)
            Report(JsonRule.ArrayUnexpected, "The element may not repeat, so JSON writes no array.", LocationOf(state.Node, element.Name));
        var item = 0;
        var at = merge;
        var last = 0;
        for (; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; item++)
        {
            var made = ParseValue(ref state, entry, new Place(nameStart, item, at, last, isExtras));
            if (merge == 0)
                continue;
            last = made;
            at = made != 0 && _nodes[made].Next is var next and not 0 && IsOf(next, entry) ? next : 0;
        }
        if (item == 0)
            Report(JsonRule.EmptyArray, "An array is empty.", LocationOf(state.Node, element.Name));
        if (merge != 0 && (at != 0 || CountOf(merge, entry) != item || _nodes[last].NameStart == nameStart))
            Report(JsonRule.UnequalArrays, "The arrays of values and of their extensions have unequal lengths.", LocationOf(state.Node, element.Name));
    }

    private readonly int CountOf(int first, in JsonNameTable.Entry entry)
    {
        var count = 0;
        for (var at = first; at != 0 && IsOf(at, entry); at = _nodes[at].Next)
            count++;
        return count;
    }

    /// <summary>Takes the null items out of the chain that neither a value nor extensions have filled.</summary>
    private void DropPlaceholders(int parent)
    {
        var before = 0;
        for (var at = _nodes[parent].FirstChild; at != 0; at = _nodes[at].Next)
        {
            if (_nodes[at].Kind is not (JsonTokenType.Null or Dropped) || _nodes[at].FirstChild != 0 || _nodes[at].Element == 0)
            {
                before = at;
                continue;
            }
            if (_nodes[at].Kind == JsonTokenType.Null)
                Report(JsonRule.Null, "An item is null and has no extensions.", LocationOf(at), _nodes[at].Start);
            if (before == 0)
                _nodes[parent].FirstChild = _nodes[at].Next;
            else
                _nodes[before].Next = _nodes[at].Next;
        }
    }
}
