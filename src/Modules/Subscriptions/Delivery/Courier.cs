using System.Threading.Channels;
using Carewright.Gateway.Subscribing;
using Carewright.Subscriptions.Notifications;
using Microsoft.Extensions.Logging;

namespace Carewright.Subscriptions.Delivery;

/// <summary>What every courier works with.</summary>
internal sealed record CourierParts(SubscriptionRoom Room, EndpointClient Client, OwnAddress Address, DeliveryOptions Options, TimeProvider Clock, ILogger Log);

/// <summary>
/// Serves one subscription from its first handshake to its end: one thing at a time, in order. It holds no events: what is to be sent is a range of numbers, and each attempt opens it anew with
/// the rights of that moment.
/// </summary>
internal sealed class Courier(string id, CourierParts parts)
{
    private const int HandshakeAttempts = 3;
    private static readonly TimeSpan s_busy = TimeSpan.FromMilliseconds(200);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile string? _fault;
    private volatile string? _condemned;
    private long _version;
    private long _settled;
    private int _failures;
    private DateTimeOffset _notBefore;
    private DateTimeOffset _lastSent = parts.Clock.GetUtcNow();

    /// <summary>Why the last attempts failed, or null: for <c>$status</c>, before there is an error in the resource.</summary>
    internal string? Fault => _fault;

    /// <summary>Something has changed.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>The subscription cannot be served any more.</summary>
    internal void Condemn(string reason)
    {
        _condemned = reason;
        Wake();
    }

