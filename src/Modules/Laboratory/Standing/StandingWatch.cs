using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Laboratory.Standing;

/// <summary>
/// Gives out the orders of standing orders on their days. What was given out stands in the record alone: at the start, and whenever an order has changed or the next is due, it is looked there, and each is written by a conditional create,
/// so that a server that was killed in between gives none out twice. Of several whose days passed while the server was down only the last is given out: the others would be collected together.
/// </summary>
internal sealed class StandingWatch(RecordGateway gateway, TimeProvider clock, ILogger<StandingWatch> log) : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly HashSet<string> s_types = new(["ServiceRequest"], StringComparer.Ordinal);
    private static readonly Actor s_hand = new("carewright", "Carewright", Roles.SystemInterface, null, null, null, "standing-orders", "local", "HOPERAT", null);
    private DateOnly _next = DateOnly.MinValue;
    private int _isStale = 1;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowAsync(stoppingToken), WatchAsync(stoppingToken));

    /// <summary>One round.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        if (Interlocked.Exchange(ref _isStale, 0) == 0 && today < _next)
            return;
        var next = DateOnly.MaxValue;
        foreach (var standing in await SearchAsync("status=active&intent=original-order", cancellationToken).ConfigureAwait(false))
        {
            using var order = JsonDocument.Parse(standing.Json);
            if (StandingPlan.Read(order.RootElement) is { } plan && await GiveAsync(standing, plan, today, cancellationToken).ConfigureAwait(false) is { } day && day < next)
                next = day;
        }
        _next = next;
    }

    // The day of the one after; null: it was the last.
    private async Task<DateOnly?> GiveAsync(ReleasedResource standing, StandingPlan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var (due, total) = (plan.LastDue(today), plan.Total);
        if (due > 0 && (await SearchAsync($"identifier={StandingRelease.Releases}|{standing.Id}.{due.ToString(CultureInfo.InvariantCulture)}", cancellationToken).ConfigureAwait(false)).Count == 0)
            await WriteAsync(standing, plan, due, due == total, cancellationToken).ConfigureAwait(false);
        return due < total ? plan.DueOn(due + 1) : null;
    }

    private async Task WriteAsync(ReleasedResource standing, StandingPlan plan, int number, bool isLast, CancellationToken cancellationToken)
    {
        var json = JsonNode.Parse(standing.Json.Span)!.AsObject();
        var order = StandingRelease.Order(json, standing.Id, number, plan.DueOn(number), clock.GetUtcNow());
        if (isLast)
            json["status"] = "completed";
        var answer = await gateway.TransactionAsync(s_hand, StandingRelease.Bundle(order, standing.Id, number, isLast ? json : null, standing.VersionId), cancellationToken).ConfigureAwait(false);
        if (!answer.IsRefused)
            return;
        // Somebody has just changed it, or the store is busy: the next round looks again.
        Interlocked.Exchange(ref _isStale, 1);
        log.StandingRefused(standing.Id, answer.Refusal.Status);
    }

    private async Task<IReadOnlyList<ReleasedResource>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var (found, cursor) = (new List<ReleasedResource>(), (string?)null);
        do
        {
            var criteria = query.Split('&').Select(part => part.Split('=', 2)).Select(part => new KeyValuePair<string, string>(part[0], part[1])).Append(new("_count", "200"));
            var request = SearchRequest.Parse("ServiceRequest", [.. criteria], FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException("A search of standing orders does not parse.");
            request = cursor is null ? request : request with { Cursor = cursor };
            var page = await gateway.SearchAsync(s_hand, request, request.ToQueryString(), cancellationToken).ConfigureAwait(false);
            if (page.IsRefused)
                throw new InvalidOperationException($"Standing orders were not read: {page.Refusal.Status}.");
            found.AddRange(page.Value.Entries.Select(entry => entry.Resource).Where(resource => !resource.IsDeleted));
            cursor = page.Value.NextCursor;
        }
        while (cursor is not null);
        return found;
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(s_round, clock);
        try
        {
            do
                await TryLookAsync(stoppingToken).ConfigureAwait(false);
            while (await rounds.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TryLookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Interlocked.Exchange(ref _isStale, 1);
            log.StandingFailed(fault);
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await gateway.Changes.FollowAsync("standing-orders", () => s_types, (_, _) => Note(), stoppingToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.StandingFailed(fault);
                await Task.Delay(s_again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private ValueTask Note()
    {
        Interlocked.Exchange(ref _isStale, 1);
        return ValueTask.CompletedTask;
    }
}
