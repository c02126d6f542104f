using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.InBasket.Reports;
using Carewright.InBasket.Reviewing;
using Carewright.Security;

namespace Carewright.InBasket.Features;

/// <summary>How an act ended.</summary>
/// <param name="Status">HTTP status: 200, 403, 404, 409 (somebody else was faster, or the report is newer than what was seen), 422, 429.</param>
/// <param name="Code">What a program goes by.</param>
/// <param name="Title">What a person reads.</param>
internal readonly record struct ActOutcome(int Status, string Code, string Title)
{
    internal static ActOutcome Done { get; } = new(200, "done", "Done");

    internal static ActOutcome Gone { get; } = new(404, "not-found", "There is no such review");

    internal static ActOutcome Closed { get; } = new(409, "conflict", "The review is closed by now");

    internal static ActOutcome Newer { get; } = new(409, "newer", "The report has changed since it was shown");

    internal static ActOutcome NotNormal { get; } = new(422, "not-normal", "Only final reports in which all is normal are signed together");

    internal static ActOutcome NoPerson { get; } = new(403, "no-practitioner", "This account names no practitioner");

    internal static ActOutcome Bad(string title) => new(422, "invalid", title);

    internal static ActOutcome Of(Refusal refusal) => refusal.Status is 409 or 412
        ? new(409, "conflict", "Somebody has just changed the review")
        : new(refusal.Status, refusal.Issues[0].Code.ToLowerInvariant(), refusal.Issues[0].Message);
}

/// <summary>What a person does about a review: with the person's rights, in one transaction each.</summary>
internal sealed class ReviewActs(RecordGateway gateway, BasketReader reader, Owners owners, TimeProvider clock)
{
    private const int MostText = 2000;

