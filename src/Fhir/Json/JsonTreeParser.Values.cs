using System.Text.Json;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

internal ref partial struct JsonTreeParser
{
    /// <summary>Where a value belongs: its name, its place in an array (-1: none), the node it completes (0: none) and the node it follows (0: the last).</summary>
    private readonly record struct Place(int NameStart, int Item, int Merge, int After, bool IsExtras);

    /// <summary>Reads the value at hand. Returns its node, or 0 when it gets none.</summary>
    private int ParseValue(ref ObjectState state, in JsonNameTable.Entry entry, in Place place)
    {
        if (_reader.TokenType == JsonTokenType.StartArray)
        {
            Report(JsonRule.ArrayUnexpected, "An array stands inside an array.", LocationOf(state.Node, entry.Element!.Name, place.Item));
            _reader.Skip();
            return Placeholder(ref state, entry, place, Dropped);
        }
        if (place.IsExtras)
            return ParseExtras(ref state, entry, place);
        return entry.Type!.IsPrimitive ? ParsePrimitive(ref state, entry, place) : ParseComplex(ref state, entry, place);
    }

    private int ParsePrimitive(ref ObjectState state, in JsonNameTable.Entry entry, in Place place)
    {
        var kind = _reader.TokenType;
        if (kind == JsonTokenType.Null)
            return Null(ref state, entry, place);
        if (kind == JsonTokenType.StartObject)
        {
            Report(JsonRule.PrimitiveExpected, $"The type {entry.Type!.Name} is written as a plain value, not as an object.", LocationOf(state.Node, entry.Element!.Name, place.Item));
            _reader.Skip();
            return Placeholder(ref state, entry, place, Dropped);
        }
        var index = place.Merge != 0 ? place.Merge : Link(ref state, entry, place);
        ref var node = ref _nodes[index];
        node.Kind = kind;
        node.Start = (int)_reader.TokenStartIndex + (kind == JsonTokenType.String ? 1 : 0);
        node.Length = _reader.ValueSpan.Length;
        node.IsEscaped = _reader.ValueIsEscaped;
        if (kind != KindOf(entry.Type!.Primitive) || node.Length == 0 || node.IsEscaped)
            CheckPrimitive(index, entry.Type);
        return index;
    }

    private static JsonTokenType KindOf(PrimitiveKind primitive) => primitive switch
    {
        // True stands for both booleans; CheckPrimitive tells.
        PrimitiveKind.Boolean => JsonTokenType.True,
        PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal => JsonTokenType.Number,
        _ => JsonTokenType.String,
    };

    private void CheckPrimitive(int index, TypeDefinition type)
    {
        var kind = _nodes[index].Kind;
        var wanted = KindOf(type.Primitive);
        if (kind != wanted && !(kind == JsonTokenType.False && wanted == JsonTokenType.True))
        {
            var word = wanted switch { JsonTokenType.True => "true or false", JsonTokenType.Number => "a number", _ => "a string" };
            Report(JsonRule.WrongKind, $"JSON writes the type {type.Name} as {word}.", LocationOf(index));
        }
        if (kind == JsonTokenType.String && _nodes[index].Length == 0)
            Report(JsonRule.EmptyString, "A string is empty.", LocationOf(index));
        if (_nodes[index].IsEscaped && JsonText.HasLoneSurrogate(_reader.ValueSpan))
            Report(JsonRule.LoneSurrogate, "A string holds half of a surrogate pair.", LocationOf(index));
    }

    private int ParseComplex(ref ObjectState state, in JsonNameTable.Entry entry, in Place place)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            if (_reader.TokenType == JsonTokenType.Null)
                Report(JsonRule.Null, "A null stands where an object is expected.", LocationOf(state.Node, entry.Element!.Name, place.Item));
            else
                Report(JsonRule.ObjectExpected, $"The type {entry.Type!.Name} is written as an object.", LocationOf(state.Node, entry.Element!.Name, place.Item));
            return 0;
        }
        var type = entry.Type;
        var isResource = type!.IsResource;
        var index = Link(ref state, entry, place);
        if (isResource)
        {
            type = ResourceTypeAhead(LocationOf(index));
            if (type is not null && !type.IsSubtypeOf(entry.Type!))
                Report(JsonRule.WrongResourceType, $"Only {entry.Type!.Name} may stand here.", LocationOf(index));
            _nodes[index].Type = (ushort)(type is null ? 0 : type.Index + 1);
        }
        ReadObject(index, type, isResource);
        return index;
    }

    private int ParseExtras(ref ObjectState state, in JsonNameTable.Entry entry, in Place place)
    {
        if (_reader.TokenType == JsonTokenType.Null)
            return Null(ref state, entry, place);
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Report(JsonRule.ObjectExpected, "Id and extensions of a primitive are written as an object.", LocationOf(state.Node, entry.Element!.Name, place.Item));
            return Placeholder(ref state, entry, place, Dropped);
        }
        var index = place.Merge != 0 ? place.Merge : Link(ref state, entry, place);
        if (!_nodes[index].HasValue)
            _nodes[index].Kind = JsonTokenType.None;
        _nodes[index].ExtrasStart = (int)_reader.TokenStartIndex;
        ParseObject(index, entry.Type, isResource: false);
        _nodes[index].ExtrasLength = (int)_reader.BytesConsumed - _nodes[index].ExtrasStart;
        return index;
    }

    /// <summary>A null is fine in an array, for now; alone it never is.</summary>
    private int Null(ref ObjectState state, in JsonNameTable.Entry entry, in Place place)
    {
        if (place.Item >= 0)
            return Placeholder(ref state, entry, place, JsonTokenType.Null);
        Report(JsonRule.Null, "A property is null; it must be left out.", LocationOf(state.Node, entry.Element!.Name));
        return 0;
    }

    private int Placeholder(ref ObjectState state, in JsonNameTable.Entry entry, in Place place, JsonTokenType kind)
    {
        if (place.Merge != 0)
            return place.Merge;
        if (!entry.Type!.IsPrimitive)
            return 0;
        var index = Link(ref state, entry, place);
        _nodes[index].Kind = kind;
        _nodes[index].Start = (int)_reader.TokenStartIndex;
        state.HasPlaceholders = true;
        return index;
    }

    /// <summary>Reads the object at hand into a linked node.</summary>
    private void ReadObject(int index, TypeDefinition? type, bool isResource)
    {
        _nodes[index].Kind = JsonTokenType.StartObject;
        _nodes[index].Start = (int)_reader.TokenStartIndex;
        ParseObject(index, type, isResource);
        _nodes[index].Length = (int)_reader.BytesConsumed - _nodes[index].Start;
    }

    /// <summary>Makes a node of a defined element and hangs it into the tree.</summary>
    private int Link(ref ObjectState state, in JsonNameTable.Entry entry, in Place place)
    {
        var element = entry.Element!;
        var node = new Node
        {
            NameStart = place.NameStart,
            Parent = state.Node,
            Item = place.Item,
            Element = (ushort)(element.Index + 1),
            Type = (ushort)(entry.Type!.Index + 1),
            Name = (ushort)element.NameIndex,
        };
        return Hang(ref state, node, place.After);
    }

    private int Hang(ref ObjectState state, in Node node, int after)
    {
        var index = Add(node);
        if (after == 0)
            after = state.LastChild;
        if (after == 0)
        {
            _nodes[state.Node].FirstChild = index;
        }
        else
        {
            _nodes[index].Next = _nodes[after].Next;
            _nodes[after].Next = index;
        }
        if (after == state.LastChild)
            state.LastChild = index;
        return index;
    }

    /// <summary>Keeps a property that the definitions do not know: objects with their content, items of arrays one by one, arrays in arrays as bytes.</summary>
    private void ParseUnknown(ref ObjectState state, int nameStart)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            UnknownValue(ref state, nameStart, -1);
            return;
        }
        for (var item = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; item++)
            UnknownValue(ref state, nameStart, item);
    }

    private void UnknownValue(ref ObjectState state, int nameStart, int item)
    {
        var kind = _reader.TokenType;
        var node = new Node { NameStart = nameStart, Parent = state.Node, Item = item, Kind = kind, Start = (int)_reader.TokenStartIndex };
        if (kind is JsonTokenType.StartObject)
        {
            ReadObject(Hang(ref state, node, 0), null, isResource: false);
            return;
        }
        if (kind == JsonTokenType.StartArray)
        {
            _reader.Skip();
            node.Length = (int)_reader.BytesConsumed - node.Start;
        }
        else
        {
            node.Length = _reader.ValueSpan.Length;
            node.Start += kind == JsonTokenType.String ? 1 : 0;
            node.IsEscaped = _reader.ValueIsEscaped;
        }
        Hang(ref state, node, 0);
    }
}
