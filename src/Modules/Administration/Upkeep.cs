using Carewright.Audit;
using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Administration;

/// <summary>
/// Once a minute: writes sessions' last activity, removes ended ones, signs the end of the audit chain when due, and looks after the log (<see cref="AuditUpkeep"/>). At shutdown it does so a last time.
/// </summary>
internal sealed class Upkeep(Sessions sessions, AuditCheckpoints checkpoints, AuditUpkeep audit, PolicyShelf policies, TimeProvider time, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RunOnceAsync(isLast: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var issue in policies.Issues)
            log.PolicyIssue(issue.Code, issue.Location);
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RunOnceAsync(isLast: false, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.UpkeepEnded();
        }
    }

    private async Task RunOnceAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.FlushAsync(cancellationToken);
            if (await checkpoints.SignAsync(isLast, cancellationToken) is { } checkpoint)
                log.CheckpointSigned(checkpoint.Sequence);
            await audit.RunAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The next minute tries again; a store that is gone must not take the process with it while it can still refuse requests in order.
            log.UpkeepFailed(fault);
        }
    }
}
