using System.Collections.Concurrent;
using Carewright.Interfaces.Partners;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Sending;

/// <summary>Keeps one courier for each partner that something is sent to, and follows the partners' settings: changed ones get a new courier, which goes on where the other stopped.</summary>
internal sealed class Couriers(PartnerRegister partners, PartnerLines lines, IMessageLog log, ReplyDesk replies, TimeProvider clock, ILogger<Couriers> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Courier> _couriers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>How sending to a partner goes; null: nothing is sent to it.</summary>
    internal SendingState? StateOf(string partner) => _couriers.GetValueOrDefault(partner)?.State;

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        void Follow() => _news.Release();
        partners.Changed += Follow;
        log.Received += WakeAll;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await FollowAsync().ConfigureAwait(false);
                await _news.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            partners.Changed -= Follow;
            log.Received -= WakeAll;
            await Task.WhenAll(_couriers.Keys.Select(StopAsync)).ConfigureAwait(false);
        }
    }

    private void WakeAll()
    {
        foreach (var courier in _couriers.Values)
            courier.Wake();
    }

    private async Task FollowAsync()
    {
        var wanted = partners.All.Where(partner => partner.Settings.IsEnabled && partner.Target is not null).ToDictionary(partner => partner.Settings.Id, StringComparer.Ordinal);
        foreach (var (id, courier) in _couriers)
        {
            if (!wanted.TryGetValue(id, out var partner) || !ReferenceEquals(partner.Target, courier.Target))
                await StopAsync(id).ConfigureAwait(false);
        }
        foreach (var (id, partner) in wanted.Where(pair => !_couriers.ContainsKey(pair.Key)))
            _couriers[id] = new Courier(partner, lines, log, replies, clock, logger);
    }

    private async Task StopAsync(string id)
    {
        if (_couriers.TryRemove(id, out var courier))
            await courier.DisposeAsync().ConfigureAwait(false);
    }
}
