using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Smart;

/// <summary>Once a minute: removes grants that have ended, and makes, publishes and removes signing keys as they fall due.</summary>
internal sealed class Upkeep(AccessTokens tokens, TimeProvider time, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RunOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.UpkeepEnded();
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tokens.Grants.SweepAsync();
            await tokens.Keys.RotateAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // What has ended opens nothing whether or not its row is gone; the next minute tries again.
            log.UpkeepFailed(fault);
        }
    }
}
