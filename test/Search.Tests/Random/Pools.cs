using System.Globalization;

namespace Carewright.Search.Tests.Random;

/// <summary>Small sets of values with all that is hard about each kind, so that random resources and random queries meet.</summary>
internal static class Pools
{
    internal static readonly string[] Systems = ["urn:sys:a", "urn:sys:b", "http://example.org/codes"];
    internal static readonly string[] Codes = ["alpha", "beta", "Beta", "gamma", "delta", "1,2", "a|b", "a$b", "x\\y", "final", "true"];
    internal static readonly string[] Texts =
    [
        "Abel", "abelard", "ABERNATHY", "Ng", "N", "O'Brien", "O’Brian", "Muñoz", "Mun\u0303oz", "Smith", "Smithson", "Smith-Jones", "Straße", "strasse 5", "Élise", "Élodie Marie", "  spaced   out ", "a, b", "x|y",
        "Łódź-north".Replace("ź", "z", StringComparison.Ordinal), "Ærø", "Åse", "😀 smile", "smile 😀", "Ø", "St. Mary's", "tab\there", "12 Main St.", "Dr.", "Σίγμας".Replace("ί", "i", StringComparison.Ordinal), "back\\slash", "co$t",
    ];

    internal static readonly string[] Numbers = ["0", "1", "5", "5.0", "5.00", "5.4", "5.40", "5.35", "5.45", "5.449", "100", "100.00", "0.0054", "0.1", "5400", "99.5", "100.5", "-3", "-3.2", "0.001", "1e2", "1.0e2", "1234567.89", "0.30000000000000004"];
    internal static readonly string[] Units = ["mg", "g", "kg", "mg", "g", "/min", "mm[Hg]"];
    internal static readonly string[] Dates =
    [
        "2020", "2020-02", "2020-02-29", "2021", "2021-01", "2021-01-01", "2021-01-31", "2021-02-01", "2019-12-31", "1931-07-15", "1931-07", "1931", "2021-01-01T00:00:00Z", "2021-01-01T00:00:00.000Z", "2021-01-01T23:59:59+14:00",
        "2020-12-31T23:59:59.999Z", "2021-01-15T10:00:00-05:00", "2021-01-15T15:00:00Z", "2021-01-15T15:00:00.5Z", "2021-01-15T15:00:01Z", "2022-06", "0850-03-01", "2150",
    ];

    internal static readonly string[] Uris =
    [
        "http://example.org/a", "http://example.org/a/b", "http://example.org/a/b/c", "http://example.org/ab", "http://example.org/a/", "urn:oid:1.2.3", "urn:uuid:0d3f2a6c-2f3b-4e3b-9d3a-000000000001", "http://EXAMPLE.org/a",
    ];

    internal static readonly string[] Canonicals = ["http://example.org/cs", "http://example.org/cs|1.0", "http://example.org/cs|2", "http://example.org/vs"];

    internal static string Decimal(Dice dice) => dice.Pick(Numbers);

    /// <summary>A moment of the times that the dates are of.</summary>
    internal static string Instant(Dice dice) =>
        new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(dice.Below(60 * 24 * 800)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
