using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.InBasket.Reports;
using Carewright.InBasket.Settings;
using Carewright.Security;

namespace Carewright.InBasket.Reviewing;

/// <summary>
/// Makes the review of a report, or brings it up to date. It goes by what the report says now and by what its newest review says that it said: the same change told twice changes nothing, and what was missed is made up for.
/// </summary>
internal sealed class ReviewWriter(RecordGateway gateway, ReportReader reader, Owners owners, SettingsShelf settings, TimeProvider clock)
{
    // What a partner sends of long ago, or an import brings, is history and nobody's work; an answer to an order never is.
    private static readonly TimeSpan s_history = TimeSpan.FromDays(30);

    /// <summary>Once for each change that matters; what is refused throws <see cref="ReviewRefusedException"/>.</summary>
    internal async Task SettleAsync(ReviewedReport reviewed, CancellationToken cancellationToken)
    {
        var (state, last) = (reviewed.State, reviewed.Reviews.Count > 0 ? reviewed.Reviews[^1] : null);
        if (!(state.Matters && state.IsResult) && last is null)
            return;
        if (!(state.Matters || state.IsWithdrawn || last is { IsOpen: true }) || last?.Content == state.Digest() || (last is null && IsHistory(state)))
            return;
        var previous = await reader.PreviousAsync(reviewed.Hand, state, cancellationToken).ConfigureAwait(false);
        var changes = await ChangesAsync(reviewed.Hand, state, last, cancellationToken).ConfigureAwait(false);
        var isOpen = last is { IsOpen: true };
        var task = isOpen ? Renewed(last!, state, previous, changes) : Made(reviewed, last, previous, changes);
        await WriteAsync(reviewed.Hand, task, isOpen ? last!.Version : null, cancellationToken).ConfigureAwait(false);
    }

    private bool IsHistory(ReportState state) => !state.Report.Many("basedOn").Any() && state.At is { } at && clock.GetUtcNow() - at > s_history;

