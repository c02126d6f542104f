using System.Collections.Concurrent;
using System.Threading.Channels;
using Carewright.BulkData.Features;
using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.BulkData.Jobs;

/// <summary>
/// Runs jobs one after the other, and throws away what has expired. A job that was broken off by the end of the process begins anew at the next start: nothing of it has been released yet.
/// </summary>
internal sealed class JobRunner(JobRegister<ExportJob> jobs, ExportFolder folder, RecordGateway gateway, AccountRegister accounts, TimeProvider clock, EhiJob ehi, ILogger<JobRunner> log) : BackgroundService
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(1);
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, JobProgress> _progress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    internal void Enqueue(ExportJob job)
    {
        _progress[job.Id] = new JobProgress();
        _queue.Writer.TryWrite(job.Id);
    }

    internal string ProgressOf(ExportJob job) => _progress.TryGetValue(job.Id, out var progress) ? progress.ToString() : "in queue";

    /// <summary>How many resources an open job has written so far.</summary>
    internal long ResourcesOf(ExportJob job) => _progress.TryGetValue(job.Id, out var progress) ? progress.Resources : 0;

    /// <summary>Stops a job if it runs, and removes it, its key and its files.</summary>
    internal async Task RemoveAsync(ExportJob job)
    {
        await jobs.RemoveAsync(job.Id).ConfigureAwait(false);
        if (_running.TryGetValue(job.Id, out var running))
            await running.CancelAsync().ConfigureAwait(false);
        else
            folder.Delete(job.Id);
        _progress.TryRemove(job.Id, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        folder.DeleteOthers(jobs.All.Select(job => job.Id).ToHashSet(StringComparer.Ordinal));
        foreach (var job in jobs.All.Where(job => job.State == JobState.Open))
            Enqueue(job);
        var sweeping = SweepAsync(stoppingToken);
        try
        {
            await foreach (var id in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                if (jobs.Find(id) is { State: JobState.Open } job)
                    await RunAsync(job, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.RunnerEnded();
        }
        await sweeping.ConfigureAwait(false);
    }

    private async Task RunAsync(ExportJob job, CancellationToken stoppingToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _running[job.Id] = cancellation;
        var ended = job;
        try
        {
            folder.Delete(job.Id);
            ended = await MakeAsync(job, cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            log.JobCancelled(job.Id);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The runner must live on for the jobs of others; the fault is in the log, and the job says that there was one.
            log.JobFailed(fault, job.Id);
            ended = Failed(job, 500, [new Issue(IssueSeverity.Fatal, IssueTypes.Exception, "BULK-FAULT", "The export ended by an unexpected fault; the server's log has it under the job's id.")]);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
        }
        _progress.TryRemove(job.Id, out _);
        if (jobs.Find(job.Id) is null || !await jobs.ReplaceAsync(ended).ConfigureAwait(false) || ended.State == JobState.Failed)
            folder.Delete(job.Id);
    }

    private async Task<ExportJob> MakeAsync(ExportJob job, CancellationToken cancellationToken)
    {
        if (ActorOf(job) is not { } actor)
            return Failed(job, 403, [Issue.Error(IssueTypes.Forbidden, "BULK-ACCOUNT", "The account that asked for this export is disabled or gone.")]);
        var progress = _progress.GetOrAdd(job.Id, _ => new JobProgress());
        if (job.Kind == JobKind.Ehi)
        {
            var (file, at, refusal) = await ehi.RunAsync(job, actor, progress, cancellationToken).ConfigureAwait(false);
            return refusal is null ? Done(job, at, [file!]) : Failed(job, refusal.Status, refusal.Issues);
        }
        var request = KickOffParameters.Read(job.Level, job.GroupId, job.Parameters, job.IsLenient, job.BaseUrl, gateway.Definitions);
        if (request.Order is not { } order)
            return Failed(job, 400, request.Issues);
        await using var sink = new NdjsonSink(job, folder, progress);
        var answer = await gateway.ExportAsync(actor, order with { Name = job.Name, Asked = KickOffParameters.Text(job) }, sink, cancellationToken).ConfigureAwait(false);
        if (answer.IsRefused)
            return Failed(job, answer.Refusal.Status, answer.Refusal.Issues);
        IReadOnlyList<Issue> warnings = [.. request.Issues, .. answer.Value.Warnings];
        if (warnings.Count > 0)
            await sink.WriteErrorsAsync([.. warnings.Select(warning => OperationOutcomeWriter.Write([warning]))], cancellationToken).ConfigureAwait(false);
        return Done(job, answer.Value.TransactionTime, sink.Files);
    }

    private ExportJob Done(ExportJob job, DateTimeOffset at, IReadOnlyList<JobFile> files) =>
        job with { State = JobState.Done, TransactionTime = at, Files = files, ExpiresAt = clock.GetUtcNow() + JobLifetime.Kept };

    private Actor? ActorOf(ExportJob job) => accounts.Find(job.Requester.UserName) is { IsDisabled: false } account
        ? job.Requester.ToActor(account)
        : null;

    private ExportJob Failed(ExportJob job, int status, IReadOnlyList<Issue> issues) =>
        job with { State = JobState.Failed, FailureStatus = status, Failure = issues, ExpiresAt = clock.GetUtcNow() + JobLifetime.Kept };

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_sweep, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (var job in jobs.All.Where(job => job.ExpiresAt <= clock.GetUtcNow()))
                    await RemoveAsync(job).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.RunnerEnded();
        }
    }
}

/// <summary>How long jobs, files and addresses live.</summary>
internal static class JobLifetime
{
    /// <summary>From the end of a job until it is thrown away.</summary>
    internal static TimeSpan Kept { get; } = TimeSpan.FromHours(24);

    /// <summary>From the request until a job that has not ended is given up.</summary>
    internal static TimeSpan Open { get; } = TimeSpan.FromDays(3);

    /// <summary>From the request until an import that has not ended is given up: a clinic's whole past may take days.</summary>
    internal static TimeSpan Import { get; } = TimeSpan.FromDays(14);

    /// <summary>A signed address, from the moment at which the manifest gives it out.</summary>
    internal static TimeSpan Address { get; } = TimeSpan.FromHours(1);
}
