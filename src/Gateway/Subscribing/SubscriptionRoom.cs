using System.Text;
using System.Text.Json.Nodes;
using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Outbound;
using Carewright.Gateway.Writing;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>What the room is built from.</summary>
internal sealed record RoomParts(IRecordStore Store, RowTests Tests, IPolicySource Policies, AccessCompiler Access, DraftBuilder Drafts, Scribe Scribe, TimeProvider Clock);

/// <summary>
/// What subscriptions need of the record and a module cannot do itself: read the change feed, match it, and give events out as their owner may see them. One for each open store.
/// Safe from many threads once it is loaded.
/// </summary>
public sealed class SubscriptionRoom
{
    internal const string Undecided = "An unexpected fault; it is not known whether a change is an event of it.";
    internal const string NoOwner = "The account of its owner is disabled or gone.";

    // The server's own hand in the record, as the log names it.
    private static readonly Actor s_server = new("carewright", "Carewright", Roles.SystemInterface, null, null, null, "subscriptions", "local", "HOPERAT", null);
    private readonly RoomParts _parts;
    private readonly AccountRegister _accounts;
    private readonly SubscriptionRegister _register;
    private readonly EventMatcher _matcher;
    private readonly EventReleaser _releaser;
    private readonly FeedReader _feed;

    internal SubscriptionRoom(RoomParts parts, EndpointRules endpoints, AccountRegister accounts)
    {
        (_parts, _accounts, Endpoints) = (parts, accounts, endpoints);
        _register = new SubscriptionRegister(parts.Store, parts.Tests, endpoints);
        _matcher = new EventMatcher(parts.Store, parts.Access);
        _releaser = new EventReleaser(parts.Store, parts.Access, parts.Scribe);
        _feed = new FeedReader(parts.Store, _register, _matcher, OwnerOf, parts.Clock);
    }

    /// <summary>Raised with a subscription's id after its definition, its status or its events have changed; handlers must be quick.</summary>
    public event Action<string>? Changed
    {
        add => _feed.Changed += value;
        remove => _feed.Changed -= value;
    }

    /// <summary>Raised with a subscription's id and a reason when it cannot be served any more: its owner's account or rights are gone.</summary>
    public event Action<string, string>? Failed
    {
        add => _feed.Failed += value;
        remove => _feed.Failed -= value;
    }

    /// <summary>Where notifications may be sent.</summary>
    public EndpointRules Endpoints { get; }

    /// <summary>Canonical addresses of the active topics, sorted.</summary>
    public IReadOnlyList<string> Topics => [.. _register.Topics.Select(topic => topic.Url).Order(StringComparer.Ordinal)];

    /// <summary>All subscriptions.</summary>
    public IReadOnlyList<SubscriptionView> All => [.. _register.All.Select(live => live.View).OfType<SubscriptionView>()];

    /// <summary>The actor that starts and stops things in the server's name.</summary>
    public static Actor Server => s_server;

    /// <summary>True when the record has, or once had, a topic of this logical id: one that a clinic has changed or taken away does not come back by itself.</summary>
    public bool HasHadTopic(string id) => _parts.Store.Read("Basic", id) is not null;

    /// <summary>How a subscription stands; null when there is none.</summary>
    public SubscriptionView? Find(string id) => _register.Find(id)?.View;

    /// <summary>Reads topics, subscriptions and what is kept of them. Once, before <see cref="RunAsync"/>.</summary>
    public void Load() => _feed.Load();

    /// <summary>Reads the change feed until it is stopped.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _feed.RunAsync(cancellationToken);

    /// <summary>The header lines that its requests carry, credentials included.</summary>
    public IReadOnlyList<string> HeadersOf(SubscriptionView subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return SubscriptionRules.HeadersOf(_parts.Store, subscription.Id);
    }

    /// <summary>Why a subscription cannot be served at this moment, or null: it cannot be read, its owner's account is disabled, or the owner's role may read nothing of what it watches.</summary>
    public string? Refuses(SubscriptionView subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        if (_register.Find(subscription.Id) is not { } live)
            return "It is gone.";
        if (live.Read is null)
            return live.Definition?.Error ?? "It cannot be read.";
        return OwnerOf(subscription.Definition.Owner) is { } owner ? _matcher.Refuses(live, owner) : NoOwner;
    }

