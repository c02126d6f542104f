using Carewright.Gateway.Subscribing;
using Carewright.Security;
using Carewright.Subscriptions.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Carewright.Subscriptions.Features;

/// <summary>
/// <c>/subscriptions/websocket</c>: <c>bind-with-token TOKEN</c> for topics, and R4's <c>bind ID</c> for subscriptions by criteria, which brings no token and so takes the credential of the
/// request that opened the socket.
/// </summary>
internal sealed class WebSocketDoor(SubscriptionRoom room, BindingTokens tokens, OwnAddress address, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    internal async Task RunAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        // A page elsewhere may open a socket with the app's cookie; only a header, which it cannot set, counts here.
        var feature = http.GetActor();
        var isByHeader = http.Request.Headers.Authorization.Count > 0;
        var actor = isByHeader ? feature.Actor : null;
        using var socket = await http.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        var session = new WebSocketSession(socket, new SessionParts(room, tokens, address, clock), actor, feature.ExpiresAt);
        // A socket that stays open would keep the server from stopping.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await session.RunAsync(ending.Token).ConfigureAwait(false);
    }
}

/// <summary>What every session works with.</summary>
internal sealed record SessionParts(SubscriptionRoom Room, BindingTokens Tokens, OwnAddress Address, TimeProvider Clock);
