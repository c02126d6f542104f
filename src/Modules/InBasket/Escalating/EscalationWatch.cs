using System.Text;
using Carewright.Gateway;
using Carewright.InBasket.Reports;
using Carewright.InBasket.Reviewing;
using Carewright.InBasket.Settings;
using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.InBasket.Escalating;

/// <summary>
/// Gives critical results that nobody has opened in time to others, step by step. When they are due stands in the record: at the start, and whenever a task has changed or the next is due, it is looked there. Each step is a
/// change of the review with a note, and is on record by its own name.
/// </summary>
internal sealed class EscalationWatch : BackgroundService
{
    private const string Code = ReviewCodes.TaskSystem + "|" + ReviewCodes.ReviewResult;
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(15);
    private readonly RecordGateway _gateway;
    private readonly ReportReader _reader;
    private readonly ServerHands _hands;
    private readonly Owners _owners;
    private readonly SettingsShelf _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger<EscalationWatch> _log;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private int _isStale = 1;

    public EscalationWatch(RecordGateway gateway, ReportReader reader, ServerHands hands, Owners owners, SettingsShelf settings, ReviewFollower follower, TimeProvider clock, ILogger<EscalationWatch> log)
    {
        (_gateway, _reader, _hands, _owners, _settings, _clock, _log) = (gateway, reader, hands, owners, settings, clock, log);
        follower.TasksChanged += () => Interlocked.Exchange(ref _isStale, 1);
    }

    /// <summary>One round.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStale, 0) == 0 && _clock.GetUtcNow() < _next)
            return;
        try
        {
            var open = await OpenAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (task, hand) in open.Where(one => one.Task.Due <= _clock.GetUtcNow()))
                await TryAsync(task, hand, cancellationToken).ConfigureAwait(false);
            _next = open.Where(one => one.Task.Due > _clock.GetUtcNow()).Select(one => one.Task.Due!.Value).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        }
        catch (ReviewRefusedException)
        {
            Interlocked.Exchange(ref _isStale, 1);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(s_round, _clock);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    Interlocked.Exchange(ref _isStale, 1);
                    _log.EscalationFailed(fault);
                }
            }
            while (await rounds.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // Those that have not come to the end of the steps, each with the hand that sees it.
    private async Task<List<(ReviewTask Task, Actor Hand)>> OpenAsync(CancellationToken cancellationToken)
    {
        var open = new Dictionary<string, (ReviewTask Task, Actor Hand)>(StringComparer.Ordinal);
        foreach (var hand in _hands.All)
        {
            foreach (var task in await OpenAsync(hand, cancellationToken).ConfigureAwait(false))
                open.TryAdd(task.Id, (task, hand));
        }
        return [.. open.Values.Where(one => one.Task.Step < _settings.Current.Steps.Count)];
    }

    private async Task<List<ReviewTask>> OpenAsync(Actor hand, CancellationToken cancellationToken)
    {
        var open = new List<ReviewTask>();
        string? cursor = null;
        do
        {
            KeyValuePair<string, string>[] criteria = [new("code", Code), new("status", "requested"), new("priority", "stat"), new("_count", "200"), .. cursor is null ? [] : new KeyValuePair<string, string>[] { new("_cursor", cursor) }];
            var page = await _reader.SearchAsync(hand, "Task", cancellationToken, criteria).ConfigureAwait(false);
            open.AddRange(page.Entries.Select(entry => ReviewTask.Read(entry.Resource)).OfType<ReviewTask>());
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return open;
    }

    // One that cannot be changed must not hold up the others.
    private async Task TryAsync(ReviewTask task, Actor hand, CancellationToken cancellationToken)
    {
        try
        {
            await EscalateAsync(task, hand, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Interlocked.Exchange(ref _isStale, 1);
            _log.EscalationFailed(fault);
        }
    }

    private async Task EscalateAsync(ReviewTask task, Actor hand, CancellationToken cancellationToken)
    {
        var (steps, now) = (_settings.Current.Steps, _clock.GetUtcNow());
        var step = task.Step;
        // A step that leads to nobody takes no time.
        while (step < steps.Count && !Give(task, steps[step]))
            step++;
        step = Math.Min(step + 1, steps.Count);
        task.SetInput(ReviewCodes.Step, "valueInteger", step);
        task.Json["lastModified"] = ReviewTask.Instant(now);
        if (step < steps.Count)
            task.Json["restriction"]!["period"]!["end"] = ReviewTask.Instant(now.AddMinutes(_settings.Current.StepMinutes));
        task.Note($"Not opened in time: {WhomOf(task)}.", now, null);
        var answer = await _gateway.UpdateAsync(hand, "Task", task.Id, Encoding.UTF8.GetBytes(task.Json.ToJsonString()), task.Version, cancellationToken).ConfigureAwait(false);
        // Somebody has opened it in this moment, or the store is busy: the next round looks again.
        if (answer.IsRefused)
        {
            Interlocked.Exchange(ref _isStale, 1);
            return;
        }
        _log.Escalated(task.Id, step);
        await _gateway.RecordAsync(hand, "result-escalate", "Task", 200, cancellationToken, $"task={task.Id}&step={step}&to={WhomOf(task)}").ConfigureAwait(false);
    }

    // False: there is nobody.
    private bool Give(ReviewTask task, string step)
    {
        var person = step switch { "cover" => task.Owner is { } owner ? _owners.DeputyOf(owner) : null, _ when InBasketSettings.IsPractitioner(step) => _owners.Present(step), _ => null };
        if (person is not null)
        {
            task.Json["owner"] = ReviewTask.To(person);
            task.Json.Remove("performerType");
            return true;
        }
        if (step == "cover" || InBasketSettings.IsPractitioner(step))
            return false;
        task.Json.Remove("owner");
        task.Json.Remove("performerType");
        if (step.StartsWith("role:", StringComparison.Ordinal))
            task.Json["performerType"] = new System.Text.Json.Nodes.JsonArray(ReviewTask.Concept(ReviewCodes.RoleSystem, step["role:".Length..]));
        return true;
    }

    private static string WhomOf(ReviewTask task) =>
        task.Owner ?? task.Json.Many("performerType").SelectMany(role => role.Codings()).Select(coding => $"role {coding.Code}").FirstOrDefault() ?? "everybody";
}
