using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>Writes collections as JSON, for the command line and the $fhirpath operation.</summary>
public static class FhirPathJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// A JSON array with one entry per item, in order: elements as the resource has them (decimals keep their digits; a primitive with extensions but no
    /// value is an object of them), Booleans and numbers as such, dates and strings as strings, a Quantity as {"value", "unit"} with a UCUM "code" and "system"
    /// unless the unit is a calendar word, a type as {"namespace", "name"}.
    /// </summary>
    public static void Write(FhirPathCollection collection, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target, s_options);
        writer.WriteStartArray();
        foreach (FhirPathValue item in collection)
        {
            WriteItem(writer, item);
        }

        writer.WriteEndArray();
    }

    /// <summary>One item, in the same form; <see cref="FhirPathValue.TypeName"/> says what it is.</summary>
    public static void WriteItem(Utf8JsonWriter writer, in FhirPathValue item)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (item.Kind)
        {
            case FhirPathKind.Element: WriteElement(writer, item.Element); break;
            case FhirPathKind.Boolean: writer.WriteBooleanValue(item.BooleanValue); break;
            case FhirPathKind.Integer or FhirPathKind.Long: writer.WriteNumberValue(item.LongValue); break;
            case FhirPathKind.Decimal: writer.WriteRawValue(item.DecimalValue.ToString(CultureInfo.InvariantCulture)); break;
            case FhirPathKind.Quantity: WriteQuantity(writer, item.QuantityValue); break;
            case FhirPathKind.TypeInfo: WriteType(writer, item.TypeInfoValue); break;
            default: writer.WriteStringValue(item.ToString()); break;
        }
    }

    private static void WriteElement(Utf8JsonWriter writer, Element element)
    {
        if (element.HasValue || !element.IsPrimitive)
        {
            writer.WriteRawValue(element.RawJson, skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        foreach (IGrouping<string, Element> children in element.Children().GroupBy(child => child.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(children.Key);
            WriteChildren(writer, children.Key == "extension", [.. children]);
        }

        writer.WriteEndObject();
    }

    private static void WriteChildren(Utf8JsonWriter writer, bool asArray, List<Element> children)
    {
        if (asArray)
        {
            writer.WriteStartArray();
        }

        children.ForEach(child => WriteElement(writer, child));
        if (asArray)
        {
            writer.WriteEndArray();
        }
    }

    private static void WriteQuantity(Utf8JsonWriter writer, in FhirPathQuantity quantity)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("value");
        writer.WriteRawValue(quantity.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("unit", quantity.Unit);
        if (!quantity.IsCalendar)
        {
            writer.WriteString("system", "http://unitsofmeasure.org");
            writer.WriteString("code", quantity.Unit);
        }

        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, (string Namespace, string Name) type)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", type.Namespace);
        writer.WriteString("name", type.Name);
        writer.WriteEndObject();
    }
}