    /// <summary>Opens events for the owner, to be sent to the endpoint; with the rights of this moment, and on record where they name anybody. Refused with 403 (see <see cref="Refuses"/>) and 429.</summary>
    public async ValueTask<Answer<Notification>> ReleaseAsync(SubscriptionView subscription, long from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var definition = subscription.Definition;
        if (Refuses(subscription) is { } reason)
            return Refusal.Of(403, Kernel.IssueTypes.Forbidden, "SUBS-OWNER", reason);
        var owner = OwnerOf(definition.Owner)! with { Address = definition.Target };
        // By criteria, R4 sends one resource at a time.
        var most = definition.IsByTopic ? definition.MaxCount : 1;
        var range = new EventRange(from, long.MaxValue, most, definition.Content, "notification", definition.Target);
        return await _releaser.ReleaseAsync(owner, _register.Find(subscription.Id)!, range, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens events for whoever asks for them: only the owner may. Refused with 403, 404 and 429.</summary>
    public async ValueTask<Answer<Notification>> EventsAsync(Actor actor, string id, EventRange range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (_register.Find(id) is not { View: { } view } live)
            return await _parts.Scribe.RefuseAsync(actor, new Deed("read", range.Interaction, "Subscription") { Address = $"Subscription/{id}" }, Refusals.NotFound("Subscription", id), null, cancellationToken).ConfigureAwait(false);
        if (!IsOwner(actor, view))
            return await _parts.Scribe.RefuseAsync(actor, new Deed("read", range.Interaction, "Subscription") { Address = $"Subscription/{id}" }, Refusals.Forbidden("read the events of somebody else's subscription"), null, cancellationToken).ConfigureAwait(false);
        return await _releaser.ReleaseAsync(actor, live, range, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True when the subscription acts with this actor's rights.</summary>
    public static bool IsOwner(Actor actor, SubscriptionView subscription) => actor.Limit is null && subscription.Definition.Owner == actor.UserName;

    /// <summary>Takes note that events up to this number have reached the endpoint; durable with <see cref="SaveDeliveredAsync"/>, and until then they may come again, with the same numbers.</summary>
    public void SetDelivered(string id, long number)
    {
        if (_register.Find(id) is { } live && live.Delivered < number)
            live.Delivered = number;
    }

    /// <summary>Makes <see cref="SetDelivered"/> durable.</summary>
    public Task SaveDeliveredAsync(string id, CancellationToken cancellationToken) => _register.Find(id) is { } live
        ? _parts.Store.Private.PutAsync(SubscriptionState.DeliveredKind, id, SubscriptionState.Number(live.Delivered), cancellationToken)
        : Task.CompletedTask;

    /// <summary>Writes a new status, and why, into the Subscription; on record as the server's own update. False when somebody has changed it meanwhile.</summary>
    public async Task<bool> SetStatusAsync(SubscriptionView subscription, string status, string? error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        while (true)
        {
            var current = _parts.Store.Read("Subscription", subscription.Id);
            if (current is not { IsDeleted: false } || current.VersionId != subscription.Definition.VersionId)
                return false;
            var node = JsonNode.Parse(current.Open().Span)!.AsObject();
            node["status"] = status;
            node.Remove("error");
            if (error is not null)
                node["error"] = error;
            var content = ResourceDocument.Parse(Encoding.UTF8.GetBytes(node.ToJsonString())).Document ?? throw new InvalidOperationException("A changed Subscription does not parse.");
            var draft = _parts.Drafts.Verbatim("Subscription", subscription.Id, current, content);
            var deed = new Deed("update", "update", "Subscription") { Address = $"Subscription/{subscription.Id}" };
            var audit = _parts.Scribe.Draft(s_server, deed, AuditOutcome.Success, 200, [$"Subscription/{subscription.Id}/_history/{draft.VersionId}"], []);
            var result = await _parts.Store.CommitAsync(new CommitRequest([draft], [audit], []), cancellationToken).ConfigureAwait(false);
            if (result.Status != CommitStatus.Busy)
                return result.Status == CommitStatus.Committed;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The account whose rights an owner has at this moment, as an actor; null when it is disabled or gone.</summary>
    public Actor? OwnerOf(string? userName) => userName is not null && _accounts.Find(userName) is { IsDisabled: false } account
        ? account.ToActor("subscription", "local", _parts.Policies.Current.FindRole(account.Role)?.Purpose ?? "", null)
        : null;

    /// <summary>What changes whenever the owner's rights change; null when the account is disabled or gone.</summary>
    public string? StampOf(string userName) => _accounts.Find(userName) is { IsDisabled: false } account ? account.Stamp : null;
}
