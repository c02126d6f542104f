using Carewright.Gateway;
using Carewright.Gateway.Following;
using Carewright.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.InBasket.Reviewing;

/// <summary>Follows the record and keeps the reviews of reports as the reports are.</summary>
internal sealed class ReviewFollower(RecordGateway gateway, ReportReader reader, ReviewWriter writer, ILogger<ReviewFollower> log) : BackgroundService
{
    private const string Name = "in-basket";
    private const int Attempts = 5;
    private const int Batch = 8;
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly HashSet<string> s_types = new(["DiagnosticReport", "Observation", "Task"], StringComparer.Ordinal);

    /// <summary>Raised when tasks have changed; handlers must be quick.</summary>
    internal event Action? TasksChanged;

    /// <summary>Takes changes: at least once each, in any state of the record after them.</summary>
    internal async ValueTask TakeAsync(IReadOnlyList<ChangeNotice> notices, CancellationToken cancellationToken)
    {
        var reports = notices.Where(notice => notice is { ResourceType: "DiagnosticReport", Action: not VersionAction.Delete }).Select(notice => notice.Id).ToHashSet(StringComparer.Ordinal);
        // A result that is new comes with its report, or before it.
        var changed = notices.Where(notice => notice is { ResourceType: "Observation", Action: VersionAction.Update }).Select(notice => notice.Id).Distinct(StringComparer.Ordinal).ToList();
        reports.UnionWith(await reader.HoldingAsync(changed, cancellationToken).ConfigureAwait(false));
        foreach (var some in reports.Chunk(Batch))
            await SettleAsync(some, cancellationToken).ConfigureAwait(false);
        if (notices.Any(notice => notice.ResourceType == "Task"))
            TasksChanged?.Invoke();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await gateway.Changes.FollowAsync(Name, () => s_types, TakeAsync, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // Nothing of the batch is lost: it is given again.
                log.FollowingFailed(fault);
                await Task.Delay(s_again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // One report that cannot be read or whose review is not taken must not hold up all others: it is told, as an alert, and the next change of it is another attempt.
    private async Task SettleAsync(string[] ids, CancellationToken cancellationToken)
    {
        try
        {
            var found = await reader.ReadAsync(ids, cancellationToken).ConfigureAwait(false);
            foreach (var reviewed in found)
                await SettleAsync(reviewed, cancellationToken).ConfigureAwait(false);
            foreach (var missing in ids.Except(found.Select(reviewed => reviewed.State.Id)))
                await TellHiddenAsync(missing, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not ReviewRefusedException { Passes: true })
        {
            if (ids is [var only])
                await FailedAsync(only, fault, cancellationToken).ConfigureAwait(false);
            else
                foreach (var id in ids)
                    await SettleAsync([id], cancellationToken).ConfigureAwait(false);
        }
    }

    // A result that nobody is asked to review must not go unnoticed.
    private async Task TellHiddenAsync(string id, CancellationToken cancellationToken)
    {
        if (await reader.IsHiddenAsync(id, cancellationToken).ConfigureAwait(false))
            await AlertAsync(id, 404, cancellationToken).ConfigureAwait(false);
    }

    private Task FailedAsync(string id, Exception fault, CancellationToken cancellationToken)
    {
        log.ReviewFailed(fault, id);
        return AlertAsync(id, 500, cancellationToken);
    }

    private async Task AlertAsync(string id, int status, CancellationToken cancellationToken)
    {
        if (await gateway.RecordAsync(ServerHands.Plain, "result-unreviewed", "DiagnosticReport", status, cancellationToken, $"report={id}").ConfigureAwait(false) is { } busy)
            throw new ReviewRefusedException(busy);
    }

    private async Task SettleAsync(ReviewedReport reviewed, CancellationToken cancellationToken)
    {
        var current = reviewed;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await writer.SettleAsync(current, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ReviewRefusedException refused) when (refused.Passes && attempt < Attempts)
            {
                // Somebody has changed the task meanwhile, or the store is busy.
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), cancellationToken).ConfigureAwait(false);
                if (await reader.ReadAsync([reviewed.State.Id], cancellationToken).ConfigureAwait(false) is not [var again])
                    return;
                current = again;
            }
        }
    }
}
