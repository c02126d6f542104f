using Carewright.Storage.Queueing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Applying;

/// <summary>Removes from the log, once a day, what came more than a year ago and is done with. What waits for a person, or cannot be applied, stays until somebody has decided, however old it is.</summary>
internal sealed class LogRetention(IMessageLog log, TimeProvider clock, ILogger<LogRetention> logger) : BackgroundService
{
    /// <summary>How long a row is kept, and with it how long a repetition of its message is told.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private static readonly TimeSpan s_turn = TimeSpan.FromDays(1);
    private static readonly MessageState[] s_done = [MessageState.Applied, MessageState.Duplicate, MessageState.Discarded];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(s_turn, clock);
        try
        {
            do
                await TrimAsync(stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is removed another day.
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        try
        {
            var removed = await log.TrimAsync(clock.GetUtcNow() - Kept, s_done, cancellationToken).ConfigureAwait(false);
            if (removed > 0)
                logger.Trimmed(removed);
        }
        catch (IOException fault)
        {
            logger.TrimmingFailed(fault);
        }
    }
}
