using Carewright.Hl7v2;

namespace Carewright.Interfaces.Registries;

/// <summary>Reads the observations below one administration of an answer: what the registry says of a dose, or of what comes next. Those of one vaccine have the same OBX-4.</summary>
internal sealed class ForecastReader(IEnumerable<Hl7Segment> segments)
{
    private readonly List<Hl7Segment> _observations = [.. segments.Where(segment => segment.Is("OBX"))];

    /// <summary>What comes next, in the registry's order.</summary>
    internal IEnumerable<RegistryForecast> All => _observations.GroupBy(observation => observation[4].Text).Select(group => new ForecastReader(group).One()).OfType<RegistryForecast>();

    /// <summary>The value of the first observation of a code; null when there is none.</summary>
    internal string? Text(params string[] codes) => Find(codes) is { } found && found[5].Component(1).Text is { Length: > 0 } text ? text : null;

    /// <summary>A date of HL7 with dashes; empty when it is none.</summary>
    internal static string Day(string text) => text.Length >= 8 && text.Take(8).All(char.IsAsciiDigit) ? $"{text[..4]}-{text[4..6]}-{text[6..8]}" : "";

    private RegistryForecast? One()
    {
        if (Find("30979-9", "30956-7") is not { } vaccine || vaccine[5].Component(1).Text is not { Length: > 0 } code)
            return null;
        var name = vaccine[5].Component(2).Text is { Length: > 0 } words ? words : VaccineGroups.NameOf(code) ?? code;
        var status = Find("59783-1") is { } said ? said[5].Component(2).Text is { Length: > 0 } text ? text : said[5].Component(1).Text : "";
        return new RegistryForecast(code, name, DayOf("30980-7"), DayOf("30981-5"), DayOf("59778-1"), status);
    }

    private string DayOf(string code) => Day(Text(code) ?? "");

    private Hl7Segment? Find(params string[] codes)
    {
        foreach (var observation in _observations.Where(observation => codes.Contains(observation[3].Component(1).Text)))
            return observation;
        return null;
    }
}
