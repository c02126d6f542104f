using Carewright.Detection.Alerts;
using Carewright.Detection.Channels;
using Carewright.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Detection;

/// <summary>Runs the watcher whenever something has been committed, responds to what it raises, and sends alerts. A fault is logged and the work goes on where it was.</summary>
internal sealed class DetectionService(IRecordStore store, Watcher watcher, Responder responder, AlertSender sender, TimeProvider time, ILogger<DetectionService> log) : BackgroundService
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);

    // What comes within half a second is taken together: one commit of the watcher instead of one for each of the clinic's.
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_round = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _news = new(0);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Task.WhenAll(RunAsync(WatchAsync, stoppingToken), RunAsync(SendAsync, stoppingToken));
        log.Ended();
    }

    private async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The watch must not end because one record could not be looked at; what went wrong is logged, and it is tried again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.WatchingFailed(fault);
                await Task.Delay(s_again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        // Asked before: what is committed while the watcher finishes wakes it again.
        var known = store.Statistics().LastSequence;
        await watcher.CatchUpAsync(raised => RespondAsync(raised, cancellationToken), cancellationToken);
        await store.WaitForChangeAsync(known, cancellationToken);
        await Task.Delay(s_pace, time, cancellationToken);
    }

    private async Task RespondAsync(IReadOnlyList<Raised> raised, CancellationToken cancellationToken)
    {
        foreach (var one in raised.Where(one => one.IsNew))
        {
            log.Raised(one.Alert.Id, one.Alert.Severity);
            await responder.RespondAsync(one, cancellationToken);
        }
        if (raised.Any(one => one.IsNew))
            _news.Release();
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await sender.RunAsync(cancellationToken);
        using var patience = new CancellationTokenSource(s_round, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await _news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }
}
