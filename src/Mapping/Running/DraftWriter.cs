using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carewright.Mapping.Running;

/// <summary>Writes drafts as JSON, one after the other into the same room.</summary>
internal sealed class DraftWriter : IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Utf8JsonWriter _json;

    public DraftWriter() => _json = new Utf8JsonWriter(_bytes, s_options);

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();

    /// <summary>The resource as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Write(Draft draft)
    {
        var json = _json;
        _bytes.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("resourceType", draft.Type.Name);
        Children(draft, 0, json);
        json.WriteEndObject();
        json.Flush();
        return _bytes.WrittenSpan.ToArray();
    }

    private static void Children(Draft draft, int parent, Utf8JsonWriter json)
    {
        for (var at = draft[parent].First; at >= 0; at = draft[at].Next)
            Node(draft, at, json);
    }

    private static void Node(Draft draft, int at, Utf8JsonWriter json)
    {
        ref readonly var node = ref draft[at];
        if (node.Kind == DraftKind.Array && node.First < 0)
            return;
        if (node.Name.Length > 0)
            json.WritePropertyName(node.Name);
        switch (node.Kind)
        {
            case DraftKind.Object:
                json.WriteStartObject();
                Children(draft, at, json);
                json.WriteEndObject();
                break;
            case DraftKind.Array:
                json.WriteStartArray();
                Children(draft, at, json);
                json.WriteEndArray();
                break;
            case DraftKind.Literal:
                json.WriteRawValue(node.Text!, skipInputValidation: true);
                break;
            default:
                json.WriteStringValue(node.Text);
                break;
        }
    }
}
