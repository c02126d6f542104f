using System.Buffers;
using System.Text;
using System.Text.Json;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Patch;

/// <summary>
/// A JSON value that can be changed. It is its bytes until somebody reaches into it: only the objects and arrays on the way to a change are taken apart, so that everything
/// else, the digits of decimals included, is copied as it came.
/// </summary>
internal sealed class JsonTree
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 4096 };
    private ReadOnlyMemory<byte> _raw;
    private List<JsonMember>? _members;
    private List<JsonTree>? _items;

    /// <summary>The value of well-formed bytes.</summary>
    internal JsonTree(ReadOnlyMemory<byte> raw)
    {
        var span = raw.Span;
        var (start, end) = (0, span.Length);
        while (start < end && JsonCompactor.IsSpace(span[start]))
            start++;
        while (end > start && JsonCompactor.IsSpace(span[end - 1]))
            end--;
        _raw = raw[start..end];
        First = _raw.Span[0];
    }

    private JsonTree(byte first) => First = first;

    internal static JsonTree EmptyObject() => new((byte)'{') { _members = [] };

    internal static JsonTree Array(IEnumerable<JsonTree> items) => new((byte)'[') { _items = [.. items] };

    internal static JsonTree Null() => new("null"u8.ToArray());

    /// <summary>First byte of the value: tells its kind.</summary>
    internal byte First { get; private set; }

    internal bool IsObject => First == '{';

    internal bool IsArray => First == '[';

    internal bool IsNull => First == 'n';

    /// <summary>The bytes of a value that was not taken apart.</summary>
    internal ReadOnlySpan<byte> Raw => _raw.Span;

    /// <summary>The members of an object, in order.</summary>
    internal List<JsonMember> Members => _members ??= ReadMembers();

    /// <summary>The items of an array.</summary>
    internal List<JsonTree> Items => _items ??= ReadItems();

    /// <summary>The value of a member, or null.</summary>
    internal JsonTree? Find(string name) => Members.Find(member => member.Name == name).Value;

    /// <summary>Sets a member where it stands, or at the end.</summary>
    internal void Set(string name, JsonTree value)
    {
        var at = Members.FindIndex(member => member.Name == name);
        if (at < 0)
            Members.Add(new(name, value));
        else
            Members[at] = new(name, value);
    }

    internal bool Remove(string name) => Members.RemoveAll(member => member.Name == name) > 0;

    /// <summary>Takes another value's content: used when the root itself is replaced.</summary>
    internal void Become(JsonTree other) => (First, _raw, _members, _items) = (other.First, other._raw, other._members, other._items);

    /// <summary>A copy that shares nothing that can be changed, and its size in bytes.</summary>
    internal JsonTree Copy(out int size)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Write(bytes);
        size = bytes.WrittenCount;
        return new JsonTree(bytes.WrittenMemory);
    }

    /// <summary>Drops objects and arrays that lost all they held: FHIR knows no empty ones (FHIR R4 json.html). True when this one is empty by that.</summary>
    internal bool Prune()
    {
        if (_members is not null)
        {
            var before = _members.Count;
            _members.RemoveAll(member => member.Value.Prune());
            return _members.Count == 0 && (before > 0 || _raw.Length > 0);
        }
        if (_items is null)
            return false;
        _items.RemoveAll(item => item.Prune());
        return _items.Count == 0;
    }

    /// <summary>Writes the value without insignificant white space.</summary>
    internal void Write(IBufferWriter<byte> to)
    {
        if (_members is not null)
            WriteObject(_members, to);
        else if (_items is not null)
            WriteArray(_items, to);
        else
            JsonCompactor.Copy(_raw.Span, to);
    }

    private static void WriteObject(List<JsonMember> members, IBufferWriter<byte> to)
    {
        to.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                to.Write(","u8);
            JsonText.WriteString(to, members[i].Name);
            to.Write(":"u8);
            members[i].Value.Write(to);
        }
        to.Write("}"u8);
    }

    private static void WriteArray(List<JsonTree> items, IBufferWriter<byte> to)
    {
        to.Write("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                to.Write(","u8);
            items[i].Write(to);
        }
        to.Write("]"u8);
    }

    private List<JsonMember> ReadMembers()
    {
        var members = new List<JsonMember>();
        var reader = new Utf8JsonReader(_raw.Span, s_options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueIsEscaped ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Read();
            members.Add(new(name, ReadValue(ref reader)));
        }
        return members;
    }

    private List<JsonTree> ReadItems()
    {
        var items = new List<JsonTree>();
        var reader = new Utf8JsonReader(_raw.Span, s_options);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(ref reader));
        return items;
    }

    private JsonTree ReadValue(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonTree(_raw[start..(int)reader.BytesConsumed]);
    }
}

/// <summary>A member of an object: its decoded name and its value.</summary>
internal readonly record struct JsonMember(string Name, JsonTree Value);
