using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Tests.Json;

/// <summary>Resources of right shape with random content, from the definitions: every type, choices, extensions of primitives, contained resources.</summary>
internal sealed class RandomResource(int seed)
{
    private const int MaxDepth = 5;
    private readonly Random _random = new(seed);

    internal static byte[] Make(int seed, TypeDefinition? type = null)
    {
        var to = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(to))
        {
            var maker = new RandomResource(seed);
            maker.WriteResource(json, type ?? maker.Pick(FhirModel.R4.ResourceTypes), 0);
        }
        return to.WrittenSpan.ToArray();
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private void WriteResource(Utf8JsonWriter json, TypeDefinition type, int depth)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", type.Name);
        WriteElements(json, type, depth, isEmptyAllowed: true);
        json.WriteEndObject();
    }

    private void WriteElements(Utf8JsonWriter json, TypeDefinition type, int depth, bool isEmptyAllowed)
    {
        var wanted = type.Elements.Where(e => _random.Next(100) < (depth == 0 ? 60 : 25)).ToList();
        if (depth >= MaxDepth)
            wanted = [.. wanted.Where(IsSimple)];
        if (wanted.Count == 0 && !isEmptyAllowed)
            wanted.Add(type.Elements.First(IsSimple));
        foreach (var element in wanted)
            WriteElement(json, element, depth);
    }

    private static bool IsSimple(ElementDefinition element) => element.Types[0].Type.IsPrimitive && !element.IsChoice;

    private void WriteElement(Utf8JsonWriter json, ElementDefinition element, int depth)
    {
        var type = Pick(element.Types).Type;
        var name = element.IsChoice ? element.Name + char.ToUpperInvariant(type.Name[0]) + type.Name[1..] : element.Name;
        var count = element.IsRepeating ? _random.Next(1, 4) : 1;
        if (!type.IsPrimitive)
        {
            json.WritePropertyName(name);
            WriteItems(json, element, count, _ => WriteComplex(json, type, depth + 1));
            return;
        }
        // Attributes of XML and narratives cannot carry extensions.
        var canExtend = !element.IsXmlAttribute && type.Primitive != PrimitiveKind.Xhtml && depth < MaxDepth;
        var hasExtras = Enumerable.Range(0, count).Select(_ => canExtend && _random.Next(4) == 0).ToArray();
        var hasValue = hasExtras.Select(extras => !extras || _random.Next(2) == 0).ToArray();
        if (hasValue.Contains(true))
        {
            json.WritePropertyName(name);
            WriteItems(json, element, count, i => WriteOrNull(json, hasValue[i], () => WriteValue(json, type.Primitive)));
        }
        if (hasExtras.Contains(true))
        {
            json.WritePropertyName("_" + name);
            WriteItems(json, element, count, i => WriteOrNull(json, hasExtras[i], () => WriteComplex(json, type, depth + 1)));
        }
    }

    private static void WriteItems(Utf8JsonWriter json, ElementDefinition element, int count, Action<int> write)
    {
        if (element.IsRepeating)
            json.WriteStartArray();
        for (var i = 0; i < count; i++)
            write(i);
        if (element.IsRepeating)
            json.WriteEndArray();
    }

    private static void WriteOrNull(Utf8JsonWriter json, bool isThere, Action write)
    {
        if (isThere)
            write();
        else
            json.WriteNullValue();
    }

    private void WriteComplex(Utf8JsonWriter json, TypeDefinition type, int depth)
    {
        if (type.IsResource)
        {
            WriteResource(json, type.IsAbstract ? Pick(FhirModel.R4.ResourceTypes) : type, depth + 1);
            return;
        }
        json.WriteStartObject();
        WriteElements(json, type, depth, isEmptyAllowed: false);
        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, PrimitiveKind primitive)
    {
        switch (primitive)
        {
            case PrimitiveKind.Boolean:
                json.WriteBooleanValue(_random.Next(2) == 0);
                break;
            case PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt:
                json.WriteNumberValue(_random.Next(1, int.MaxValue));
                break;
            case PrimitiveKind.Decimal:
                json.WriteRawValue((_random.Next(-1000, 1000) / 100m).ToString("F" + _random.Next(0, 12), CultureInfo.InvariantCulture));
                break;
            case PrimitiveKind.Xhtml:
                json.WriteStringValue($"<div xmlns=\"http://www.w3.org/1999/xhtml\">{System.Net.WebUtility.HtmlEncode(Text())}<br/>\r\n<p class='x'>\u00e9</p></div>");
                break;
            default:
                json.WriteStringValue(Text());
                break;
        }
    }

    private string Text()
    {
        ReadOnlySpan<string> pieces = ["a", "B", " ", "\"", "\\", "\n", "\t", "\r\n", "<", ">", "&", "&amp;", "'", "/", "é", "漢", "\U0001F600", "\u2028", "]]>", "null", "_", "0"];
        var text = new StringBuilder("x");
        for (var i = _random.Next(0, 8); i > 0; i--)
            text.Append(pieces[_random.Next(pieces.Length)]);
        return text.ToString();
    }
}
