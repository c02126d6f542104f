using System.Globalization;
using System.Text.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Patch;

/// <summary>Reads JSON Patch documents (RFC 6902 section 3 and 4), all faults at once.</summary>
internal sealed class JsonPatchParser
{
    private readonly List<Issue> _issues = [];
    private readonly List<JsonPatchOperation> _operations = [];

    internal static PatchParseOutcome Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        var parser = new JsonPatchParser();
        parser.Read(utf8);
        return parser._issues.Count > 0 ? new(null, parser._issues) : new(new JsonPatch(parser._operations), []);
    }

    private void Read(ReadOnlyMemory<byte> utf8)
    {
        if (!IsJsonArray(utf8.Span))
        {
            Add("PATCH-SYNTAX", "A JSON Patch is a JSON array of operations.", null);
            return;
        }
        var items = new JsonTree(utf8).Items;
        if (items.Count > ResourcePatch.MaxOperations)
            Add("PATCH-TOO-MANY", $"A patch has at most {ResourcePatch.MaxOperations} operations.", null);
        else
            for (var i = 0; i < items.Count; i++)
                ReadOperation(i, items[i]);
    }

    private static bool IsJsonArray(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            var isArray = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (reader.Read())
                isArray &= !HasBadText(reader);
            return isArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasBadText(in Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
        && (!System.Text.Unicode.Utf8.IsValid(reader.ValueSpan) || (reader.ValueIsEscaped && Json.JsonText.HasLoneSurrogate(reader.ValueSpan)));

    private void ReadOperation(int index, JsonTree item)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"[{index}]");
        if (!item.IsObject)
        {
            Add("PATCH-OPERATION", "An operation is a JSON object.", place);
            return;
        }
        if (item.Members.DistinctBy(member => member.Name).Count() != item.Members.Count)
            Add("PATCH-DUPLICATE", "An operation names each of its members once.", place);
        var before = _issues.Count;
        var kind = Text(item, "op");
        if (kind is not ("add" or "remove" or "replace" or "move" or "copy" or "test"))
            Add("PATCH-OP", "op is add, remove, replace, move, copy or test.", place + ".op");
        var path = Pointer(item, "path", place);
        var from = kind is "move" or "copy" ? Pointer(item, "from", place) : null;
        var value = item.Find("value");
        if (value is null && kind is "add" or "replace" or "test")
            Add("PATCH-VALUE", $"'{kind}' needs a value.", place + ".value");
        if (_issues.Count == before)
            _operations.Add(new(index, kind!, path!, from, value is null ? default : value.Raw.ToArray()));
    }

    private JsonPointer? Pointer(JsonTree item, string name, string place)
    {
        var pointer = Text(item, name) is { } text ? JsonPointer.Parse(text) : null;
        if (pointer is null)
            Add("PATCH-POINTER", $"{name} is a JSON Pointer (RFC 6901): empty, or '/' before each name or index.", $"{place}.{name}");
        return pointer;
    }

    private static string? Text(JsonTree item, string name)
    {
        if (item.Find(name) is not { First: (byte)'"' } value)
            return null;
        var reader = new Utf8JsonReader(value.Raw);
        reader.Read();
        return reader.GetString();
    }

    private void Add(string code, string message, string? place)
    {
        if (_issues.Count < 100)
            _issues.Add(Issue.Error(IssueTypes.Invalid, code, message, place, "RFC 6902 section 4"));
    }
}
