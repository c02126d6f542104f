using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.InBasket.Reports;
using Carewright.InBasket.Reviewing;
using Carewright.Security;

namespace Carewright.InBasket.Features;

/// <summary>What of an in-basket is asked for.</summary>
/// <param name="View"><c>mine</c>, <c>shared</c> or <c>all</c>.</param>
/// <param name="State"><c>open</c> or <c>done</c>.</param>
internal readonly record struct BasketQuery(string View, string State);

/// <summary>A review with its report, as a person may see them.</summary>
internal sealed record SeenReview(ReviewTask Task, ReportState State, IReadOnlyDictionary<string, ReleasedResource> All, IReadOnlyDictionary<string, JsonObject> Earlier);

/// <summary>Reads in-baskets with a person's rights: what the person may not see is not there. Each read is on record with what it showed.</summary>
internal sealed class BasketReader(RecordGateway gateway)
{
    private const int PageSize = 20;
    private const string Code = ReviewCodes.TaskSystem + "|" + ReviewCodes.ReviewResult;
    private static readonly string[] s_order = ["stat", "urgent", "routine"];

    /// <summary>A page: critical, then abnormal, then the others, each the longest waiting first; what is done the newest first. Refusals as for search.</summary>
    internal async Task<Answer<BasketPage>> PageAsync(Actor actor, BasketQuery query, string? cursor, CancellationToken cancellationToken)
    {
        var (rows, next) = (new List<BasketRow>(), cursor);
        var turns = query.State == "done" ? [""] : s_order;
        var (turn, token) = Place(cursor, turns);
        for (; turn < turns.Length && rows.Count < PageSize; turn++, token = null)
        {
            var found = await SearchAsync(actor, [.. Criteria(actor, query), .. Turn(turns[turn]), new("_count", $"{PageSize - rows.Count}"), .. Mark(token)], false, cancellationToken).ConfigureAwait(false);
            if (found.IsRefused)
                return found.Refusal;
            rows.AddRange(found.Value.Reviews.Select(review => RowWriter.Line(review)));
            if (found.Value.Next is { } more)
                return new BasketPage(rows, $"{turn}.{more}");
        }
        next = turn < turns.Length ? $"{turn}." : null;
        return new BasketPage(rows, next);
    }

    /// <summary>One review with all that belongs to it. 404 when it is none, or not the person's to see.</summary>
    internal async Task<Answer<SeenReviews>> OneAsync(Actor actor, string id, CancellationToken cancellationToken) =>
        await SearchAsync(actor, [new("_id", id), new("code", Code), new("_include:iterate", "DiagnosticReport:based-on"), new("_include:iterate", "ServiceRequest:requester"), new("_include", "Task:requester")], true, cancellationToken).ConfigureAwait(false);

