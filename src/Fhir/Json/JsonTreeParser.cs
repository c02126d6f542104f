using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

/// <summary>
/// Makes the node array of a resource in one pass over its JSON. The array is built in memory of the thread and copied once at its final size.
/// </summary>
internal ref partial struct JsonTreeParser
{
    /// <summary>Marks an item that is kept only so that <c>x</c> and <c>_x</c> stay in step, and whose fault has been reported.</summary>
    private const JsonTokenType Dropped = JsonTokenType.Comment;

    /// <summary>Scratch memory above this many nodes is not kept for the next document.</summary>
    private const int MostKeptNodes = 64 * 1024;

    [ThreadStatic]
    private static Node[]? t_scratch;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FhirModel _model;
    private Utf8JsonReader _reader;
    private JsonIssues _issues;
    private Node[] _nodes;
    private int _count;

    private JsonTreeParser(ReadOnlySpan<byte> bytes, FhirModel model, ParseOptions options)
    {
        _bytes = bytes;
        _model = model;
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        _issues = new JsonIssues(options.MaxIssues);
        _nodes = t_scratch ?? new Node[256];
        t_scratch = null;
    }

    internal static ParseOutcome Parse(ArraySegment<byte> bytes, FhirModel model, ParseOptions options)
    {
        var parser = new JsonTreeParser(bytes, model, options);
        var isUsable = parser.TryParse(options.MaxDepth);
        var document = isUsable ? new ResourceDocument(bytes, parser._nodes.AsSpan(0, parser._count).ToArray(), model) : null;
        if (parser._nodes.Length <= MostKeptNodes)
            t_scratch = parser._nodes;
        return new ParseOutcome(document, parser._issues.ToList());
    }

    private bool TryParse(int maxDepth)
    {
        if (!Utf8.IsValid(_bytes))
        {
            Report(JsonRule.InvalidUtf8, "The text is not valid UTF-8.", null, FirstInvalidByte());
            return false;
        }
        try
        {
            return ParseRoot();
        }
        catch (JsonException exception)
        {
            // The reader's own message may quote the text, which may be a patient's.
            var offset = OffsetOf(exception);
            if (DepthAt(offset) >= maxDepth)
                Report(JsonRule.Depth, $"The text is nested deeper than {maxDepth} levels.", null, offset);
            else
                Report(JsonRule.Syntax, "The text is not well-formed JSON.", null, offset);
            return false;
        }
    }

    private bool ParseRoot()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Report(JsonRule.NotObject, "A resource is a JSON object.", null);
            return false;
        }
        var type = ResourceTypeAhead(null);
        if (type is null)
        {
            // Shape cannot be judged without a type; syntax still can.
            _reader.Skip();
            _reader.Read();
            return false;
        }
        Add(new Node { Start = (int)_reader.TokenStartIndex, Item = -1, Type = (ushort)(type.Index + 1), Kind = JsonTokenType.StartObject });
        ParseObject(0, type, isResource: true);
        _nodes[0].Length = (int)_reader.BytesConsumed - _nodes[0].Start;
        _reader.Read();
        return true;
    }

    /// <summary>The type that the object at hand names, found without moving on. Reports when there is none or an unknown one.</summary>
    private TypeDefinition? ResourceTypeAhead(string? location)
    {
        var ahead = _reader;
        ahead.Read();
        while (ahead.TokenType == JsonTokenType.PropertyName && !Decoded(ahead).SequenceEqual("resourceType"u8))
        {
            ahead.Read();
            ahead.Skip();
            ahead.Read();
        }
        if (ahead.TokenType != JsonTokenType.PropertyName)
        {
            Report(JsonRule.NoResourceType, "The object has no resourceType.", location);
            return null;
        }
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.String)
        {
            Report(JsonRule.NoResourceType, "The resourceType is not a string.", location, ahead.TokenStartIndex);
            return null;
        }
        var type = _model.FindType(Decoded(ahead));
        if (type is { IsResource: true, IsAbstract: false })
            return type;
        Report(JsonRule.UnknownResourceType, "The resourceType is not a resource type of FHIR R4.", location, ahead.TokenStartIndex);
        return null;
    }

    /// <summary>The text of the name or string at hand. The reader's own comparison throws on half a surrogate pair.</summary>
    private static ReadOnlySpan<byte> Decoded(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        var text = new byte[reader.ValueSpan.Length];
        return text.AsSpan(0, JsonText.Unescape(reader.ValueSpan, text));
    }

    private int Add(in Node node)
    {
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, _nodes.Length * 2);
        _nodes[_count] = node;
        return _count++;
    }

    private void Report(in JsonRule rule, string message, string? location) => Report(rule, message, location, _reader.TokenStartIndex);

    private void Report(in JsonRule rule, string message, string? location, long offset) => _issues.Add(rule, message, location, _bytes, offset);

    private readonly string? LocationOf(int node) => _issues.IsFull ? null : NodePath.Of(_nodes.AsSpan(0, _count), node, _bytes, _model);

    private readonly string? LocationOf(int parent, string name, int item = -1)
    {
        if (_issues.IsFull)
            return null;
        var path = new StringBuilder(LocationOf(parent)).Append('.');
        NodePath.AppendName(path, name);
        if (item >= 0)
            path.Append('[').Append(item).Append(']');
        return path.ToString();
    }

    private readonly int FirstInvalidByte()
    {
        var at = 0;
        while (at < _bytes.Length && Rune.DecodeFromUtf8(_bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>How many objects and arrays are open before that offset of text that is well-formed up to there.</summary>
    private readonly int DepthAt(long offset)
    {
        var depth = 0;
        var isInString = false;
        for (var at = 0; at < offset && at < _bytes.Length; at++)
        {
            var b = _bytes[at];
            if (isInString && b == '\\')
                at++;
            else if (b == '"')
                isInString = !isInString;
            else if (!isInString)
                depth += b is (byte)'{' or (byte)'[' ? 1 : b is (byte)'}' or (byte)']' ? -1 : 0;
        }
        return depth;
    }

    private readonly long OffsetOf(JsonException exception)
    {
        var offset = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
            offset += _bytes[offset..].IndexOf((byte)'\n') + 1;
        return offset + (exception.BytePositionInLine ?? 0);
    }
}
