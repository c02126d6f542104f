using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Gateway.Subscribing;
using Carewright.Kernel;
using Carewright.Subscriptions.Delivery;
using Carewright.Subscriptions.Notifications;
using Microsoft.AspNetCore.Http;

namespace Carewright.Subscriptions.Features;

/// <summary><c>Subscription/$status</c> and <c>Subscription/[id]/$status</c>: how those subscriptions stand that the caller may read (Subscriptions R5 Backport 1.1.0).</summary>
internal sealed class StatusOperation(RecordGateway gateway, SubscriptionRoom room, Dispatcher dispatcher, OwnAddress address, TimeProvider clock)
{
    private const int Most = 1000;
    private static readonly string[] s_statuses = ["requested", "active", "error", "off"];

    internal async Task RunAsync(HttpContext http, string? id)
    {
        var request = await OperationRequest.ReadAsync(http).ConfigureAwait(false);
        var statuses = request.All("status");
        if (request.Fault is { } fault)
            await request.SendAsync(400, fault).ConfigureAwait(false);
        else if (statuses.FirstOrDefault(status => !s_statuses.Contains(status)) is { } wrong)
            await request.SendAsync(400, Issue.Error(IssueTypes.CodeInvalid, "SUBS-STATUS", $"'{wrong}' is not a status of a Subscription.", "status")).ConfigureAwait(false);
        else if (id is not null)
            await OfOneAsync(request, id).ConfigureAwait(false);
        else
            await OfAllAsync(request, statuses).ConfigureAwait(false);
    }

    private async Task OfOneAsync(OperationRequest request, string id)
    {
        var read = await gateway.ReadAsync(request.Actor, "Subscription", id, request.Aborted).ConfigureAwait(false);
        await (read.IsRefused ? request.SendAsync(read.Refusal) : SendAsync(request, [id], [])).ConfigureAwait(false);
    }

    // By an ordinary search, so that policy and audit are those of one.
    private async Task OfAllAsync(OperationRequest request, IReadOnlyList<string> statuses)
    {
        var query = new List<KeyValuePair<string, string>> { new("_count", "1000") };
        if (request.All("id") is { Count: > 0 } ids)
            query.Add(new("_id", string.Join(',', ids)));
        if (SearchRequest.Parse("Subscription", query, FhirModel.R4, SearchHandling.Strict).Request is not { } search)
        {
            await request.SendAsync(400, Issue.Error(IssueTypes.Value, "SUBS-IDS", "These are no ids.", "id")).ConfigureAwait(false);
            return;
        }
        var page = await gateway.SearchAsync(request.Actor, search, "$status", request.Aborted).ConfigureAwait(false);
        await (page.IsRefused ? request.SendAsync(page.Refusal) : SendAsync(request, page.Value.Entries.Select(entry => entry.Resource.Id), statuses)).ConfigureAwait(false);
    }

    private Task SendAsync(OperationRequest request, IEnumerable<string> ids, IReadOnlyList<string> statuses)
    {
        var views = ids.Select(room.Find).OfType<SubscriptionView>().Where(view => statuses.Count == 0 || statuses.Contains(view.Definition.Status)).Take(Most);
        return request.SendAsync(NotificationWriter.Statuses([.. views.Select(view => (view, dispatcher.FaultOf(view.Id)))], address.Fhir, clock.GetUtcNow()));
    }
}
