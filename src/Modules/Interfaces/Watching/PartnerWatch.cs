using Carewright.Gateway;
using Carewright.Interfaces.Analysers;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Watching;

/// <summary>
/// Looks each minute whether partners are as they should be: heard in time, their messages applied in time and ours sent, few of them dead, their ports open. What begins and what ends is put on record, under the partner's account;
/// the rules of detection make alerts of it (<c>partner-trouble</c>).
/// </summary>
internal sealed class PartnerWatch(PartnerRegister partners, Listeners listeners, DeviceLines devices, IMessageLog log, RecordGateway gateway, TimeProvider clock, ILogger<PartnerWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, PartnerTrouble> _known = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>What is wrong with a partner at this moment.</summary>
    internal PartnerTrouble TroubleOf(Partner partner)
    {
        var (now, limits) = (clock.GetUtcNow(), partner.Limits);
        var pulse = log.Pulse(partner.Id, now.AddHours(-1));
        var trouble = PartnerTrouble.None;
        if (limits.SilentMinutes is { } silent && now - (pulse.LastAt > _since ? pulse.LastAt.Value : _since) > TimeSpan.FromMinutes(silent))
            trouble |= PartnerTrouble.Silent;
        if (pulse.OldestOpen is { } oldest && now - oldest > TimeSpan.FromMinutes(limits.OpenMinutes))
            trouble |= PartnerTrouble.Late;
        if (pulse.OldestUnsent is { } unsent && now - unsent > TimeSpan.FromMinutes(limits.OpenMinutes))
            trouble |= PartnerTrouble.Unsent;
        if (log.List(new MessageQuery(partner.Id, MessageState.Dead, From: now.AddHours(-1), Count: limits.DeadPerHour)).Messages.Count >= limits.DeadPerHour)
            trouble |= PartnerTrouble.Errors;
        if (partner.Receive is { } port && listeners.Ports.Any(state => state.Port == port.Port && state is { IsOpen: false, Fault: not null }))
            trouble |= PartnerTrouble.PortClosed;
        if (partner.Analyser?.Host is not null && !devices.IsConnected(partner.Id))
            trouble |= PartnerTrouble.PortClosed;
        return trouble;
    }

    /// <summary>One round.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var all = partners.All.Where(partner => partner.Settings.IsEnabled).Select(partner => partner.Settings).ToList();
        foreach (var gone in _known.Keys.Except(all.Select(partner => partner.Id)).ToList())
            _known.Remove(gone);
        foreach (var partner in all)
        {
            var (before, now) = (_known.GetValueOrDefault(partner.Id), TroubleOf(partner));
            if (await TellAsync(partner, "interface-trouble", now & ~before, cancellationToken).ConfigureAwait(false) && await TellAsync(partner, "interface-recovered", before & ~now, cancellationToken).ConfigureAwait(false))
                _known[partner.Id] = now;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(s_round, clock);
        try
        {
            while (await rounds.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await LookAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // False: it could not be put on record; it is told in the next round.
    private async ValueTask<bool> TellAsync(Partner partner, string interaction, PartnerTrouble trouble, CancellationToken cancellationToken)
    {
        if (trouble == PartnerTrouble.None)
            return true;
        if (partners.ActorOf(partner) is not { } actor)
            return false;
        logger.Trouble(partner.Id, interaction, trouble);
        return await gateway.RecordAsync(actor, interaction, null, 200, cancellationToken, $"partner={partner.Id}&what={string.Join(' ', trouble.ToString().Split(", "))}").ConfigureAwait(false) is null;
    }
}
