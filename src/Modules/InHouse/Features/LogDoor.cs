using System.Globalization;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InHouse.Features;

/// <summary>
/// <c>GET /in-house/logs/{kind}?from&amp;to&amp;format</c>: what an inspector of a waived laboratory asks for, for days of at most a year, as JSON, as a CSV file or to be printed (<c>json</c>, <c>csv</c>, <c>paper</c>; the last two are on record). Kinds: <c>patients</c>, <c>controls</c>, <c>lots</c>, <c>actions</c>, <c>upkeep</c>.
/// </summary>
internal sealed class LogDoor(RecordGateway gateway, LogReader logs)
{
    internal const string Interaction = "in-house-log";
    private const int MostDays = 366;

    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/in-house/logs/{kind}", (Delegate)LogAsync);

    private async Task<IResult> LogAsync(string kind, HttpContext http, string? from, string? to, string? format)
    {
        if (!IsDay(from, out var first) || !IsDay(to, out var last) || last < first || last.DayNumber - first.DayNumber > MostDays || format is not (null or "json" or "csv" or "paper"))
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var actor = http.GetActor().Actor!;
        var read = await logs.ReadAsync(actor, kind, first, last, http.RequestAborted).ConfigureAwait(false);
        if (read is not { } answer)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        if (answer.IsRefused)
            return Outcomes.Of(answer.Refusal);
        if (format is null or "json")
            return TypedResults.Json(answer.Value, InHouseJson.Default.LogTable);
        // A file or paper leaves: that is on record before it does.
        if (await gateway.RecordAsync(actor, Interaction, null, 200, CancellationToken.None, $"log={kind}&from={from}&to={to}&as={format}").ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        if (format == "paper")
            return TypedResults.Json(answer.Value, InHouseJson.Default.LogTable);
        return TypedResults.Bytes(CsvText.Write(answer.Value), "text/csv; charset=utf-8", $"{kind}-{from}-{to}.csv");
    }

    private static bool IsDay(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

/// <summary>A log.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Columns">Names of its columns.</param>
/// <param name="Rows">Rows, oldest first, each with a text for every column.</param>
internal sealed record LogTable(string Kind, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
