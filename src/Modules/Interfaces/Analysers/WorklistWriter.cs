using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Astm.Records;
using Carewright.Interfaces.Partners;

namespace Carewright.Interfaces.Analysers;

/// <summary>Writes what an instrument is told of orders: a patient and an order record for each specimen (LIS2-A2 7, 8).</summary>
internal sealed class WorklistWriter(ReadyPartner partner, AstmMessage query, DateTimeOffset now)
{
    private const string Time = "yyyyMMddHHmmss";

    /// <summary>The message.</summary>
    /// <param name="entries">What it says; nothing: that there is nothing (terminator code <c>I</c>).</param>
    /// <param name="end">How it ends; null: as its entries say.</param>
    internal byte[] Write(IReadOnlyList<WorklistEntry> entries, TerminationCode? end)
    {
        // One that lacks a delimiter could not say several tests.
        var own = query.Delimiters;
        var message = EditableMessage.New(own is { Repeat: not 0, Component: not 0, Escape: not 0 } ? own : AstmDelimiters.Standard, partner.Charset);
        message.Set(0, 5, "Carewright");
        Put(message, 0, 10, query.Header.Sender.Component(1).Text.Trim(' '));
        message.Set(0, 12, "P");
        message.Set(0, 13, "LIS2-A2");
        message.Set(0, 14, partner.LocalOf(now).ToString(Time, CultureInfo.InvariantCulture));
        foreach (var entry in entries)
        {
            AddPatient(message, entry.Specimen.Person, entry.Specimen.Patient);
            AddOrder(message, entry);
        }
        message.End(end ?? (entries.Count > 0 ? TerminationCode.QueryAnswered : TerminationCode.NoInformation));
        return message.ToBytes();
    }

    private void AddPatient(EditableMessage message, JsonObject person, string reference)
    {
        var place = message.Add('P');
        Put(message, place, 3, RecordNumber(person) ?? reference.Split('/')[1]);
        var names = (person["name"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (names.Find(name => (string?)name["use"] == "official") is { } official)
            AddName(message, place, official);
        else if (names.Count > 0)
            AddName(message, place, names[0]);
        Put(message, place, 8, ((string?)person["birthDate"] ?? "").Replace("-", "", StringComparison.Ordinal));
        Put(message, place, 9, (string?)person["gender"] switch { "male" => "M", "female" => "F", _ => "U" });
    }

    private void AddName(EditableMessage message, int place, JsonObject name)
    {
        Put(message, place, 6, (string?)name["family"] ?? "", 1);
        Put(message, place, 6, string.Join(' ', (name["given"] as JsonArray ?? []).Select(given => (string?)given)), 2);
    }

    private void AddOrder(EditableMessage message, WorklistEntry entry)
    {
        var place = message.Add('O');
        message.Set(place, 3, entry.Specimen.Number, 1);
        for (var test = 0; test < entry.Tests.Count; test++)
            message.Set(place, 5, entry.Tests[test], 4, test + 1);
        message.Set(place, 6, entry.IsUrgent ? "S" : "R");
        if (DateTimeOffset.TryParse(entry.Specimen.Collected, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var collected))
            message.Set(place, 8, partner.LocalOf(collected).ToString(Time, CultureInfo.InvariantCulture));
        message.Set(place, 12, "N");
        Put(message, place, 16, SpecimenType(entry.Specimen.Content));
        message.Set(place, 26, "Q");
    }

    // Half a name would be another name to whoever compares it with what comes back.
    private void Put(EditableMessage message, int place, int field, string text, int component = 0)
    {
        var isWritten = partner.Charset == AstmCharset.Utf8 || text.EnumerateRunes().All(rune => rune.Value <= 0xFF);
        if (isWritten && text.Length > 0 && !text.Any(char.IsControl))
            message.Set(place, field, text, component);
    }

    private static string? RecordNumber(JsonObject person)
    {
        var identifiers = (person["identifier"] as JsonArray ?? []).OfType<JsonObject>().Where(identifier => (string?)identifier["value"] is { Length: > 0 } && (string?)identifier["use"] != "old").ToList();
        var record = identifiers.Find(identifier => (identifier["type"]?["coding"] as JsonArray ?? []).Any(coding => (string?)coding?["code"] == "MR"));
        return (string?)record?["value"];
    }

    private static string SpecimenType(JsonObject specimen) => (string?)(specimen["type"]?["coding"] as JsonArray ?? []).Select(coding => coding?["code"]).FirstOrDefault(code => code is not null) ?? "";
}
