using System.Text.Json.Nodes;

namespace Carewright.InBasket.Reports;

/// <summary>How grave a result is, least first.</summary>
internal enum ReviewRating
{
    /// <summary>The laboratory, or its range, says that it is as it should be.</summary>
    Normal,

    /// <summary>Nothing says how it is: text without a flag, a number without a range.</summary>
    Unrated,

    /// <summary>Out of range, or flagged.</summary>
    Abnormal,

    /// <summary>Flagged HH, LL or AA.</summary>
    Critical,
}

/// <summary>Rates results by what the laboratory says of them.</summary>
internal static class Rater
{
    private static readonly HashSet<string> s_critical = new(["HH", "LL", "AA"], StringComparer.Ordinal);
    private static readonly HashSet<string> s_normal = new(["N", "NEG", "ND", "NR", "S", "WR"], StringComparer.Ordinal);

    /// <summary>The gravest of a report; one without results is unrated.</summary>
    internal static ReviewRating Of(IEnumerable<JsonObject> observations) =>
        observations.Where(IsTold).Select(One).DefaultIfEmpty(ReviewRating.Unrated).Max();

    /// <summary>One result: by its flags, else by its range; its components count like results.</summary>
    internal static ReviewRating One(JsonObject observation)
    {
        var parts = observation.Many("component").Select(Part).ToList();
        var own = Part(observation);
        return own == ReviewRating.Unrated && parts.Count > 0 && observation.Choice("value") is null ? parts.Max() : parts.Append(own).Max();
    }

    /// <summary>The flags of a result (v3-ObservationInterpretation).</summary>
    internal static IReadOnlyList<string> Flags(JsonObject observation) => [.. observation.Many("interpretation").SelectMany(concept => concept.Codings()).Select(coding => coding.Code).Where(code => code.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the laboratory stands by it: not cancelled, not entered in error, not still to come.</summary>
    internal static bool IsTold(JsonObject observation) => observation.Text("status") is not ("cancelled" or "entered-in-error" or "registered");

    private static ReviewRating Part(JsonObject observation)
    {
        var flags = Flags(observation);
        if (flags.Any(s_critical.Contains))
            return ReviewRating.Critical;
        if (flags.Count > 0)
            return flags.All(s_normal.Contains) ? ReviewRating.Normal : ReviewRating.Abnormal;
        return ByRange(observation);
    }

    // A range for whom it does not say is the laboratory's for this patient; one of several decides nothing.
    private static ReviewRating ByRange(JsonObject observation)
    {
        var ranges = observation.Many("referenceRange").ToList();
        if (Number(observation.One("valueQuantity")) is not { } value || observation.One("valueQuantity")?["comparator"] is not null || ranges.Count != 1)
            return ReviewRating.Unrated;
        var (low, high) = (Number(ranges[0].One("low")), Number(ranges[0].One("high")));
        if (low is null && high is null)
            return ReviewRating.Unrated;
        return value < low || value > high ? ReviewRating.Abnormal : ReviewRating.Normal;
    }

    private static decimal? Number(JsonObject? quantity) => quantity?["value"] is JsonValue value && value.TryGetValue<decimal>(out var number) ? number : null;
}
