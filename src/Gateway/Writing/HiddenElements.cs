using System.Buffers;
using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;

namespace Carewright.Gateway.Writing;

/// <summary>Keeps what the writer of an update cannot see: it must not vanish because somebody who never saw it sent the rest back.</summary>
internal static class HiddenElements
{
    /// <summary>The new body with the hidden top-level elements of the current version in place of its own.</summary>
    /// <param name="body">The compact new version.</param>
    /// <param name="current">The current version.</param>
    /// <param name="hidden">What the writer cannot see.</param>
    internal static ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> current, HiddenSet hidden)
    {
        if (hidden.IsEmpty)
            return body;
        var sent = Parse(body);
        var kept = Parse(current);
        var result = new ArrayBufferWriter<byte>(body.Length + 256);
        var properties = new PropertyList(result);
        result.Write("{"u8);
        CopyProperties(sent, hidden, copyHidden: false, properties);
        CopyProperties(kept, hidden, copyHidden: true, properties);
        CopyExtensions(sent, kept, hidden, properties);
        result.Write("}"u8);
        return result.WrittenMemory;
    }

    private static ResourceDocument Parse(ReadOnlyMemory<byte> json) =>
        ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A stored resource does not parse.");

    private static void CopyProperties(ResourceDocument document, HiddenSet hidden, bool copyHidden, PropertyList properties)
    {
        var json = document.Utf8.Span;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = NameOf(document.Type, reader.ValueSpan);
            reader.Read();
            reader.Skip();
            if (!(name == "extension" && !hidden.Shows("extension")) && hidden.Shows(name) != copyHidden)
                properties.Add(json[start..(int)reader.BytesConsumed]);
        }
    }

    // Extensions are hidden one by one: those the writer sees are taken from what was sent, the others from what is there.
    private static void CopyExtensions(ResourceDocument sent, ResourceDocument kept, HiddenSet hidden, PropertyList properties)
    {
        if (hidden.Shows("extension"))
            return;
        var extensions = new List<byte[]>();
        foreach (var extension in sent.Root.Children("extension"))
        {
            if (!hidden.Cuts(extension))
                extensions.Add(extension.RawJson.ToArray());
        }
        foreach (var extension in kept.Root.Children("extension"))
        {
            if (hidden.Cuts(extension))
                extensions.Add(extension.RawJson.ToArray());
        }
        if (extensions.Count > 0)
            properties.AddArray("\"extension\":"u8, extensions);
    }

    private static string NameOf(TypeDefinition type, ReadOnlySpan<byte> jsonName)
    {
        var name = jsonName.Length > 1 && jsonName[0] == (byte)'_' ? jsonName[1..] : jsonName;
        return type.FindByJsonName(name, out _) is { } element ? element.Name : System.Text.Encoding.UTF8.GetString(name);
    }

    private sealed class PropertyList(ArrayBufferWriter<byte> to)
    {
        private bool _any;

        internal void Add(ReadOnlySpan<byte> property)
        {
            Separate();
            to.Write(property);
        }

        internal void AddArray(ReadOnlySpan<byte> name, List<byte[]> items)
        {
            Separate();
            to.Write(name);
            to.Write("["u8);
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    to.Write(","u8);
                to.Write(items[i]);
            }
            to.Write("]"u8);
        }

        private void Separate()
        {
            if (_any)
                to.Write(","u8);
            _any = true;
        }
    }
}
