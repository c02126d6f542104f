using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Carewright.Gateway.Subscribing;
using Carewright.Security;
using Carewright.Subscriptions.Notifications;

namespace Carewright.Subscriptions.Features;

/// <summary>One open websocket. What is bound to it gets its events from the binding on; what was missed is asked for with <c>$events</c>.</summary>
internal sealed class WebSocketSession(WebSocket socket, SessionParts parts, Actor? actor, DateTimeOffset? actorUntil)
{
    private const int LongestMessage = 1_024;
    private const int MostBound = 200;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, Bound> _bound = new(StringComparer.Ordinal);
    private readonly Channel<string> _messages = Channel.CreateBounded<string>(16);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        parts.Room.Changed += Wake;
        var receiving = ReceiveAsync(ending);
        try
        {
            await ServeAsync(ending.Token).ConfigureAwait(false);
            // The reason has been told; the other side gets a moment to read it before the connection goes.
            await Task.WhenAny(receiving, Task.Delay(s_farewell, cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await LeaveAsync().ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            socket.Abort();
        }
        finally
        {
            parts.Room.Changed -= Wake;
            await ending.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
    }

    private void Wake(string id) => _wake.Writer.TryWrite(true);

    // Sending and deciding are one thread's; this one only listens.
    private async Task ReceiveAsync(CancellationTokenSource ending)
    {
        var buffer = new byte[LongestMessage];
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(), ending.Token).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close || !result.EndOfMessage || result.MessageType != WebSocketMessageType.Text)
                    break;
                await _messages.Writer.WriteAsync(Encoding.UTF8.GetString(buffer, 0, result.Count), ending.Token).ConfigureAwait(false);
                Wake("");
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // Either way the socket is at its end, and the session with it.
            Wake("");
        }
        await ending.CancelAsync().ConfigureAwait(false);
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_messages.Reader.TryRead(out var message))
            {
                if (!await AnswerAsync(message, cancellationToken).ConfigureAwait(false))
                    return;
            }
            if (ReasonToClose() is { } reason)
            {
                await CloseAsync(reason).ConfigureAwait(false);
                return;
            }
            foreach (var bound in _bound.Values)
                await PushAsync(bound, cancellationToken).ConfigureAwait(false);
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> AnswerAsync(string message, CancellationToken cancellationToken)
    {
        var words = message.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["bind-with-token", var token] when parts.Tokens.Take(token) is { } binding && parts.Room.StampOf(binding.UserName) == binding.Stamp:
                foreach (var id in binding.Subscriptions)
                    await BindAsync(id, binding.UserName, binding.Stamp, binding.OpenUntil, cancellationToken).ConfigureAwait(false);
                return true;
            case ["bind", var id] when actor is not null && parts.Room.Find(id) is { Definition: { Channel: SubscriptionChannel.WebSocket, IsByTopic: false } } view && SubscriptionRoom.IsOwner(actor, view):
                await BindAsync(id, actor.UserName, parts.Room.StampOf(actor.UserName) ?? "", actorUntil ?? parts.Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
                await SendAsync(Encoding.UTF8.GetBytes("bound " + id), cancellationToken).ConfigureAwait(false);
                return true;
            case ["ping"]:
                await SendAsync("pong"u8.ToArray(), cancellationToken).ConfigureAwait(false);
                return true;
            default:
                await CloseAsync("Nothing can be bound by this.").ConfigureAwait(false);
                return false;
        }
    }

    private async Task BindAsync(string id, string userName, string stamp, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (parts.Room.Find(id) is not { } view || view.Definition.Owner != userName || _bound.Count >= MostBound)
            return;
        _bound[id] = new Bound(id, userName, stamp, until) { Sent = view.LastEvent, LastSent = parts.Clock.GetUtcNow() };
        if (view.Definition.IsByTopic)
            await SendAsync(view, NotificationKind.Handshake, [], cancellationToken).ConfigureAwait(false);
    }

    private string? ReasonToClose()
    {
        var now = parts.Clock.GetUtcNow();
        foreach (var bound in _bound.Values)
        {
            if (bound.Until <= now)
                return "The credential has expired.";
            if (parts.Room.StampOf(bound.UserName) != bound.Stamp)
                return "The account has changed.";
            if (parts.Room.Find(bound.Id) is not { Definition.Status: "active" or "requested" } view || parts.Room.Refuses(view) is not null)
                return $"The subscription {bound.Id} is not active.";
        }
        return null;
    }

    private async Task PushAsync(Bound bound, CancellationToken cancellationToken)
    {
        while (parts.Room.Find(bound.Id) is { } view && view.LastEvent > bound.Sent)
        {
            var released = await parts.Room.ReleaseAsync(view, Math.Max(bound.Sent + 1, view.FirstKept), cancellationToken).ConfigureAwait(false);
            // Too busy now, or not to be served any more: the next look decides.
            if (released.IsRefused || released.Value.Events is not { Count: > 0 } events)
                return;
            if (view.Definition.IsByTopic)
                await SendAsync(released.Value.Subscription, NotificationKind.EventNotification, events, cancellationToken).ConfigureAwait(false);
            else
                await SendAsync(Encoding.UTF8.GetBytes("ping " + bound.Id), cancellationToken).ConfigureAwait(false);
            (bound.Sent, bound.LastSent) = (events[^1].Number, parts.Clock.GetUtcNow());
            parts.Room.SetDelivered(bound.Id, bound.Sent);
        }
        if (parts.Room.Find(bound.Id) is { Definition: { IsByTopic: true, Heartbeat: { } beat } } quiet && bound.LastSent + beat <= parts.Clock.GetUtcNow())
        {
            await SendAsync(quiet, NotificationKind.Heartbeat, [], cancellationToken).ConfigureAwait(false);
            bound.LastSent = parts.Clock.GetUtcNow();
        }
    }

    private Task SendAsync(SubscriptionView view, NotificationKind kind, IReadOnlyList<NotifiedEvent> events, CancellationToken cancellationToken)
    {
        var body = NotificationWriter.Notification(view, kind, events, parts.Address.Fhir, parts.Clock.GetUtcNow());
        return SendAsync(view.Definition.IsXml ? NotificationWriter.ToXml(body) : body, cancellationToken);
    }

    // A subscriber that does not read holds nothing but its own session.
    private async Task SendAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, timeout.Token).ConfigureAwait(false);
    }

    private async Task CloseAsync(string reason)
    {
        using var timeout = new CancellationTokenSource(s_farewell);
        await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, reason, timeout.Token).ConfigureAwait(false);
    }

    // The subscriber has closed, has gone, or the server stops.
    private async Task LeaveAsync()
    {
        if (socket.State != WebSocketState.CloseReceived)
        {
            socket.Abort();
            return;
        }
        using var timeout = new CancellationTokenSource(s_farewell);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = _wake.Reader.WaitToReadAsync(timer.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(s_look, timer.Token)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await timer.CancelAsync().ConfigureAwait(false);
        while (_wake.Reader.TryRead(out _))
        {
        }
    }

    private sealed record Bound(string Id, string UserName, string Stamp, DateTimeOffset Until)
    {
        internal long Sent { get; set; }

        internal DateTimeOffset LastSent { get; set; }
    }
}
