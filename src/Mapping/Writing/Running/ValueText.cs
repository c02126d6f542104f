using System.Globalization;
using Carewright.Fhir.Path;

namespace Carewright.Mapping.Writing.Running;

/// <summary>Values of FHIR as texts of HL7 v2, not yet escaped.</summary>
internal static class ValueText
{
    /// <summary>The text of a primitive; null for what has parts, and for what v2 has no form for.</summary>
    public static string? Of(in FhirPathValue value, TimeZoneInfo zone)
    {
        if (!value.IsElement)
            return OfSystem(value, zone);
        var element = value.Element;
        if (element.GetString() is not { } text)
            return null;
        return element.Type?.Name switch
        {
            "boolean" => text == "true" ? "Y" : "N",
            "date" or "dateTime" or "instant" => HlTime.Of(text, zone),
            "time" => HlTime.Clock(text),
            "decimal" => Number(text),
            _ => text,
        };
    }

    private static string? OfSystem(in FhirPathValue value, TimeZoneInfo zone) => value.Kind switch
    {
        FhirPathKind.Boolean => value.TryGetBoolean(out var truth) && truth ? "Y" : "N",
        FhirPathKind.Date or FhirPathKind.DateTime => HlTime.Of(value.ToString(), zone),
        FhirPathKind.Time => HlTime.Clock(value.ToString()),
        FhirPathKind.Quantity or FhirPathKind.TypeInfo => null,
        _ => value.ToString(),
    };

    // NM has no exponent (HL7 v2.5.1 ch. 2.A.47).
    private static string? Number(string text) =>
        !text.Contains('e', StringComparison.OrdinalIgnoreCase) ? text
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
}
