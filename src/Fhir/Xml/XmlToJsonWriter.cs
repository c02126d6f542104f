using System.Buffers;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Xml;

/// <summary>Writes what was read from XML as JSON.</summary>
internal static partial class XmlToJsonWriter
{
    internal static void Write(XmlItem item, IBufferWriter<byte> to)
    {
        to.Write("{"u8);
        var isFirst = true;
        if (item.Type.IsResource)
        {
            to.Write("\"resourceType\":"u8);
            JsonText.WriteString(to, item.Type.Utf8Name);
            isFirst = false;
        }
        foreach (var property in item.Properties)
            WriteProperty(property, ref isFirst, to);
        to.Write("}"u8);
    }

    /// <summary>True when a value can be a JSON literal of that type as it is; otherwise it is written as a string, for the validator to refuse.</summary>
    internal static bool IsLiteral(string value, PrimitiveKind primitive) => primitive switch
    {
        PrimitiveKind.Boolean => value is "true" or "false",
        PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal => JsonNumber().IsMatch(value),
        _ => false,
    };

    internal static bool WantsLiteral(PrimitiveKind primitive) =>
        primitive is PrimitiveKind.Boolean or PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal;

    private static void WriteProperty(XmlProperty property, ref bool isFirst, IBufferWriter<byte> to)
    {
        var isPrimitive = property.Items[0].Type.IsPrimitive;
        if (!isPrimitive || property.Items.Exists(i => i.Value is not null))
        {
            WriteName(property, isExtras: false, ref isFirst, to);
            WriteItems(property, isPrimitive ? WriteValue : Write, to);
        }
        if (isPrimitive && property.Items.Exists(i => i.Properties.Count > 0))
        {
            WriteName(property, isExtras: true, ref isFirst, to);
            WriteItems(property, WriteExtras, to);
        }
    }

    private static void WriteName(XmlProperty property, bool isExtras, ref bool isFirst, IBufferWriter<byte> to)
    {
        to.Write(isFirst ? "\""u8 : ",\""u8);
        isFirst = false;
        if (isExtras)
            to.Write("_"u8);
        to.Write(property.JsonName);
        to.Write("\":"u8);
    }

    private static void WriteItems(XmlProperty property, Action<XmlItem, IBufferWriter<byte>> write, IBufferWriter<byte> to)
    {
        if (!property.Element.IsRepeating)
        {
            write(property.Items[0], to);
            return;
        }
        for (var i = 0; i < property.Items.Count; i++)
        {
            to.Write(i == 0 ? "["u8 : ","u8);
            write(property.Items[i], to);
        }
        to.Write("]"u8);
    }

    private static void WriteExtras(XmlItem item, IBufferWriter<byte> to)
    {
        if (item.Properties.Count == 0)
            to.Write("null"u8);
        else
            Write(item, to);
    }

    private static void WriteValue(XmlItem item, IBufferWriter<byte> to)
    {
        if (item.Value is null)
            to.Write("null"u8);
        else if (IsLiteral(item.Value, item.Type.Primitive))
            to.Write(XmlText.Utf8(item.Value));
        else
            JsonText.WriteString(to, item.Value);
    }

    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
