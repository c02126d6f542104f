using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Gateway.Exporting;

/// <summary>A characteristic of a Group as a search: the patients in whose compartments its matches are have it.</summary>
/// <param name="Type">Type that is searched.</param>
/// <param name="Query">Criteria, percent-encoded.</param>
/// <param name="IsExclusion">True: these patients are not members.</param>
/// <param name="Place">The characteristic's location.</param>
internal sealed record CharacteristicSearch(string Type, string Query, bool IsExclusion, string Place)
{
    private const string MemberFilter = "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";
    private const string Loinc = "http://loinc.org";

    /// <summary>The searches of a Group's characteristics and member filters, or what stands in the way.</summary>
    internal static IReadOnlyList<CharacteristicSearch> Of(Element group, out Issue? fault)
    {
        var searches = new List<CharacteristicSearch>();
        fault = null;
        foreach (var extension in group.Children("modifierExtension"))
            fault ??= extension.Child("url").GetString() == MemberFilter ? AddFilter(extension, searches) : Unknown(extension, $"the modifier '{extension.Child("url").GetString()}'");
        foreach (var characteristic in group.Children("characteristic"))
            fault ??= AddCharacteristic(characteristic, searches);
        if (searches.Count == 0)
            fault ??= Issue.Error(IssueTypes.Required, "GATE-EXPORT-GROUP-EMPTY", "The Group is a description without characteristics; it would be everybody.", "Group.characteristic", "FHIR R4 group.html");
        return searches;
    }

    private static Issue? AddFilter(Element extension, List<CharacteristicSearch> searches)
    {
        var expression = extension.Child("value");
        var text = expression.Child("expression").GetString() ?? "";
        if (expression.Child("language").GetString() != "application/x-fhir-query" || text.IndexOf('?', StringComparison.Ordinal) is not (> 0 and var mark))
            return Unknown(extension, "a member filter that is not of the form Type?criteria in application/x-fhir-query");
        searches.Add(new(text[..mark], text[(mark + 1)..], false, extension.Location()));
        return null;
    }

    private static Issue? AddCharacteristic(Element characteristic, List<CharacteristicSearch> searches)
    {
        if (characteristic.Child("period").Exists)
            return Unknown(characteristic, "a period");
        var isExclusion = characteristic.Child("exclude").ValueEquals("true"u8);
        var value = characteristic.Child("value");
        var code = Tokens(characteristic.Child("code"));
        var query = code.Length == 0 ? null : value.Type?.Name switch
        {
            "CodeableConcept" => OfConcept(characteristic.Child("code"), Tokens(value)),
            "boolean" => ("Condition", $"code={code}"),
            "Quantity" or "Range" when Has(characteristic.Child("code"), Loinc, "30525-0") => null, // an age grows; no stored value says it
            "Quantity" => OfQuantity(code, value, value.Child("comparator").GetString()),
            "Range" => OfRange(code, value),
            "Reference" => OfReference(value.Child("reference").GetString()),
            _ => null,
        };
        if (query is not var (type, criteria) || criteria.Length == 0)
            return Unknown(characteristic, $"a value of type {value.Type?.Name ?? "unknown"} as it is given");
        if (value.Type!.Name == "boolean")
            isExclusion ^= value.ValueEquals("false"u8);
        searches.Add(new(type, criteria, isExclusion, characteristic.Location()));
        return null;
    }

    // Gender and diagnosis have places of their own; any other code asks for an observation with that result.
    private static (string, string)? OfConcept(Element code, string value)
    {
        if (value.Length == 0)
            return null;
        if (Has(code, Loinc, "46098-0") || Has(code, Loinc, "76689-9"))
            return ("Patient", $"gender={value[(value.LastIndexOf("%7C", StringComparison.Ordinal) is >= 0 and var bar ? bar + 3 : 0)..].ToLowerInvariant()}");
        return Has(code, Loinc, "29308-4") ? ("Condition", $"code={value}") : ("Observation", $"code={Tokens(code)}&value-concept={value}");
    }

    private static (string, string)? OfQuantity(string code, Element quantity, string? comparator)
    {
        var prefix = comparator switch { null => "", "<" => "lt", "<=" => "le", ">" => "gt", ">=" => "ge", _ => null };
        return prefix is null || Operand(quantity) is not { } operand ? null : ("Observation", $"code={code}&value-quantity={prefix}{operand}");
    }

    private static (string, string)? OfRange(string code, Element range)
    {
        var low = Operand(range.Child("low")) is { } least ? $"&value-quantity=ge{least}" : "";
        var high = Operand(range.Child("high")) is { } most ? $"&value-quantity=le{most}" : "";
        return low.Length + high.Length == 0 ? null : ("Observation", $"code={code}{low}{high}");
    }

    private static (string, string)? OfReference(string? reference) => reference?.Split('/') switch
    {
        ["Organization", _] => ("Patient", $"organization={reference}"),
        ["Practitioner" or "PractitionerRole", _] => ("Patient", $"general-practitioner={reference}"),
        ["CareTeam", var id] => ("CareTeam", $"_id={id}"),
        ["Location", _] => ("Encounter", $"location={reference}"),
        ["Patient", var id] => ("Patient", $"_id={id}"),
        _ => null,
    };

    private static string? Operand(Element quantity)
    {
        if (!quantity.Child("value").TryGetDecimal(out var value))
            return null;
        var number = value.ToString(CultureInfo.InvariantCulture);
        var unit = quantity.Child("code").GetString();
        return unit is null ? number : $"{number}%7C{Escaped(quantity.Child("system").GetString() ?? "")}%7C{Escaped(unit)}";
    }

    private static string Tokens(Element concept)
    {
        var tokens = new List<string>();
        foreach (var coding in concept.Children("coding"))
        {
            if (coding.Child("code").GetString() is { } code)
                tokens.Add(coding.Child("system").GetString() is { } system ? $"{Escaped(system)}%7C{Escaped(code)}" : Escaped(code));
        }
        return string.Join(',', tokens);
    }

    private static bool Has(Element concept, string system, string code)
    {
        foreach (var coding in concept.Children("coding"))
        {
            if (coding.Child("system").GetString() == system && coding.Child("code").GetString() == code)
                return true;
        }
        return false;
    }

    // Once for the search's own separators, once for the address.
    private static string Escaped(string text) =>
        Uri.EscapeDataString(SearchEscapes.Encode(text));

    private static Issue Unknown(Element at, string what) =>
        Issue.Error(IssueTypes.NotSupported, "GATE-EXPORT-CHARACTERISTIC", $"The Group cannot be evaluated: {what} has no search here.", at.Location(), "FHIR R4 group.html");
}