    /// <summary>What a correction has changed: the values that were told before.</summary>
    internal async Task<IReadOnlyDictionary<string, JsonObject>> WasAsync(Actor actor, ReviewTask task, CancellationToken cancellationToken)
    {
        var was = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var reference in task.References(ReviewCodes.Changed))
        {
            if (reference.Split('/') is [_, var id, _, var number] && long.TryParse(number, out var version)
                && (await gateway.ReadVersionAsync(actor, "Observation", id, version, cancellationToken).ConfigureAwait(false)).Value?.Open() is { } before)
                was[$"Observation/{id}"] = before;
        }
        return was;
    }

    /// <summary>How many reviews a person has. Refusals as for search.</summary>
    internal async Task<Answer<BasketCounts>> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        var mine = await CountAsync(actor, new("mine", "open"), [], cancellationToken).ConfigureAwait(false);
        var shared = await CountAsync(actor, new("shared", "open"), [], cancellationToken).ConfigureAwait(false);
        var grave = await CountAsync(actor, new("mine", "open"), [new("priority", "stat")], cancellationToken).ConfigureAwait(false);
        var sharedGrave = await CountAsync(actor, new("shared", "open"), [new("priority", "stat")], cancellationToken).ConfigureAwait(false);
        var refusal = mine.Refusal ?? shared.Refusal ?? grave.Refusal ?? sharedGrave.Refusal;
        return refusal is not null ? refusal : new BasketCounts(mine.Value!.Total ?? 0, (grave.Value!.Total ?? 0) + (sharedGrave.Value!.Total ?? 0), shared.Value!.Total ?? 0);
    }

    private ValueTask<Answer<ReleasedPage>> CountAsync(Actor actor, BasketQuery query, IReadOnlyList<KeyValuePair<string, string>> more, CancellationToken cancellationToken) =>
        AskAsync(actor, "Task", [.. Criteria(actor, query).Where(pair => !pair.Key.StartsWith('_')), .. more, new("_summary", "count")], cancellationToken);

    private static IEnumerable<KeyValuePair<string, string>> Criteria(Actor actor, BasketQuery query)
    {
        yield return new("code", Code);
        yield return new("status", query.State == "done" ? "completed" : "requested,in-progress");
        yield return new("_sort", query.State == "done" ? "-modified" : "authored-on");
        if (query.View == "mine")
            yield return new("owner", actor.FhirUser ?? "Practitioner/-");
        else if (query.View == "shared")
            yield return new("owner:missing", "true");
    }

    private static IEnumerable<KeyValuePair<string, string>> Turn(string priority) => priority.Length == 0 ? [] : [new("priority", priority)];

    private static IEnumerable<KeyValuePair<string, string>> Mark(string? token) => string.IsNullOrEmpty(token) ? [] : [new("_cursor", token)];

    private static (int Turn, string? Token) Place(string? cursor, string[] turns)
    {
        var dot = cursor?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return dot > 0 && int.TryParse(cursor.AsSpan(0, dot), out var turn) && turn >= 0 && turn < turns.Length ? (turn, cursor![(dot + 1)..]) : (0, null);
    }

    private async Task<Answer<SeenReviews>> SearchAsync(Actor actor, IReadOnlyList<KeyValuePair<string, string>> criteria, bool isOne, CancellationToken cancellationToken)
    {
        var page = await AskAsync(actor, "Task", [.. criteria, new("_include", "Task:focus"), new("_include", "Task:patient"), new("_include", "Task:owner"), new("_include:iterate", "DiagnosticReport:result")], cancellationToken).ConfigureAwait(false);
        if (page.IsRefused)
            return page.Refusal;
        var all = page.Value.Entries.Select(entry => entry.Resource).Where(one => !one.IsDeleted).DistinctBy(one => one.Reference).ToDictionary(one => one.Reference, StringComparer.Ordinal);
        // A review whose report the person may not see says nothing; it is as if it were not there.
        var reviews = page.Value.Entries.Where(entry => entry.IsMatch).Select(entry => ReviewTask.Read(entry.Resource)).OfType<ReviewTask>().Where(task => all.ContainsKey($"DiagnosticReport/{task.ReportId}")).ToList();
        var states = reviews.ConvertAll(task => (Task: task, State: ReportState.Of(all[$"DiagnosticReport/{task.ReportId}"], all)));
        var earlier = await EarlierAsync(actor, states.Where(one => isOne || one.State.Rating != ReviewRating.Normal).SelectMany(one => one.Task.References(ReviewCodes.Previous)), cancellationToken).ConfigureAwait(false);
        return earlier.IsRefused ? earlier.Refusal : new SeenReviews([.. states.Select(one => new SeenReview(one.Task, one.State, all, earlier.Value))], page.Value.NextCursor);
    }

    private async Task<Answer<Dictionary<string, JsonObject>>> EarlierAsync(Actor actor, IEnumerable<string> references, CancellationToken cancellationToken)
    {
        var earlier = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var some in references.Distinct(StringComparer.Ordinal).Chunk(100))
        {
            var page = await AskAsync(actor, "Observation", [new("_id", string.Join(',', some.Select(reference => reference["Observation/".Length..]))), new("_count", "100")], cancellationToken).ConfigureAwait(false);
            if (page.IsRefused)
                return page.Refusal;
            foreach (var entry in page.Value.Entries)
                earlier[entry.Resource.Reference] = entry.Resource.Open()!;
        }
        return earlier;
    }

    private ValueTask<Answer<ReleasedPage>> AskAsync(Actor actor, string type, IReadOnlyList<KeyValuePair<string, string>> criteria, CancellationToken cancellationToken)
    {
        var request = SearchRequest.Parse(type, criteria, FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException("A search of the in-basket does not parse.");
        return gateway.SearchAsync(actor, request, string.Join('&', criteria.Select(pair => $"{pair.Key}={pair.Value}")), cancellationToken);
    }
}

/// <summary>Reviews of a search.</summary>
internal sealed record SeenReviews(IReadOnlyList<SeenReview> Reviews, string? Next);
