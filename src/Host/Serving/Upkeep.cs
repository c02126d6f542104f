using Carewright.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Host.Serving;

/// <summary>What has to happen now and then while the server runs: signing the end of the audit chain.</summary>
internal sealed class Upkeep(AuditCheckpoints checkpoints, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (await checkpoints.SignAsync(isForced: false, stoppingToken).ConfigureAwait(false) is { } signed)
                Log.CheckpointSigned(log, signed.Sequence);
        }
    }
}
