using System.Buffers;
using System.Text.Json;
using Carewright.Fhir;

namespace Carewright.Gateway.Writing;

/// <summary>Keeps what the writer of an update cannot see: it must not vanish because somebody who never saw it sent the rest back.</summary>
internal static class HiddenElements
{
    /// <summary>The new body with the hidden top-level elements of the current version in place of its own.</summary>
    /// <param name="body">The compact new version.</param>
    /// <param name="current">The current version.</param>
    /// <param name="hidden">FHIR names of top-level elements.</param>
    internal static ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> current, IReadOnlySet<string> hidden)
    {
        if (hidden.Count == 0)
            return body;
        var result = new ArrayBufferWriter<byte>(body.Length + 256);
        result.Write("{"u8);
        var first = true;
        CopyProperties(body, hidden, copyHidden: false, result, ref first);
        CopyProperties(current, hidden, copyHidden: true, result, ref first);
        result.Write("}"u8);
        return result.WrittenMemory;
    }

    private static void CopyProperties(ReadOnlyMemory<byte> json, IReadOnlySet<string> hidden, bool copyHidden, ArrayBufferWriter<byte> result, ref bool first)
    {
        var document = ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isHidden = IsHidden(document.Type, reader.ValueSpan, hidden);
            reader.Read();
            reader.Skip();
            if (isHidden != copyHidden)
                continue;
            if (!first)
                result.Write(","u8);
            first = false;
            result.Write(json.Span[start..(int)reader.BytesConsumed]);
        }
    }

    private static bool IsHidden(TypeDefinition type, ReadOnlySpan<byte> jsonName, IReadOnlySet<string> hidden)
    {
        var name = jsonName.Length > 1 && jsonName[0] == (byte)'_' ? jsonName[1..] : jsonName;
        return type.FindByJsonName(name, out _) is { } element && hidden.Contains(element.Name);
    }
}
