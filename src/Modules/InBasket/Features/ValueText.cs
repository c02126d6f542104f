using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.InBasket.Reports;

namespace Carewright.InBasket.Features;

/// <summary>Values and ranges of results for people.</summary>
internal static class ValueText
{
    /// <summary>A value without its unit, and the unit.</summary>
    internal static (string? Text, string? Unit) Of(JsonObject observation)
    {
        if (observation.Choice("value") is not { Value: { } value } choice)
            return (observation.Many("component").Any() ? Parts(observation) : observation.One("dataAbsentReason").Shown(), null);
        return choice.Key switch
        {
            "valueQuantity" => (Quantity(value.AsObject()), value.Text("unit") ?? value.Text("code")),
            "valueCodeableConcept" => (value.AsObject().Shown(), null),
            "valueRange" => ($"{Number(value.One("low"))}–{Number(value.One("high"))}", (value.One("low") ?? value.One("high")).Text("unit")),
            "valueRatio" => ($"{Number(value.One("numerator"))}:{Number(value.One("denominator"))}", null),
            "valuePeriod" => ($"{value.Text("start")}–{value.Text("end")}", null),
            "valueSampledData" => (null, null),
            _ => (Plain(value), null),
        };
    }

    /// <summary>A reference range.</summary>
    internal static string? Range(JsonObject observation)
    {
        var range = observation.Many("referenceRange").FirstOrDefault();
        return (Number(range.One("low")), Number(range.One("high"))) switch
        {
            ({ } low, { } high) => $"{low}–{high}",
            ({ } low, null) => $"≥ {low}",
            (null, { } high) => $"≤ {high}",
            _ => range.Text("text"),
        };
    }

    /// <summary>When it was taken.</summary>
    internal static string? At(JsonObject observation) => observation.Text("effectiveDateTime") ?? observation.One("effectivePeriod").Text("start") ?? observation.Text("effectiveInstant") ?? observation.Text("issued");

    private static string Parts(JsonObject observation) => string.Join("; ", observation.Many("component").Select(part => Of(part) is var (text, unit) ? $"{part.One("code").Shown()}: {text} {unit}".TrimEnd() : ""));

    private static string Quantity(JsonObject quantity) => $"{quantity.Text("comparator")}{Number(quantity)}";

    // As it was sent: the digits say how exactly it was measured.
    private static string? Number(JsonObject? quantity) => quantity?["value"]?.ToJsonString();

    private static string Plain(JsonNode value) => value is JsonValue simple && simple.TryGetValue<string>(out var text) ? text : Convert.ToString(value.ToJsonString(), CultureInfo.InvariantCulture);
}
