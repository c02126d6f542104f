using Carewright.Gateway.Staffing;
using Carewright.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Administration.Staffing;

/// <summary>
/// Follows the change feed and the clock: checks the accounts before the first request is served, whenever a Practitioner or a PractitionerRole is written, when a period begins or
/// ends, and once a minute whatever happens.
/// </summary>
internal sealed class StaffFollower(StaffCheck check, IRecordStore store, TimeProvider time, ILogger<StaffFollower> log) : BackgroundService
{
    private const int Batch = 256;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private long _cursor;
    private DateTimeOffset? _next;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The place first: what is written while the accounts are checked is looked at afterwards.
        _cursor = store.Statistics().LastSequence;
        _next = await check.CheckAllAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(stoppingToken);
                Read();
                _next = await check.CheckAllAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                log.UpkeepEnded();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.StaffFailed(fault);
                await Task.Delay(s_pace, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Until something of the staff was written, a period turns, or a minute is over.
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        var until = time.GetUtcNow() + s_longest;
        if (_next is { } next && next < until)
            until = next;
        while (time.GetUtcNow() is var now && now < until && !Read())
        {
            using var patience = new CancellationTokenSource(until - now, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
            await store.WaitForChangeAsync(_cursor, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stoppingToken.ThrowIfCancellationRequested();
            // What is written together is read together.
            await Task.Delay(s_pace, time, stoppingToken);
        }
    }

    /// <summary>Reads the feed to its end; true when something of the staff was written.</summary>
    private bool Read()
    {
        var concerns = false;
        while (true)
        {
            var end = store.Statistics().LastSequence;
            var rows = store.Changes(_cursor, Batch).Select(row => (row.Sequence, row.ResourceType)).ToList();
            concerns |= rows.Exists(row => StaffStandings.Concerns(row.ResourceType));
            var last = rows.Count > 0 ? rows[^1].Sequence : 0;
            _cursor = rows.Count == Batch ? last : Math.Max(_cursor, Math.Max(end, last));
            if (rows.Count < Batch)
                return concerns;
        }
    }
}
