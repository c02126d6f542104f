using System.Globalization;
using Carewright.Gateway.Subscribing;
using Carewright.Kernel;
using Carewright.Subscriptions.Notifications;
using Microsoft.AspNetCore.Http;

namespace Carewright.Subscriptions.Features;

/// <summary><c>Subscription/[id]/$events</c>: events again, for an owner who has missed some; as the owner may see them now (Subscriptions R5 Backport 1.1.0).</summary>
internal sealed class EventsOperation(SubscriptionRoom room, OwnAddress address, TimeProvider clock)
{
    private const int Most = 500;

    internal async Task RunAsync(HttpContext http, string? id)
    {
        var request = await OperationRequest.ReadAsync(http).ConfigureAwait(false);
        var issues = new List<Issue>();
        if (request.Fault is { } fault)
            issues.Add(fault);
        var from = Number(request, "eventsSinceNumber", 1, issues);
        var to = Number(request, "eventsUntilNumber", long.MaxValue, issues);
        var content = Content(request, issues);
        if (issues.Count > 0)
        {
            await request.SendAsync(400, issues).ConfigureAwait(false);
            return;
        }
        var asked = content ?? room.Find(id!)?.Definition.Content ?? PayloadContent.Empty;
        var answer = await room.EventsAsync(request.Actor, id!, new EventRange(from, to, Most, asked, "events", "its owner"), request.Aborted).ConfigureAwait(false);
        await (answer.IsRefused
            ? request.SendAsync(answer.Refusal)
            : request.SendAsync(NotificationWriter.Notification(answer.Value.Subscription, NotificationKind.QueryEvent, answer.Value.Events, address.Fhir, clock.GetUtcNow()))).ConfigureAwait(false);
    }

    private static long Number(OperationRequest request, string name, long otherwise, List<Issue> issues)
    {
        if (request.First(name) is not { } text)
            return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        issues.Add(Issue.Error(IssueTypes.Value, "SUBS-EVENT-NUMBER", $"{name} is the number of an event.", name));
        return otherwise;
    }

    private static PayloadContent? Content(OperationRequest request, List<Issue> issues)
    {
        switch (request.First("content"))
        {
            case null:
                return null;
            case "empty":
                return PayloadContent.Empty;
            case "id-only":
                return PayloadContent.IdOnly;
            case "full-resource":
                return PayloadContent.FullResource;
            default:
                issues.Add(Issue.Error(IssueTypes.CodeInvalid, "SUBS-EVENT-CONTENT", "content is empty, id-only or full-resource.", "content"));
                return null;
        }
    }
}