    /// <summary>Signs: the review is completed, and a Provenance of a signature says who saw which version. Refused when the report is newer than what was seen.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Of the Task.</param>
    /// <param name="seen">What the person has seen.</param>
    /// <param name="comment">What there is to say, or null.</param>
    /// <param name="isBulk">One of several: then only what is final and normal.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    internal Task<ActOutcome> SignAsync(Actor actor, string id, string? seen, string? comment, bool isBulk, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, (review, now) =>
        {
            var rating = review.Task.Input(ReviewCodes.Rating).Select(input => input.Text("valueCode")).FirstOrDefault();
            if (review.State.Seen() != seen)
                return (ActOutcome.Newer, []);
            if (isBulk && (!review.State.IsFinal || rating != "normal" || review.State.Rating != ReviewRating.Normal || review.Task.Input(ReviewCodes.Corrected).Any()))
                return (ActOutcome.NotNormal, []);
            var task = review.Task;
            (task.Json["status"], task.Json["owner"]) = ("completed", ReviewTask.To(actor.FhirUser!));
            task.Put(ReviewCodes.SignedBy, "valueReference", ReviewTask.To(actor.FhirUser!));
            task.Put(ReviewCodes.SignedAt, "valueDateTime", ReviewTask.Instant(now));
            AddNote(task, comment, now, actor);
            return (ActOutcome.Done, [ReviewBundle.Post(SignatureOf(actor, review, now))]);
        }, cancellationToken);

    /// <summary>Has looked at it: then it does not escalate any more. Only who it is for; of others' it says nothing.</summary>
    internal Task<ActOutcome> OpenAsync(Actor actor, string id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, (review, _) =>
        {
            if (!review.Task.IsUnopened || (review.Task.Owner is { } owner && owner != actor.FhirUser))
                return (ActOutcome.Done, null);
            review.Task.Json["status"] = "in-progress";
            return (ActOutcome.Done, []);
        }, cancellationToken);

    /// <summary>Takes it over, from the shared list or from somebody.</summary>
    internal Task<ActOutcome> TakeAsync(Actor actor, string id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, (review, now) =>
        {
            var (task, before) = (review.Task, review.Task.Owner);
            if (before == actor.FhirUser)
                return (ActOutcome.Done, null);
            (task.Json["status"], task.Json["owner"]) = ("in-progress", ReviewTask.To(actor.FhirUser!));
            task.Json.Remove("performerType");
            task.Note(before is null ? "Taken from the shared list." : "Taken over.", now, actor.FhirUser);
            return (ActOutcome.Done, []);
        }, cancellationToken);

    /// <summary>Gives it to somebody who works here.</summary>
    internal async Task<ActOutcome> ForwardAsync(Actor actor, string id, string? to, string? comment, CancellationToken cancellationToken)
    {
        if (!Settings.InBasketSettings.IsPractitioner(to) || owners.Present(to!) is not { } person)
            return ActOutcome.Bad("It is given to a practitioner who works here");
        return await ChangeAsync(actor, id, (review, now) =>
        {
            var task = review.Task;
            (task.Json["status"], task.Json["owner"]) = ("requested", ReviewTask.To(person));
            task.Json.Remove("performerType");
            task.Note("Forwarded.", now, actor.FhirUser);
            AddNote(task, comment, now, actor);
            return (ActOutcome.Done, []);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the patient: a Communication about the report.</summary>
    internal Task<ActOutcome> TellAsync(Actor actor, string id, string? text, CancellationToken cancellationToken) =>
        CommunicateAsync(actor, id, ReviewCodes.Told, text, (review, said) =>
        {
            said["recipient"] = new JsonArray(review.Task.Json["for"]!.DeepClone());
            said["payload"] = new JsonArray(new JsonObject { ["contentString"] = text!.Trim() });
        }, cancellationToken);

    /// <summary>Puts on record that somebody was told a critical value, and what they read back.</summary>
    /// <param name="actor">Who told it.</param>
    /// <param name="id">Of the Task.</param>
    /// <param name="told">Who was told: a name.</param>
    /// <param name="value">What was read back.</param>
    /// <param name="cancellationToken">Stops it before the commit.</param>
    internal Task<ActOutcome> ReadBackAsync(Actor actor, string id, string? told, string? value, CancellationToken cancellationToken) =>
        CommunicateAsync(actor, id, ReviewCodes.ReadBack, string.IsNullOrWhiteSpace(told) ? null : value, (_, said) =>
        {
            said["category"] = new JsonArray(ReviewTask.Concept(ReviewCodes.TaskSystem, ReviewCodes.CriticalReadBack));
            said["recipient"] = new JsonArray(new JsonObject { ["display"] = told!.Trim() });
            said["payload"] = new JsonArray(new JsonObject { ["contentString"] = value!.Trim() });
        }, cancellationToken);

    private async Task<ActOutcome> CommunicateAsync(Actor actor, string id, string output, string? text, Action<SeenReview, JsonObject> say, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MostText)
            return ActOutcome.Bad($"There is something to say, at most {MostText} characters");
        return await ChangeAsync(actor, id, (review, now) =>
        {
            var (task, url) = (review.Task, $"urn:uuid:{Guid.NewGuid()}");
            var said = new JsonObject
            {
                ["resourceType"] = "Communication",
                ["status"] = "completed",
                ["subject"] = task.Json["for"]?.DeepClone(),
                ["about"] = new JsonArray(ReviewTask.To(review.State.Reference)),
                ["sent"] = ReviewTask.Instant(now),
                ["sender"] = ReviewTask.To(actor.FhirUser!),
                ["encounter"] = task.Json["encounter"]?.DeepClone(),
            };
            foreach (var absent in said.Where(member => member.Value is null).Select(member => member.Key).ToList())
                said.Remove(absent);
            // What is said of a result is as secret as the result.
            if (review.State.Report.One("meta")?["security"] is { } labels)
                said["meta"] = new JsonObject { ["security"] = labels.DeepClone() };
            say(review, said);
            task.Put(output, "valueReference", ReviewTask.To(url));
            if (task.IsUnopened)
                task.Json["status"] = "in-progress";
            return (ActOutcome.Done, [ReviewBundle.Post(said, url)]);
        }, cancellationToken).ConfigureAwait(false);
    }

    // Null entries: nothing is to be written.
    private async Task<ActOutcome> ChangeAsync(Actor actor, string id, Func<SeenReview, DateTimeOffset, (ActOutcome Outcome, JsonObject[]? Entries)> change, CancellationToken cancellationToken)
    {
        if (!Settings.InBasketSettings.IsPractitioner(actor.FhirUser))
            return ActOutcome.NoPerson;
        var found = await reader.OneAsync(actor, id, cancellationToken).ConfigureAwait(false);
        if (found.IsRefused)
            return ActOutcome.Of(found.Refusal);
        if (found.Value.Reviews is not [var review])
            return ActOutcome.Gone;
        if (!review.Task.IsOpen)
            return ActOutcome.Closed;
        var now = clock.GetUtcNow();
        var (outcome, entries) = change(review, now);
        if (outcome.Status != 200 || entries is null)
            return outcome;
        review.Task.Json["lastModified"] = ReviewTask.Instant(now);
        // What was begun is not broken off: whether it was done must be known.
        var written = await gateway.TransactionAsync(actor, ReviewBundle.Of([ReviewBundle.Put(review.Task.Json, review.Task.Version), .. entries]), CancellationToken.None).ConfigureAwait(false);
        return written.IsRefused ? ActOutcome.Of(written.Refusal) : ActOutcome.Done;
    }

    private static void AddNote(ReviewTask task, string? comment, DateTimeOffset now, Actor actor)
    {
        if (!string.IsNullOrWhiteSpace(comment))
            task.Note(comment.Trim()[..Math.Min(comment.Trim().Length, MostText)], now, actor.FhirUser);
    }

    // A verification signature (ASTM E1762): the person has seen this version and answers for it. What is signed with is the session, not a key.
    private static JsonObject SignatureOf(Actor actor, SeenReview review, DateTimeOffset now)
    {
        var targets = review.State.Results.Select(result => $"Observation/{result.Json.Text("id")}/_history/{result.Version}").Prepend($"{review.State.Reference}/_history/{review.State.ReportVersion}").Prepend($"Task/{review.Task.Id}");
        var provenance = new JsonObject
        {
            ["resourceType"] = "Provenance",
            ["target"] = new JsonArray([.. targets.Select(ReviewTask.To)]),
            ["recorded"] = ReviewTask.Instant(now),
            ["agent"] = new JsonArray(new JsonObject { ["type"] = ReviewTask.Concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "verifier"), ["who"] = ReviewTask.To(actor.FhirUser!) }),
            ["signature"] = new JsonArray(new JsonObject
            {
                ["type"] = new JsonArray(new JsonObject { ["system"] = "urn:iso-astm:E1762-95:2013", ["code"] = "1.2.840.10065.1.12.1.5" }),
                ["when"] = ReviewTask.Instant(now),
                ["who"] = ReviewTask.To(actor.FhirUser!),
            }),
        };
        if (review.State.Report.One("meta")?["security"] is { } labels)
            provenance["meta"] = new JsonObject { ["security"] = labels.DeepClone() };
        return provenance;
    }
}
