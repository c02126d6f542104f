using System.Diagnostics;
using Carewright.Gateway;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Policies;

/// <summary>Labels what was written before the labelling rules in force, in the background, for half of the time of one core at the most.</summary>
internal sealed partial class RelabelService(RecordGateway gateway, TimeProvider time, ILogger<RelabelService> log) : BackgroundService
{
    private static readonly TimeSpan s_watch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
            await Task.Delay(await TurnAsync(stoppingToken), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // How long to wait before the next turn.
    private async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (!gateway.Relabeller.IsNeeded)
                return s_watch;
            var started = Stopwatch.GetTimestamp();
            var progress = await gateway.Relabeller.StepAsync(stoppingToken);
            if (progress.IsDone)
                LogDone(log, progress.Labelled, progress.Unreadable);
            return Stopwatch.GetElapsedTime(started) is var taken && taken > s_breath ? taken : s_breath;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(log, fault);
            return s_afterFault;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Every resource carries the labels of the rules in force: {Labelled} got some, {Unreadable} could not be opened")]
    private static partial void LogDone(ILogger log, long labelled, long unreadable);

    [LoggerMessage(Level = LogLevel.Error, Message = "Labelling what was written before is held up; it is tried again")]
    private static partial void LogFault(ILogger log, Exception fault);
}
