using System.Globalization;
using System.Text.Json.Nodes;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Catalogue;

/// <summary>That somebody was found able to perform a test: a qualification of the Practitioner, whose period is the time it holds (42 CFR 493.1235).</summary>
/// <param name="Test">Code of the test.</param>
/// <param name="Since">When it was assessed.</param>
/// <param name="Expires">The last day it holds.</param>
internal sealed record Competency(string Test, DateOnly Since, DateOnly Expires)
{
    /// <summary>Those that a Practitioner carries, as they were written.</summary>
    internal static IReadOnlyList<Competency> Of(JsonObject? practitioner) => [.. practitioner.Many("qualification").Select(Read).OfType<Competency>()];

    /// <summary>Whether somebody may perform a test on a day.</summary>
    internal static bool Holds(JsonObject? practitioner, string test, DateOnly day) => Of(practitioner).Any(one => one.Test == test && one.Since <= day && day <= one.Expires);

    /// <summary>Puts it into a Practitioner, in the place of an earlier one for the same test.</summary>
    internal void Put(JsonObject practitioner)
    {
        var qualification = new JsonObject
        {
            ["code"] = Nodes.Concept(Tests, Test),
            ["period"] = new JsonObject { ["start"] = Nodes.Day(Since), ["end"] = Nodes.Day(Expires) },
        };
        practitioner["qualification"] = new JsonArray([.. practitioner.Many("qualification").Where(one => one.One("code").Code(Tests) != Test).Select(one => one.DeepClone()), qualification]);
    }

    private static Competency? Read(JsonObject qualification) =>
        qualification.One("code").Code(Tests) is { } test && DayOf(qualification, "start") is { } since && DayOf(qualification, "end") is { } expires ? new Competency(test, since, expires) : null;

    private static DateOnly? DayOf(JsonObject qualification, string member) =>
        qualification.One("period").Text(member) is { Length: >= 10 } text && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
