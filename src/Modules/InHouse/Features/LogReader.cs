using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Lots;
using Carewright.Security;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Features;

/// <summary>Reads logs with a person's rights: what the person may not see is not in them. Days and times are the server's.</summary>
internal sealed class LogReader(BenchReader reader, TimeProvider clock)
{
    private static readonly string[] s_patients = ["time", "patient", "birthDate", "test", "analyte", "result", "flag", "lot", "status", "performer", "note"];
    private static readonly string[] s_controls = ["time", "test", "kit", "control", "level", "analyte", "result", "score", "outcome", "rules", "performer"];
    private static readonly string[] s_lots = ["changed", "kind", "test", "lot", "name", "level", "expires", "status"];
    private static readonly string[] s_actions = ["time", "lot", "found", "done", "by"];
    private static readonly string[] s_upkeep = ["time", "instrument", "what", "value", "performer"];

    /// <summary>A log of days, both included; null: there is no such log. Refusals as for search.</summary>
    internal async Task<Answer<LogTable>?> ReadAsync(Actor actor, string kind, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (kind is not ("patients" or "controls" or "lots" or "actions" or "upkeep"))
            return null;
        var view = await reader.ViewAsync(actor, kind is "controls" or "actions" ? null : "-", cancellationToken).ConfigureAwait(false);
        if (view.IsRefused)
            return view.Refusal;
        var (start, end) = (MidnightOf(from), MidnightOf(to.AddDays(1)));
        bool IsIn(DateTimeOffset at) => start <= at && at < end;
        var lots = view.Value.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        string LotOf(string id) => lots.GetValueOrDefault(id)?.Lot ?? id;
        return kind switch
        {
            "controls" => new LogTable(kind, s_controls, [.. view.Value.Runs.Where(run => IsIn(run.At)).SelectMany(run => run.Values.Select(value => (IReadOnlyList<string>)
                [Time(run.At), run.Test, LotOf(run.Kit), LotOf(value.Control), value.Level, value.Analyte, Number(value.Number) ?? value.Word ?? "", Number(value.Score is { } score ? Math.Round(score, 2) : null) ?? "", run.Outcome.ToString().ToLowerInvariant(), string.Join(' ', run.Rules), run.By ?? ""]))]),
            "actions" => new LogTable(kind, s_actions, [.. view.Value.Actions.Where(action => IsIn(action.At)).Select(action => (IReadOnlyList<string>)[Time(action.At), LotOf(action.Kit), action.Found, action.Done, action.By ?? ""])]),
            "lots" => new LogTable(kind, s_lots, [.. view.Value.Items.Where(item => item.Kind != ItemKind.Instrument && !(item.Since >= end) && !(item.Expires < from)).OrderBy(item => item.Since).Select(LotRow)]),
            _ => await ObservedAsync(actor, kind, start, end, LotOf, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<Answer<LogTable>> ObservedAsync(Actor actor, string kind, DateTimeOffset start, DateTimeOffset end, Func<string, string> lotOf, CancellationToken cancellationToken)
    {
        var category = kind == "patients" ? PatientTest : Upkeep;
        var read = await reader.AllAsync(actor, "Observation",
            [new("category", $"{Kinds}|{category}"), new("date", "ge" + Nodes.Instant(start)), new("date", "lt" + Nodes.Instant(end)), new("_include", "Observation:patient")], cancellationToken).ConfigureAwait(false);
        if (read.IsRefused)
            return read.Refusal;
        var people = read.Value.Where(row => row.Json.Text("resourceType") == "Patient").ToDictionary(row => row.Reference, row => row.Json, StringComparer.Ordinal);
        var observations = read.Value.Where(row => row.Json.Text("resourceType") == "Observation").Select(row => row.Json).OrderBy(one => one.Moment("effectiveDateTime"));
        return kind == "patients"
            ? new LogTable(kind, s_patients, [.. observations.Select(one => PatientRow(one, people.GetValueOrDefault(one.Reference("subject") ?? ""), lotOf))])
            : new LogTable(kind, s_upkeep, [.. observations.Select(one => (IReadOnlyList<string>)[TimeOf(one), lotOf(DeviceOf(one, "subject")), one.One("code").Text("text") ?? "", ValueOf(one), PerformerOf(one)])]);
    }

    private IReadOnlyList<string> PatientRow(JsonObject one, JsonObject? patient, Func<string, string> lotOf) =>
    [
        TimeOf(one), NameOf(patient) ?? one.Reference("subject") ?? "", patient.Text("birthDate") ?? "", one.One("code").Code(Tests) ?? one.One("code").Code(Analytes) ?? "", one.One("code").Text("text") ?? "", ValueOf(one),
        one.Many("interpretation").Select(flag => flag.Code(Interpretations)).FirstOrDefault() ?? "", lotOf(DeviceOf(one, "device")), one.Text("status") ?? "", PerformerOf(one), string.Join(" / ", one.Many("note").Select(note => note.Text("text"))),
    ];

    private IReadOnlyList<string> LotRow(Item item) =>
        [item.Since is { } since ? Time(since) : "", item.Kind.ToString().ToLowerInvariant(), item.Test, item.Lot, item.Name ?? "", item.Level ?? "", item.Expires is { } day ? Nodes.Day(day) : "", item.IsActive ? "active" : "retired"];

    private DateTimeOffset MidnightOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, clock.LocalTimeZone.GetUtcOffset(local));
    }

    private string Time(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private string TimeOf(JsonObject one) => one.Moment("effectiveDateTime") is { } at ? Time(at) : "";

    private static string DeviceOf(JsonObject one, string member) => one.Reference(member)?.Split('/')[^1] ?? "";

    private static string PerformerOf(JsonObject one) => one.Many("performer").Select(who => who.Text("display") ?? who.Text("reference")).FirstOrDefault() ?? "";

    private static string ValueOf(JsonObject one) => one.One("valueQuantity") is { } quantity
        ? $"{Number(quantity.Number("value"))} {quantity.Text("unit")}".Trim()
        : one.One("valueCodeableConcept").Text("text") ?? one.Text("valueString") ?? "";

    /// <summary>The first name of a Patient or Practitioner, or null.</summary>
    internal static string? NameOf(JsonObject? patient) => patient.Many("name").Select(name =>
        name.Text("text") ?? string.Join(", ", new[] { name.Text("family"), string.Join(' ', (name["given"] as JsonArray ?? []).Select(given => given?.ToString())) }.Where(part => !string.IsNullOrEmpty(part)))).FirstOrDefault();

    private static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);
}