    /// <summary>Runs until the subscription is gone or the server stops.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (parts.Room.Find(id) is { } view)
        {
            var pause = await StepAsync(view, cancellationToken).ConfigureAwait(false);
            if (pause != TimeSpan.Zero)
                await WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does the next thing; gives how long there is nothing to do if nothing happens, zero for: go on.</summary>
    private async Task<TimeSpan> StepAsync(SubscriptionView view, CancellationToken cancellationToken)
    {
        var definition = view.Definition;
        if (definition.VersionId != _version)
            (_version, _failures, _notBefore, _fault, _condemned) = (definition.VersionId, 0, default, null, null);
        var now = parts.Clock.GetUtcNow();
        // What this version led to is written already; the next version is on its way.
        if (_settled == definition.VersionId || definition.Status is "off" or "error")
            return Timeout.InfiniteTimeSpan;
        if (definition.End is { } end && end <= now)
            return await SettleAsync(view, "off", null, cancellationToken).ConfigureAwait(false);
        if ((_condemned ?? parts.Room.Refuses(view)) is { } reason)
            return await SettleAsync(view, "error", reason, cancellationToken).ConfigureAwait(false);
        if (_notBefore > now)
            return _notBefore - now;
        if (definition.Status == "requested")
            return await BeginAsync(view, cancellationToken).ConfigureAwait(false);
        if (definition.Channel == SubscriptionChannel.WebSocket)
            return UntilEnd(definition, now);
        if (view.HasPending)
            return await DeliverAsync(view, cancellationToken).ConfigureAwait(false);
        return definition is { IsByTopic: true, Heartbeat: { } beat } ? await BeatAsync(view, beat, cancellationToken).ConfigureAwait(false) : UntilEnd(definition, now);
    }

    // R4 knows no handshake, and a subscriber by criteria would take one for an event; a websocket proves itself by being opened.
    private async Task<TimeSpan> BeginAsync(SubscriptionView view, CancellationToken cancellationToken)
    {
        if (view.Definition is { IsByTopic: true, Channel: SubscriptionChannel.RestHook })
        {
            var result = await PostAsync(view, NotificationKind.Handshake, [], cancellationToken).ConfigureAwait(false);
            if (!result.IsAccepted)
                return await FailAsync(view, result, HandshakeAttempts, cancellationToken).ConfigureAwait(false);
        }
        return await SettleAsync(view, "active", null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TimeSpan> DeliverAsync(SubscriptionView view, CancellationToken cancellationToken)
    {
        var released = await parts.Room.ReleaseAsync(view, Math.Max(view.Delivered + 1, view.FirstKept), cancellationToken).ConfigureAwait(false);
        if (released.IsRefused)
            return released.Refusal.Status == 429 ? s_busy : await SettleAsync(view, "error", released.Refusal.Issues[0].Message, cancellationToken).ConfigureAwait(false);
        var events = released.Value.Events;
        if (events.Count > 0)
        {
            var result = view.Definition.IsByTopic
                ? await PostAsync(released.Value.Subscription, NotificationKind.EventNotification, events, cancellationToken).ConfigureAwait(false)
                : await SendByCriteriaAsync(view, events[0], cancellationToken).ConfigureAwait(false);
            if (!result.IsAccepted)
                return await FailAsync(view, result, parts.Options.Backoff.Attempts, cancellationToken).ConfigureAwait(false);
        }
        (_failures, _fault) = (0, null);
        parts.Room.SetDelivered(id, events.Count > 0 ? events[^1].Number : view.LastEvent);
        // Once for a run of deliveries: what is sent again after a kill comes under the same numbers.
        if (parts.Room.Find(id) is { HasPending: false })
            await parts.Room.SaveDeliveredAsync(id, cancellationToken).ConfigureAwait(false);
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan> BeatAsync(SubscriptionView view, TimeSpan beat, CancellationToken cancellationToken)
    {
        var now = parts.Clock.GetUtcNow();
        if (_lastSent + beat > now)
            return Earlier(_lastSent + beat - now, UntilEnd(view.Definition, now));
        var result = await PostAsync(view, NotificationKind.Heartbeat, [], cancellationToken).ConfigureAwait(false);
        if (!result.IsAccepted)
            return await FailAsync(view, result, parts.Options.Backoff.Attempts, cancellationToken).ConfigureAwait(false);
        (_failures, _fault) = (0, null);
        return TimeSpan.Zero;
    }

    private async Task<SendResult> PostAsync(SubscriptionView view, NotificationKind kind, IReadOnlyList<NotifiedEvent> events, CancellationToken cancellationToken)
    {
        var definition = view.Definition;
        var body = NotificationWriter.Notification(view, kind, events, parts.Address.Fhir, parts.Clock.GetUtcNow());
        var how = new SendAs(definition.Payload ?? "application/fhir+json", parts.Room.HeadersOf(view), definition.Timeout);
        return await SendAsync(HttpMethod.Post, definition.Endpoint!, definition.IsXml ? NotificationWriter.ToXml(body) : body, how, cancellationToken).ConfigureAwait(false);
    }

    // FHIR R4 subscription.html#rest-hook: without a payload an empty POST; with one the resource is PUT under its own address below the endpoint. What may not leave any more is passed over.
    private async Task<SendResult> SendByCriteriaAsync(SubscriptionView view, NotifiedEvent one, CancellationToken cancellationToken)
    {
        var definition = view.Definition;
        var headers = parts.Room.HeadersOf(view);
        if (definition.Payload is not { } type)
            return await SendAsync(HttpMethod.Post, definition.Endpoint!, default, new SendAs(null, headers, definition.Timeout), cancellationToken).ConfigureAwait(false);
        if (one.Focus is not { Json.IsEmpty: false } focus)
            return default;
        var address = new UriBuilder(definition.Endpoint!);
        address.Path = $"{address.Path.TrimEnd('/')}/{focus.Reference}";
        return await SendAsync(HttpMethod.Put, address.Uri, definition.IsXml ? NotificationWriter.ToXml(focus.Json) : focus.Json, new SendAs(type, headers, definition.Timeout), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SendResult> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, SendAs how, CancellationToken cancellationToken)
    {
        var result = await parts.Client.SendAsync(method, address, body, how, cancellationToken).ConfigureAwait(false);
        if (result.IsAccepted)
            _lastSent = parts.Clock.GetUtcNow();
        return result;
    }

    private async Task<TimeSpan> FailAsync(SubscriptionView view, SendResult result, int attempts, CancellationToken cancellationToken)
    {
        _failures++;
        _fault = $"{_failures} of {attempts} attempts failed. {result.Fault}";
        if (_failures >= attempts || result.IsFinal)
        {
            parts.Log.InError(id, _failures);
            return await SettleAsync(view, "error", $"{_failures} attempts failed. {result.Fault}", cancellationToken).ConfigureAwait(false);
        }
        var pause = parts.Options.Backoff.After(_failures, parts.Options.Random);
        _notBefore = parts.Clock.GetUtcNow() + pause;
        return pause;
    }

    // Somebody else's change in the meantime wins: it is a new version, which begins anew.
    private async Task<TimeSpan> SettleAsync(SubscriptionView view, string status, string? error, CancellationToken cancellationToken)
    {
        _settled = view.Definition.VersionId;
        await parts.Room.SetStatusAsync(view, status, error, cancellationToken).ConfigureAwait(false);
        return Timeout.InfiniteTimeSpan;
    }

    private static TimeSpan UntilEnd(SubscriptionDefinition definition, DateTimeOffset now) => definition.End is { } end ? Earlier(end - now, TimeSpan.FromDays(1)) : Timeout.InfiniteTimeSpan;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < TimeSpan.Zero || (other >= TimeSpan.Zero && other < one) ? other : one;

    private async Task WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = _wake.Reader.WaitToReadAsync(timer.Token).AsTask();
        var delay = Task.Delay(pause, parts.Clock, timer.Token);
        await Task.WhenAny(woken, delay).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await timer.CancelAsync().ConfigureAwait(false);
        while (_wake.Reader.TryRead(out _))
        {
        }
    }
}