    private JsonObject Made(ReviewedReport reviewed, ReviewTask? last, IReadOnlyDictionary<string, string> previous, IReadOnlyList<string> changes)
    {
        var (state, now) = (reviewed.State, clock.GetUtcNow());
        var task = new JsonObject
        {
            ["resourceType"] = "Task",
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = ReviewCodes.ReviewIdentifier, ["value"] = $"{state.Id}.{(last?.Number ?? 0) + 1}" }),
            ["status"] = "requested",
            ["intent"] = "order",
            ["code"] = ReviewTask.Concept(ReviewCodes.TaskSystem, ReviewCodes.ReviewResult),
            ["focus"] = ReviewTask.To(state.Reference),
            ["authoredOn"] = ReviewTask.Instant(now),
        };
        // The labels of what it is about, so that whoever may not see the one does not see the other.
        if (state.Report.One("meta")?["security"] is JsonArray labels)
            task["meta"] = new JsonObject { ["security"] = labels.DeepClone() };
        foreach (var (member, from) in new[] { ("for", "subject"), ("encounter", "encounter"), ("basedOn", "basedOn") })
        {
            if (state.Report[from] is { } value)
                task[member] = value.DeepClone();
        }
        var owner = last?.Owner is { } before ? owners.Present(before) : owners.Of(state.Report, reviewed.Find);
        if (owner is not null)
            task["owner"] = ReviewTask.To(owner);
        Fill(task, state, previous, changes, last is null ? null : $"Task/{last.Id}", now);
        return task;
    }

    // An open review stays where it is; who has opened it has not seen what is new.
    private JsonObject Renewed(ReviewTask last, ReportState state, IReadOnlyDictionary<string, string> previous, IReadOnlyList<string> changes)
    {
        var (task, now) = (last.Json, clock.GetUtcNow());
        var old = last.References(ReviewCodes.Changed).Where(reference => state.Results.Any(result => reference.StartsWith($"Observation/{result.Json.Text("id")}/", StringComparison.Ordinal)));
        var (wasUnopened, priority, due, step) = (last.IsUnopened, task.Text("priority"), task["restriction"], last.Step);
        task["status"] = "requested";
        // The value that was there first is what a correction is measured by.
        Fill(task, state, previous, [.. old.Concat(changes).DistinctBy(ResourceNodes.Unversioned)], last.References(ReviewCodes.Replaces).FirstOrDefault(), now);
        if (!wasUnopened || task.Text("priority") != priority)
            return task;
        // More of the same gives nobody more time.
        task["restriction"] = due?.DeepClone();
        if (step > 0)
            last.SetInput(ReviewCodes.Step, "valueInteger", step);
        return task;
    }

    private void Fill(JsonObject task, ReportState state, IReadOnlyDictionary<string, string> previous, IReadOnlyList<string> changes, string? replaces, DateTimeOffset now)
    {
        var rating = state.IsWithdrawn ? ReviewRating.Abnormal : state.Rating;
        task["priority"] = rating switch { ReviewRating.Critical => "stat", ReviewRating.Abnormal => "urgent", _ => "routine" };
        task["lastModified"] = ReviewTask.Instant(now);
        task["restriction"] = new JsonObject { ["period"] = new JsonObject { ["end"] = ReviewTask.Instant(now + DueAfter(rating)) } };
        var inputs = new JsonArray(
            ReviewTask.InputOf(ReviewCodes.Rating, "valueCode", NameOf(rating)),
            ReviewTask.InputOf(ReviewCodes.Content, "valueString", state.Digest()));
        void Add(string code, string reference) => inputs.Add((JsonNode)ReviewTask.InputOf(code, "valueReference", ReviewTask.To(reference)));
        foreach (var (result, version) in state.Results)
            Add(ReviewCodes.Version, $"Observation/{result.Text("id")}/_history/{version}");
        foreach (var before in previous.Values.Distinct(StringComparer.Ordinal))
            Add(ReviewCodes.Previous, before);
        foreach (var change in changes)
            Add(ReviewCodes.Changed, change);
        if (state.IsCorrection || changes.Count > 0)
            inputs.Add((JsonNode)ReviewTask.InputOf(ReviewCodes.Corrected, "valueBoolean", true));
        if (state.IsWithdrawn)
            inputs.Add((JsonNode)ReviewTask.InputOf(ReviewCodes.Withdrawn, "valueBoolean", true));
        if (replaces is not null)
            Add(ReviewCodes.Replaces, replaces);
        task["input"] = inputs;
    }

    /// <summary>The word of a rating.</summary>
    internal static string NameOf(ReviewRating rating) => rating.ToString().ToLowerInvariant();

    // Versions that the last review was about and that say something else than the newest.
    private async Task<IReadOnlyList<string>> ChangesAsync(Actor hand, ReportState state, ReviewTask? last, CancellationToken cancellationToken)
    {
        var changes = new List<string>();
        foreach (var reference in last?.References(ReviewCodes.Version) ?? [])
        {
            if (reference.Split('/') is not [_, var id, _, var number] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                continue;
            if (state.Results.FirstOrDefault(result => result.Json.Text("id") == id) is not { Json: { } now } result || result.Version == version)
                continue;
            var before = await gateway.ReadVersionAsync(hand, "Observation", id, version, cancellationToken).ConfigureAwait(false);
            if (before.Value?.Open() is { } was && ReportState.Said(was) != ReportState.Said(now))
                changes.Add(reference);
        }
        return changes;
    }

    private TimeSpan DueAfter(ReviewRating rating) => rating switch
    {
        ReviewRating.Critical => TimeSpan.FromMinutes(settings.Current.CriticalMinutes),
        ReviewRating.Abnormal => TimeSpan.FromHours(settings.Current.AbnormalHours),
        _ => TimeSpan.FromHours(settings.Current.RoutineHours),
    };

    private async Task WriteAsync(Actor hand, JsonObject task, long? version, CancellationToken cancellationToken)
    {
        var bundle = ReviewBundle.Of(version is { } number ? ReviewBundle.Put(task, number) : ReviewBundle.Make(task));
        var answer = await gateway.TransactionAsync(hand, bundle, cancellationToken).ConfigureAwait(false);
        if (answer.IsRefused)
            throw new ReviewRefusedException(answer.Refusal);
    }
}
