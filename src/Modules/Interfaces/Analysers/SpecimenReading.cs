using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Gateway.Sending;

namespace Carewright.Interfaces.Analysers;

/// <summary>Finds specimens and what is ordered of them.</summary>
internal static class SpecimenReading
{
    /// <summary>The identifier system of accession numbers.</summary>
    internal const string System = "https://carewright.example/fhir/NamingSystem/specimen";

    private const int MostOfNumber = 5;
    private const int MostOrders = 50;
    private const int MostSpecimens = 200;

    /// <summary>The specimens that have a number: one, as a rule; several when somebody has given it twice.</summary>
    internal static IReadOnlyList<FoundSpecimen> Find(ReleasedRecord record, string number) =>
        [.. record.Search("Specimen", "accession", $"{System}|{number}", MostOfNumber).Select(reference => Open(record, reference, number)).OfType<FoundSpecimen>()];

    /// <summary>Specimens that are there and were taken since a moment, 200 at most.</summary>
    internal static IReadOnlyList<FoundSpecimen> Since(ReleasedRecord record, DateTimeOffset moment)
    {
        var since = moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return [.. record.Search("Specimen", [new("status", "available"), new("collected", "ge" + since)], MostSpecimens).Select(reference => Open(record, reference, null)).OfType<FoundSpecimen>()];
    }

    private static FoundSpecimen? Open(ReleasedRecord record, string reference, string? number)
    {
        var specimen = Content(record, reference);
        number ??= (string?)specimen?["accessionIdentifier"]?["system"] == System ? (string?)specimen?["accessionIdentifier"]?["value"] : null;
        if (number is null || Referred(specimen?["subject"]) is not { } patient || Content(record, patient) is not { } person)
            return null;
        // Whoever may not change an order names it in the specimen alone.
        var orders = (specimen!["request"] as JsonArray ?? []).Select(Referred).OfType<string>().Where(order => order.StartsWith("ServiceRequest/", StringComparison.Ordinal))
            .Concat(record.Search("ServiceRequest", [new("specimen", reference)], MostOrders)).Distinct(StringComparer.Ordinal);
        return new FoundSpecimen(number, reference, specimen!, patient, person, [.. orders.Select(order => OpenOrder(record, order, patient)).OfType<FoundOrder>().OrderBy(order => order.Reference, StringComparer.Ordinal)]);
    }

    private static FoundOrder? OpenOrder(ReleasedRecord record, string reference, string patient) =>
        Content(record, reference) is { } order && Referred(order["subject"]) == patient
            ? new FoundOrder(reference, order, [.. record.Search("DiagnosticReport", [new("based-on", reference)], MostOrders).Select(report => Content(record, report)).OfType<JsonObject>()])
            : null;

    /// <summary>A resource; null: it is not there, or not to be seen.</summary>
    internal static JsonObject? Content(ReleasedRecord record, string reference) => record.Find(reference) is { } json ? JsonNode.Parse(json.Span) as JsonObject : null;

    /// <summary>What a reference names, without a version; null when it names nothing here.</summary>
    internal static string? Referred(JsonNode? reference) => (string?)reference?["reference"] is { } named && named.Split('/') is [var type, var id, ..] ? $"{type}/{id}" : null;
}
