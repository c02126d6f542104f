using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Carewright.Astm.Records;

namespace Carewright.Mapping.Analysers;

/// <summary>What the letters of a result mean (LIS2-A2 9.8, 9.9).</summary>
internal static class AstmStatus
{
    private const string System = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private static readonly FrozenSet<string> s_flags = FrozenSet.ToFrozenSet(["L", "H", "LL", "HH", "<", ">", "N", "A", "AA", "U", "D", "B", "W", "S", "R", "I", "POS", "NEG"], StringComparer.Ordinal);

    /// <summary>R-9 as <c>Observation.status</c>; the gravest where it repeats.</summary>
    internal static string Of(ResultRecord result)
    {
        var letters = result.Status.ToUpperInvariant();
        foreach (var letter in letters.Length == 0 ? "?" : "XCIPSWFRVNMQ")
        {
            if (letters.Contains(letter, StringComparison.Ordinal))
                return letter switch { 'X' => "cancelled", 'C' => "corrected", 'I' => "registered", 'P' or 'S' or 'W' => "preliminary", _ => "final" };
        }
        return "unknown";
    }

    /// <summary>Whether the instrument could not do the test.</summary>
    internal static bool IsImpossible(ResultRecord result) => Of(result) == "cancelled";

    /// <summary>What a status says beyond that; null for nothing.</summary>
    internal static string? Remark(ResultRecord result) => result.Status.Contains('W', StringComparison.OrdinalIgnoreCase) ? "The instrument doubts that the result is valid." : null;

    /// <summary>A flag of R-7 as an interpretation; what the code system has not keeps the sender's word.</summary>
    internal static JsonObject Flag(string flag) => s_flags.Contains(flag.ToUpperInvariant()) ? AstmJson.Concept(AstmJson.Coding(System, flag.ToUpperInvariant())) : new JsonObject { ["text"] = flag };
}
