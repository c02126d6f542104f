using System.Text;
using System.Text.Json.Nodes;
using Carewright.Astm.Records;
using Carewright.Gateway;
using Carewright.Gateway.Receiving;
using Carewright.Gateway.Sending;
using Carewright.Interfaces.Partners;
using Carewright.Mapping;
using Carewright.Mapping.Analysers;
using Carewright.Security;

namespace Carewright.Interfaces.Analysers;

/// <summary>Says in FHIR what an instrument's results say, with the specimen, patient and orders that the record has for them.</summary>
internal sealed class ResultReading(RecordGateway gateway)
{
    /// <summary>A message in FHIR.</summary>
    /// <param name="partner">Whose it is.</param>
    /// <param name="actor">The partner's account.</param>
    /// <param name="message">It.</param>
    /// <param name="at">When it came.</param>
    /// <param name="chosen">The patient that a person has chosen, <c>Patient/id</c>; null: nobody has. A specimen of somebody else is not the one of these results then.</param>
    internal MappedMessage Map(ReadyPartner partner, Actor actor, AstmMessage message, DateTimeOffset at, string? chosen)
    {
        var number = SpecimenParts.NumbersIn(message) is [var one] ? one : "";
        var specimen = gateway.Sending.Consult(actor, record => SpecimenReading.Find(record, number) is [var found] && (chosen is null || chosen == found.Patient) ? Known(record, found, partner.Settings.Id) : null);
        return partner.Map(message, at, specimen);
    }

    /// <summary>What a message of results is found and ordered by: the number of its specimen, and whatever its patient is known by.</summary>
    internal IReadOnlyList<string> Patients(Actor actor, string number) => number.Length == 0 ? [] : gateway.Sending.Consult(actor, IReadOnlyList<string> (record) =>
    {
        SpecimenReading.Find(record, number);
        return [$"{SpecimenReading.System}|{number}", .. record.PatientIdentifiers];
    });

    private static KnownSpecimen Known(ReleasedRecord record, FoundSpecimen found, string partner) =>
        new(found.Number, found.Reference, RecordIdentifier.Of(found.Patient.Split('/')[1]), found.Collected, [.. found.Orders.Where(order => order.Content["code"] is not null).Select(order => Known(record, order, partner))]);

    private static KnownOrder Known(ReleasedRecord record, FoundOrder order, string partner) =>
        new(order.Reference, Encoding.UTF8.GetBytes(order.Content["code"]!.ToJsonString()), order.Codings)
        {
            Encounter = SpecimenReading.Referred(order.Content["encounter"]),
            Results = [.. order.Reports.Where(report => IsOf(report, partner)).SelectMany(report => report["result"] as JsonArray ?? []).Select(SpecimenReading.Referred).OfType<string>().Distinct(StringComparer.Ordinal).Select(reference => Known(record, reference)).OfType<KnownResult>()],
        };

    private static KnownResult? Known(ReleasedRecord record, string reference) => SpecimenReading.Content(record, reference) is { } result
        ? new KnownResult(reference, [.. (result["identifier"] as JsonArray ?? []).Select(identifier => $"{(string?)identifier?["system"]}|{(string?)identifier?["value"]}")], (string?)result["status"] ?? "unknown")
        : null;

    // A report that somebody else has made of the same order is not this instrument's to go on with.
    private static bool IsOf(JsonObject report, string partner) => (report["identifier"] as JsonArray ?? []).Any(identifier => (string?)identifier?["system"] == AstmToFhir.ReportSystem(partner));
}
