using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Maps;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Sources;

namespace Carewright.FhirApi.Features.Terminology;

/// <summary>Writes results of terminology operations as FHIR says they look (FHIR R4 terminology-service.html).</summary>
internal static class TerminologyWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ReadOnlyMemory<byte> Lookup(LookupResult result) => Parameters(json =>
    {
        Value(json, "name", "valueString", result.System.Name);
        Value(json, "version", "valueString", result.System.Version);
        // Required by the definition; a concept without one is shown by its code.
        Value(json, "display", "valueString", result.Display ?? result.Code);
        Value(json, "definition", "valueString", result.Definition);
        foreach (var designation in result.Designations)
            Group(json, "designation", () => DesignationParts(json, designation));
        foreach (var property in result.Properties)
            Group(json, "property", () => PropertyParts(json, property));
    });

    internal static ReadOnlyMemory<byte> Validation(ValidateCodeResult result) => Parameters(json =>
    {
        Flag(json, "result", result.IsValid);
        Value(json, "message", "valueString", result.Message);
        Value(json, "display", "valueString", result.Display);
        Value(json, "code", "valueCode", result.Code);
        Value(json, "system", "valueUri", result.System);
        Value(json, "version", "valueString", result.Version);
    });

    internal static ReadOnlyMemory<byte> Subsumption(SubsumesResult result) => Parameters(json => Value(json, "outcome", "valueCode", result.Outcome));

    internal static ReadOnlyMemory<byte> Translation(TranslateResult result) => Parameters(json =>
    {
        Flag(json, "result", result.IsFound);
        Value(json, "message", "valueString", result.Message);
        foreach (var match in result.Matches)
            Group(json, "match", () => MatchParts(json, match));
    });

    internal static ReadOnlyMemory<byte> ValueSet(Expansion expansion, bool withDefinition)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "ValueSet");
            WriteDefinition(json, expansion, withDefinition);
            WriteExpansion(json, expansion);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteDefinition(Utf8JsonWriter json, Expansion expansion, bool withDefinition)
    {
        if (expansion.ValueSet.Document is not { } document)
        {
            if (expansion.ValueSet.Url is { } url)
                json.WriteString("url", url);
            json.WriteString("status", "active");
            return;
        }
        using var parsed = JsonDocument.Parse(document.Utf8, new JsonDocumentOptions { MaxDepth = 128 });
        foreach (var property in parsed.RootElement.EnumerateObject())
        {
            if (property.Name is not ("resourceType" or "id" or "meta" or "text" or "expansion") && (withDefinition || property.Name != "compose"))
                property.WriteTo(json);
        }
    }

    private static void WriteExpansion(Utf8JsonWriter json, Expansion expansion)
    {
        json.WriteStartObject("expansion");
        if (expansion.IsUnclosed)
        {
            json.WriteStartArray("extension");
            json.WriteStartObject();
            json.WriteString("url", "http://hl7.org/fhir/StructureDefinition/valueset-unclosed");
            json.WriteBoolean("valueBoolean", true);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteString("identifier", $"urn:uuid:{Guid.CreateVersion7(expansion.Timestamp)}");
        json.WriteString("timestamp", expansion.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("total", expansion.Total);
        json.WriteNumber("offset", expansion.Offset);
        WriteParameters(json, expansion.Parameters);
        WriteContains(json, expansion.Contains);
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object>> parameters)
    {
        if (parameters.Count == 0)
            return;
        json.WriteStartArray("parameter");
        foreach (var (name, value) in parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            switch (value)
            {
                case bool flag:
                    json.WriteBoolean("valueBoolean", flag);
                    break;
                case int number:
                    json.WriteNumber("valueInteger", number);
                    break;
                case Canonical canonical:
                    json.WriteString("valueUri", canonical.ToString());
                    break;
                default:
                    json.WriteString("valueString", value.ToString());
                    break;
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteContains(Utf8JsonWriter json, IReadOnlyList<ExpandedConcept> concepts)
    {
        if (concepts.Count == 0)
            return;
        json.WriteStartArray("contains");
        foreach (var concept in concepts)
        {
            json.WriteStartObject();
            json.WriteString("system", concept.System);
            if ((concept.Traits & ConceptTraits.Abstract) != 0)
                json.WriteBoolean("abstract", true);
            if ((concept.Traits & ConceptTraits.Inactive) != 0)
                json.WriteBoolean("inactive", true);
            Text(json, "version", concept.Version);
            json.WriteString("code", concept.Code);
            Text(json, "display", concept.Display);
            WriteDesignations(json, concept.Designations);
            WriteContains(json, concept.Contains);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDesignations(Utf8JsonWriter json, IReadOnlyList<Designation> designations)
    {
        if (designations.Count == 0)
            return;
        json.WriteStartArray("designation");
        foreach (var designation in designations)
        {
            json.WriteStartObject();
            Text(json, "language", designation.Language);
            if (designation.Use is { } use)
            {
                json.WritePropertyName("use");
                Coding(json, use.System, null, use.Code, use.Display);
            }
            json.WriteString("value", designation.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void DesignationParts(Utf8JsonWriter json, Designation designation)
    {
        Value(json, "language", "valueCode", designation.Language);
        if (designation.Use is { } use)
            CodingValue(json, "use", use.System, null, use.Code, use.Display);
        Value(json, "value", "valueString", designation.Value);
    }

    private static void PropertyParts(Utf8JsonWriter json, ConceptProperty property)
    {
        Value(json, "code", "valueCode", property.Code);
        switch (property.Kind)
        {
            case PropertyKind.Boolean when bool.TryParse(property.Value, out var flag):
                Flag(json, "value", flag);
                break;
            case PropertyKind.Integer when int.TryParse(property.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                Raw(json, "value", "valueInteger", () => json.WriteNumberValue(number));
                break;
            case PropertyKind.Decimal when decimal.TryParse(property.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount):
                Raw(json, "value", "valueDecimal", () => json.WriteNumberValue(amount));
                break;
            case PropertyKind.Coding:
                CodingValue(json, "value", property.System, null, property.Value, property.Display);
                break;
            case PropertyKind.Code:
                Value(json, "value", "valueCode", property.Value);
                Value(json, "description", "valueString", property.Display);
                break;
            case PropertyKind.DateTime:
                Value(json, "value", "valueDateTime", property.Value);
                break;
            default:
                Value(json, "value", "valueString", property.Value);
                break;
        }
    }

    private static void MatchParts(Utf8JsonWriter json, Translation match)
    {
        Value(json, "equivalence", "valueCode", match.Equivalence);
        if (match.Code is { } code)
            CodingValue(json, "concept", match.System, match.Version, code, match.Display);
        foreach (var product in match.Products)
            Group(json, "product", () => ProductParts(json, product));
        Value(json, "source", "valueUri", match.Source);
    }

    private static void ProductParts(Utf8JsonWriter json, MapDependency product)
    {
        Value(json, "element", "valueUri", product.Property);
        CodingValue(json, "concept", product.System, null, product.Value, product.Display);
    }

    private static ReadOnlyMemory<byte> Parameters(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Parameters");
            json.WriteStartArray("parameter");
            write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void Group(Utf8JsonWriter json, string name, Action parts)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("part");
        parts();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, string name, string kind, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            Raw(json, name, kind, () => json.WriteStringValue(value));
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value) => Raw(json, name, "valueBoolean", () => json.WriteBooleanValue(value));

    private static void CodingValue(Utf8JsonWriter json, string name, string? system, string? version, string code, string? display) =>
        Raw(json, name, "valueCoding", () => Coding(json, system, version, code, display));

    private static void Raw(Utf8JsonWriter json, string name, string kind, Action value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WritePropertyName(kind);
        value();
        json.WriteEndObject();
    }

    private static void Coding(Utf8JsonWriter json, string? system, string? version, string code, string? display)
    {
        json.WriteStartObject();
        Text(json, "system", system);
        Text(json, "version", version);
        json.WriteString("code", code);
        Text(json, "display", display);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }
}
