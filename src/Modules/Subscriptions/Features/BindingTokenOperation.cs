using System.Buffers;
using System.Text.Json;
using Carewright.Gateway;
using Carewright.Gateway.Subscribing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Subscriptions.Notifications;
using Microsoft.AspNetCore.Http;

namespace Carewright.Subscriptions.Features;

/// <summary><c>Subscription/$get-ws-binding-token</c>, at type and instance level: a token that opens a websocket for one's own subscriptions (Subscriptions R5 Backport 1.1.0).</summary>
internal sealed class BindingTokenOperation(RecordGateway gateway, SubscriptionRoom room, BindingTokens tokens, OwnAddress address, TimeProvider clock)
{
    private const string Name = "get-ws-binding-token";

    internal async Task RunAsync(HttpContext http, string? id)
    {
        var request = await OperationRequest.ReadAsync(http).ConfigureAwait(false);
        if (request.Fault is { } fault)
        {
            await request.SendAsync(400, fault).ConfigureAwait(false);
            return;
        }
        var ids = id is not null ? [id] : request.All("ids");
        if (ids.Count == 0)
            ids = [.. room.All.Where(view => SubscriptionRoom.IsOwner(request.Actor, view) && IsOpen(view)).Select(view => view.Id)];
        var issues = ids.Where(one => room.Find(one) is not { } view || !SubscriptionRoom.IsOwner(request.Actor, view) || !IsOpen(view))
            .Select(one => Issue.Error(IssueTypes.NotFound, "SUBS-WEBSOCKET", $"You have no websocket subscription {one} that is on.", "ids")).ToList();
        if (ids.Count == 0)
            issues.Add(Issue.Error(IssueTypes.NotFound, "SUBS-WEBSOCKET", "You have no websocket subscription that is on.", "ids"));
        var status = issues.Count > 0 ? 404 : 200;
        if (await gateway.RecordAsync(request.Actor, Name, "Subscription", status, request.Aborted, string.Join(',', ids)).ConfigureAwait(false) is { } unrecorded)
            await request.SendAsync(unrecorded).ConfigureAwait(false);
        else if (issues.Count > 0)
            await request.SendAsync(status, issues).ConfigureAwait(false);
        else
            await GiveAsync(request, ids).ConfigureAwait(false);
    }

    private static bool IsOpen(SubscriptionView view) => view.Definition is { Channel: SubscriptionChannel.WebSocket, Status: "requested" or "active" };

    private async Task GiveAsync(OperationRequest request, IReadOnlyList<string> ids)
    {
        var until = clock.GetUtcNow() + BindingTokens.Life;
        var binding = new Binding(request.Actor.UserName, room.StampOf(request.Actor.UserName) ?? "", ids, until, request.Http.GetActor().ExpiresAt ?? until);
        if (tokens.Issue(binding) is { } token)
            await request.SendAsync(Answer(token, binding)).ConfigureAwait(false);
        else
            await request.SendAsync(429, Issue.Error(IssueTypes.Throttled, "SUBS-TOKENS", "Too many tokens wait to be used; try again shortly.")).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Answer(string token, Binding binding)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Parameters");
            json.WriteStartArray("parameter");
            Write(json, "token", "valueString", token);
            Write(json, "expiration", "valueDateTime", binding.UsableUntil.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            foreach (var id in binding.Subscriptions)
                Write(json, "subscription", "valueString", id);
            Write(json, "websocket-url", "valueUrl", address.WebSocket);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string name, string member, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString(member, value);
        json.WriteEndObject();
    }
}
