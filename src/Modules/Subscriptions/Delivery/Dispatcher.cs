using System.Collections.Concurrent;
using Carewright.Gateway;
using Carewright.Gateway.Importing;
using Carewright.Gateway.Subscribing;
using Carewright.Subscriptions.Notifications;
using Carewright.Subscriptions.Topics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Subscriptions.Delivery;

/// <summary>Runs the reader of the change feed, and one courier for each subscription.</summary>
internal sealed class Dispatcher : BackgroundService
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Courier> _couriers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Courier, Task> _running = new();
    private readonly SubscriptionRoom _room;
    private readonly RecordGateway _gateway;
    private readonly CourierParts _parts;
    private readonly ILogger<Dispatcher> _log;
    private readonly CancellationTokenSource _stop = new();

    public Dispatcher(SubscriptionRoom room, RecordGateway gateway, OwnAddress address, DeliveryOptions options, TimeProvider clock, ILogger<Dispatcher> log)
    {
        (_room, _gateway, _log) = (room, gateway, log);
        _parts = new CourierParts(room, new EndpointClient(room.Endpoints, options, clock), address, options, clock, log);
        room.Changed += WakeCourier;
        room.Failed += (id, reason) => CourierOf(id).Condemn(reason);
    }

    /// <summary>Why the last attempts to deliver failed, or null.</summary>
    internal string? FaultOf(string id) => _couriers.TryGetValue(id, out var courier) ? courier.Fault : null;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AddTopicsAsync(cancellationToken).ConfigureAwait(false);
        _room.Load();
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        // The store is closed after the server: nobody may still be at work in it.
        await Task.WhenAll(_running.Values).WaitAsync(s_farewell, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _parts.Client.Dispose();
        _stop.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        foreach (var subscription in _room.All)
            WakeCourier(subscription.Id);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _room.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                _log.Ended();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // A fault must not end all subscriptions until the next start; nothing of the batch has happened, and it is read again.
                _log.ReaderFailed(fault);
                await Task.Delay(s_again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AddTopicsAsync(CancellationToken cancellationToken)
    {
        var missing = StarterTopics.All.Where(topic => !_room.HasHadTopic(topic.Id)).Select(topic => new ImportItem(topic.Json)).ToList();
        if (missing.Count == 0)
            return;
        var answer = await _gateway.ImportAsync(SubscriptionRoom.Server, missing, cancellationToken).ConfigureAwait(false);
        foreach (var issue in answer.Value?.Outcomes.SelectMany(outcome => outcome.Issues).Where(issue => issue.IsError) ?? answer.Refusal!.Issues)
            _log.TopicRefused(issue.Code, issue.Location);
    }

    private void WakeCourier(string id) => CourierOf(id).Wake();

    private Courier CourierOf(string id)
    {
        if (_couriers.TryGetValue(id, out var there))
            return there;
        var fresh = new Courier(id, _parts);
        var courier = _couriers.GetOrAdd(id, fresh);
        if (ReferenceEquals(courier, fresh))
            _running[courier] = RunAsync(id, courier);
        return courier;
    }

    private async Task RunAsync(string id, Courier courier)
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await courier.RunAsync(_stop.Token).ConfigureAwait(false);
                // Gone; a resource of the same id that comes later gets a courier of its own.
                _couriers.TryRemove(new(id, courier));
                _running.TryRemove(courier, out _);
                if (_room.Find(id) is not null)
                    WakeCourier(id);
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One subscription's fault is its own.
                _log.CourierFailed(fault, id);
                await Task.Delay(s_again, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
