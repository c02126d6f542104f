using System.Text.Json;
using static Carewright.Laboratory.JsonParts;

namespace Carewright.Laboratory.Papers;

/// <summary>The label of a specimen: 57 by 32 mm.</summary>
internal static class SpecimenLabel
{
    /// <summary>System of the numbers that labels carry.</summary>
    internal const string Numbers = "https://carewright.example/fhir/NamingSystem/specimen";

    private const double Millimetre = 72 / 25.4;
    private const double Edge = 2 * Millimetre;

    // Ten letters are 145 modules: 145 x 0.96 points are 49 mm, which leaves more than the quiet zones of ten modules each.
    private const double WidestModule = 0.96;

    /// <summary>The page; null when the specimen has no number that a bar code can say.</summary>
    /// <param name="specimen">The Specimen.</param>
    /// <param name="patient">Its Patient.</param>
    /// <param name="orders">Its ServiceRequests.</param>
    internal static PaperPage? Draw(JsonElement specimen, JsonElement patient, IEnumerable<JsonElement> orders)
    {
        if (Text(Member(specimen, "accessionIdentifier"), "value") is not { Length: > 0 and <= 20 } number || number.Any(letter => letter is < ' ' or > '~'))
            return null;
        var page = new PaperPage(57 * Millimetre, 32 * Millimetre);
        var room = page.Width - (2 * Edge);
        page.Write(Edge, 10, 9, PaperWords.NameOf(patient), Face.Bold, room);
        page.Write(Edge, 19, 7, $"{Text(patient, "birthDate")}  {SexOf(patient)}  {PaperWords.RecordNumber(patient)}", Face.Plain, room);
        var modules = Code128.Encode(number).Sum();
        var module = Math.Min(WidestModule, page.Width / (modules + 20));
        page.Bars((page.Width - (modules * module)) / 2, 23, module, 30, number);
        page.Write(Edge, 62, 8, number, Face.Bold, room);
        page.Write(Edge, 71, 6.5, string.Join(", ", orders.Select(TestOf)), Face.Plain, room);
        page.Write(Edge, 80, 6.5, $"{PaperWords.Moment(Text(Member(specimen, "collection"), "collectedDateTime"))}  {Words(Member(specimen, "type"))}", Face.Plain, room);
        return page;
    }

    // Short: the laboratory's own code, which stands first.
    private static string TestOf(JsonElement order) => Items(Member(order, "code"), "coding").Select(coding => Text(coding, "code")).OfType<string>().FirstOrDefault() ?? Words(Member(order, "code")) ?? "";

    private static string SexOf(JsonElement patient) => Text(patient, "gender") switch { "female" => "F", "male" => "M", "other" => "X", _ => "" };
}
