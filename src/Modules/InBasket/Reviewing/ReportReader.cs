using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.InBasket.Reports;
using Carewright.Security;

namespace Carewright.InBasket.Reviewing;

/// <summary>A report as it stands, with its reviews.</summary>
/// <param name="State">The report.</param>
/// <param name="Reviews">Its reviews, oldest first.</param>
/// <param name="Find">What was read with it, by <c>Type/id</c>.</param>
/// <param name="Hand">Which of the server's hands has read it; the same writes its reviews.</param>
internal sealed record ReviewedReport(ReportState State, IReadOnlyList<ReviewTask> Reviews, Func<string, JsonObject?> Find, Actor Hand);

/// <summary>Reads reports, and what belongs to them, as the server.</summary>
internal sealed class ReportReader(RecordGateway gateway, ServerHands hands)
{
    // Of one read with all that it includes; the gateway includes a thousand at most.
    private const int Batch = 8;

    private const int MostResults = 100;

    // Of the newest results of a code that many may have been withdrawn.
    private const int Few = 10;

    /// <summary>The reports of these ids that are there and that any of the server's hands may see; a store that is busy throws <see cref="ReviewRefusedException"/>.</summary>
    internal async Task<IReadOnlyList<ReviewedReport>> ReadAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var (reports, missing) = (new List<ReviewedReport>(), ids.ToList());
        foreach (var hand in hands.All)
        {
            foreach (var some in missing.Chunk(Batch))
                reports.AddRange(await ReadAsync(hand, some, cancellationToken).ConfigureAwait(false));
            if (missing.RemoveAll(id => reports.Exists(report => report.State.Id == id)) >= 0 && missing.Count == 0)
                break;
        }
        return reports;
    }

    /// <summary>Whether a report is there that none of the server's hands may see.</summary>
    internal async Task<bool> IsHiddenAsync(string id, CancellationToken cancellationToken) =>
        (await gateway.ReadAsync(ServerHands.Plain, "DiagnosticReport", id, cancellationToken).ConfigureAwait(false)).Refusal?.Status is not (null or 410);

    /// <summary>Ids of the reports that have any of these Observations as a result.</summary>
    internal async Task<IReadOnlyList<string>> HoldingAsync(IReadOnlyList<string> observations, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (hand, some) in from hand in hands.All from some in observations.Chunk(50) select (hand, some))
        {
            var page = await SearchAsync(hand, "DiagnosticReport", cancellationToken, new("result", string.Join(',', some.Select(id => $"Observation/{id}"))), new("_count", "500")).ConfigureAwait(false);
            found.UnionWith(page.Entries.Select(entry => entry.Resource.Id));
        }
        return [.. found];
    }

    /// <summary>Of each result of a report the one before, of the same code, as <c>Observation/id</c>, by the id of the result.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> PreviousAsync(Actor hand, ReportState state, CancellationToken cancellationToken)
    {
        var previous = new Dictionary<string, string>(StringComparer.Ordinal);
        var asked = state.Results.Take(MostResults).Select(result => new Asked(result.Json.Text("id")!, [.. CodesOf(result.Json)], Moment(result.Json))).Where(one => one.Codes.Count > 0).ToList();
        if (asked.Count == 0 || state.Report.Reference("subject") is not { } subject)
            return previous;
        var own = state.Results.Select(result => result.Json.Text("id")!).ToHashSet(StringComparer.Ordinal);
        // A panel is mostly measured against the same panel; only what was not in it is looked for alone.
        var (together, isAll) = await OlderAsync(new(hand, subject, own), [.. asked.SelectMany(one => one.Codes).Distinct(StringComparer.Ordinal)], asked.Max(one => one.At), asked.Count + Few, cancellationToken).ConfigureAwait(false);
        foreach (var one in asked)
        {
            var before = together.Find(one.Follows);
            if (before is null && !isAll)
                before = (await OlderAsync(new(hand, subject, own), one.Codes, one.At, Few, cancellationToken).ConfigureAwait(false)).Told.Find(one.Follows);
            if (before is not null)
                previous[one.Id] = $"Observation/{before.Text("id")}";
        }
        return previous;
    }

    /// <summary>A search by one of the server's hands.</summary>
    internal async Task<ReleasedPage> SearchAsync(Actor hand, string type, CancellationToken cancellationToken, params KeyValuePair<string, string>[] criteria)
    {
        var request = SearchRequest.Parse(type, criteria, FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException("A search of the in-basket does not parse.");
        var answer = await gateway.SearchAsync(hand, request, string.Join('&', criteria.Select(pair => $"{pair.Key}={pair.Value}")), cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? throw new ReviewRefusedException(answer.Refusal) : answer.Value;
    }

    // The newest results of some codes at or before a moment, and whether there are no others.
    private async Task<(List<JsonObject> Told, bool IsAll)> OlderAsync(Chart chart, IReadOnlyList<string> codes, DateTimeOffset? until, int count, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> criteria =
            [new("subject", chart.Subject), new("code", string.Join(',', codes)), new("_sort", "-date"), new("_count", (count + chart.Own.Count).ToString(CultureInfo.InvariantCulture))];
        if (until is { } moment)
            criteria.Add(new("date", "le" + moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
        var page = await SearchAsync(chart.Hand, "Observation", cancellationToken, [.. criteria]).ConfigureAwait(false);
        return ([.. page.Entries.Where(entry => !chart.Own.Contains(entry.Resource.Id)).Select(entry => entry.Resource.Open()!).Where(Rater.IsTold)], page.NextCursor is null);
    }

    private async Task<IEnumerable<ReviewedReport>> ReadAsync(Actor hand, string[] ids, CancellationToken cancellationToken)
    {
        var page = await SearchAsync(
            hand, "DiagnosticReport", cancellationToken, new("_id", string.Join(',', ids)), new("_include", "DiagnosticReport:result"), new("_include", "DiagnosticReport:based-on"),
            new("_include:iterate", "ServiceRequest:requester"), new("_revinclude", "Task:focus"), new("_count", "50")).ConfigureAwait(false);
        var all = page.Entries.Select(entry => entry.Resource).Where(one => !one.IsDeleted).DistinctBy(one => one.Reference).ToDictionary(one => one.Reference, StringComparer.Ordinal);
        JsonObject? Find(string reference) => all.GetValueOrDefault(reference)?.Open();
        var tasks = all.Values.Where(one => one.ResourceType == "Task").Select(ReviewTask.Read).OfType<ReviewTask>().ToLookup(task => task.ReportId, StringComparer.Ordinal);
        return page.Entries.Where(entry => entry.IsMatch).Select(entry => new ReviewedReport(ReportState.Of(entry.Resource, all), [.. tasks[entry.Resource.Id].OrderBy(task => task.Number)], Find, hand));
    }

    private static IEnumerable<string> CodesOf(JsonObject observation) =>
        observation.One("code").Codings().Where(coding => coding.Code.Length > 0).Select(coding => $"{SearchEscapes.Encode(coding.System)}|{SearchEscapes.Encode(coding.Code)}");

    private static DateTimeOffset? Moment(JsonObject observation) =>
        ReportState.Moment(observation.Text("effectiveDateTime") ?? observation.One("effectivePeriod").Text("start") ?? observation.Text("effectiveInstant") ?? observation.Text("issued"));

    /// <summary>Whose results are looked at, and which of them are the report's own.</summary>
    private readonly record struct Chart(Actor Hand, string Subject, IReadOnlySet<string> Own);

    /// <summary>A result, and what it may have been before.</summary>
    private sealed record Asked(string Id, IReadOnlyList<string> Codes, DateTimeOffset? At)
    {
        public bool Follows(JsonObject older) => CodesOf(older).Any(Codes.Contains) && (At is null || Moment(older) < At);
    }
}

/// <summary>The gateway did not do what the in-basket asked for in the server's name.</summary>
internal sealed class ReviewRefusedException(Refusal refusal) : Exception($"{refusal.Status} {refusal.Issues[0].Code}")
{
    /// <summary>Whether another attempt may go through.</summary>
    internal bool Passes { get; } = refusal.Status is 409 or 412 or 429;
}
