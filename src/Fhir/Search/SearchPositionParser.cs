using System.Globalization;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>
/// Reads the operand of <c>near</c>: <c>latitude|longitude[|distance[|unit]]</c> in degrees (FHIR R4 location.html#search). The unit is a UCUM length,
/// <c>km</c> when not given; without a distance, 50 km.
/// </summary>
internal static class SearchPositionParser
{
    private const decimal DefaultMetres = 50_000;

    public static void Parse(SearchParameterDefinition parameter, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        var parts = piece.Split('|');
        if (parts.Length is < 2 or > 4 || !TryDegrees(parts[0], 90, out var latitude) || !TryDegrees(parts[1], 180, out var longitude))
            problems.Value("A place is written latitude|longitude, optionally followed by |distance and |unit.");
        else if (!TryMetres(parts.Length > 2 ? parts[2] : "", parts.Length > 3 ? parts[3] : "", out var metres))
            problems.Value("The distance must be a number from 0 to half the earth's girth, its unit one of m, km, [mi_i], [mi_us], [ft_i] and [nmi_i].");
        else
            operands.Add(new SearchOperand(
                SearchPrefix.Equal,
                SearchValues.Of(parameter, SearchKind.Position) with { Text = piece, NumberLow = latitude, NumberHigh = longitude, Low = (long)metres },
                null));
    }

    private static bool TryDegrees(string text, decimal limit, out decimal degrees) => TryNumber(text, out degrees) && Math.Abs(degrees) <= limit;

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static bool TryMetres(string distance, string unit, out decimal metres)
    {
        metres = DefaultMetres;
        if (distance.Length == 0)
            return unit.Length == 0;
        decimal? factor = unit switch
        {
            "" or "km" => 1000m,
            "m" => 1m,
            "[mi_i]" => 1609.344m,
            "[mi_us]" => 1609.347219m,
            "[ft_i]" => 0.3048m,
            "[nmi_i]" => 1852m,
            _ => null,
        };
        if (factor is null || !TryNumber(distance, out var number) || number is < 0 or > 100_000_000)
            return false;
        metres = number * factor.Value;
        return metres <= 20_040_000;
    }
}
