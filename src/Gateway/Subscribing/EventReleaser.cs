using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Gateway.Reading;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>An event that may leave.</summary>
/// <param name="Number">The subscription's own count.</param>
/// <param name="At">When the version was written, UTC.</param>
/// <param name="Focus">The version that it is about, its body only where resources are asked for; null where nothing of it may leave: none was asked for, or its owner may not see it any more.</param>
/// <param name="Context">What goes along with it by the topic's shape; without bodies likewise.</param>
public sealed record NotifiedEvent(long Number, DateTimeOffset At, ReleasedResource? Focus, IReadOnlyList<ReleasedResource> Context);

/// <summary>Events of one subscription that may leave, on record already where they name anybody.</summary>
/// <param name="Subscription">As it stands.</param>
/// <param name="Events">In order.</param>
public sealed record Notification(SubscriptionView Subscription, IReadOnlyList<NotifiedEvent> Events);

/// <summary>
/// Opens events for whoever they leave to: each version is read again and judged by what that actor may see at this moment, cut like any read, and the disclosure is on disk before anything
/// is given back.
/// </summary>
internal sealed class EventReleaser(IRecordStore store, AccessCompiler access, Scribe scribe)
{
    private readonly Inclusion _inclusion = new(store, access);

    internal async ValueTask<Answer<Notification>> ReleaseAsync(Actor actor, LiveSubscription subscription, EventRange range, CancellationToken cancellationToken)
    {
        var view = subscription.View ?? throw new InvalidOperationException("A subscription without a definition has no events.");
        var events = new List<NotifiedEvent>();
        var (references, patients) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var one in subscription.Range(range.From, range.To, range.Most))
            events.Add(Open(actor, subscription, one, range.Content, references, patients));
        // A question is on record even when nothing was there to answer it with; a notification that names nobody discloses nothing.
        if (references.Count > 0 || range.Interaction == "events")
        {
            var numbers = events.Count > 0 ? $"{events[0].Number}-{events[^1].Number}" : "none";
            var deed = new Deed("read", range.Interaction, "Subscription", $"Subscription/{view.Id} events {numbers} to {range.Target}");
            var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [$"Subscription/{view.Id}", .. references], [.. patients]);
            if (!await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false))
                return Refusals.Busy;
        }
        return new Notification(view, events);
    }

    private NotifiedEvent Open(Actor actor, LiveSubscription subscription, EventRef one, PayloadContent content, List<string> references, HashSet<string> patients)
    {
        var at = new DateTimeOffset(one.At, TimeSpan.Zero);
        if (content == PayloadContent.Empty || RowOf(one) is not { } row)
            return new NotifiedEvent(one.Number, at, null, []);
        var allowed = access.For(actor, AccessInteraction.Read, row.ResourceType);
        if (!allowed.IsAllowed || !Reader.MayLeave(allowed, row, store.Read(row.ResourceType, row.Id)))
            return new NotifiedEvent(one.Number, at, null, []);
        var context = ContextOf(actor, subscription, row);
        references.Add($"{row.ResourceType}/{row.Id}/_history/{row.VersionId}");
        references.AddRange(context.Select(pair => $"{pair.Row.ResourceType}/{pair.Row.Id}/_history/{pair.Row.VersionId}"));
        patients.UnionWith(Reader.PatientsOf(context.Select(pair => pair.Row).Prepend(row)));
        var isFull = content == PayloadContent.FullResource;
        return new NotifiedEvent(one.Number, at, Release(row, allowed, isFull), [.. context.Select(pair => Release(pair.Row, pair.Access, isFull))]);
    }

    private static ReleasedResource Release(StoredVersion row, CompiledAccess allowed, bool isFull) =>
        isFull ? Releaser.Release(row, allowed) : new ReleasedResource(row.ResourceType, row.Id, row.VersionId, row.LastUpdated, row.Action, default);

    // Gone when its patient has been erased since.
    private StoredVersion? RowOf(EventRef one) => store.Changes(one.Sequence - 1, 1).FirstOrDefault() is { } row && row.Sequence == one.Sequence ? row : null;

    private IReadOnlyList<(StoredVersion Row, CompiledAccess Access)> ContextOf(Actor actor, LiveSubscription subscription, StoredVersion row)
    {
        var shape = row.IsDeleted ? null : subscription.Read?.Topic?.Shapes.FirstOrDefault(one => one.ResourceType == row.ResourceType);
        return shape is not null && TopicReader.ShapeOf(shape).Request is { Includes.Count: > 0 } request ? _inclusion.Of(actor, request, [row]).Rows : [];
    }
}

/// <summary>Which events, and how they leave.</summary>
/// <param name="From">First number.</param>
/// <param name="To">Last number.</param>
/// <param name="Most">At most so many.</param>
/// <param name="Content">What of their resources.</param>
/// <param name="Interaction">How the audit log calls it: <c>notification</c> or <c>events</c>.</param>
/// <param name="Target">Where they go, for the audit record.</param>
public sealed record EventRange(long From, long To, int Most, PayloadContent Content, string Interaction, string Target);
