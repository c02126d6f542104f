using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Carewright.BulkData.Jobs;
using Carewright.BulkData.Staging;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.BulkData.Importing;

/// <summary>How far a running import is; read while it is written.</summary>
internal sealed class ImportProgress(long resources, long refused)
{
    private long _resources = resources;
    private long _refused = refused;

    internal int File { get; set; }

    internal void Add(int lines) => Interlocked.Add(ref _resources, lines);

    internal void Refuse() => Interlocked.Increment(ref _refused);

    internal string Text(int files) => string.Create(CultureInfo.InvariantCulture, $"file {File + 1} of {Math.Max(files, 1)}, {Interlocked.Read(ref _resources):N0} resources read, {Interlocked.Read(ref _refused):N0} refused");
}

/// <summary>What imports read from and write to.</summary>
/// <param name="Remote">Other servers' files.</param>
/// <param name="Staging">Uploads.</param>
/// <param name="Folder">Files of errors.</param>
internal sealed record ImportPlaces(RemoteFiles Remote, StagingArea Staging, ImportFolder Folder);

/// <summary>Runs imports one after the other. One that was broken off by the end of the process goes on at its last checkpoint.</summary>
internal sealed class ImportRunner(JobRegister<ImportJob> jobs, ImportPlaces places, RecordGateway gateway, AccountRegister accounts, TimeProvider clock, ILogger<ImportRunner> log) : BackgroundService
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(1);
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, ImportProgress> _progress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    internal void Enqueue(ImportJob job) => _queue.Writer.TryWrite(job.Id);

    internal string ProgressOf(ImportJob job) => _progress.TryGetValue(job.Id, out var progress) ? progress.Text(job.Inputs.Count) : "in queue";

    /// <summary>Stops an import if it runs, and removes it and its files. What it has imported stays.</summary>
    internal async Task RemoveAsync(ImportJob job)
    {
        await jobs.RemoveAsync(job.Id).ConfigureAwait(false);
        if (_running.TryGetValue(job.Id, out var running))
            await running.CancelAsync().ConfigureAwait(false);
        else
            places.Folder.Delete(job.Id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        places.Folder.DeleteOthers(jobs.All.Select(job => job.Id).ToHashSet(StringComparer.Ordinal));
        foreach (var job in jobs.All.Where(job => job.IsOpen))
            Enqueue(job);
        var sweeping = SweepAsync(stoppingToken);
        try
        {
            await foreach (var id in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                if (jobs.Find(id) is { IsOpen: true } job)
                    await RunAsync(job, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.RunnerEnded();
        }
        await sweeping.ConfigureAwait(false);
    }

    private async Task RunAsync(ImportJob job, CancellationToken stoppingToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _running[job.Id] = cancellation;
        _progress[job.Id] = new ImportProgress(job.States.Sum(state => state.Counts.Sum(count => count.Total) + state.Refused), job.States.Sum(state => state.Refused));
        Refusal? failure = null;
        try
        {
            failure = await ImportAsync(job, cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            log.ImportCancelled(job.Id);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The runner must live on for the imports of others; the fault is in the log, and the job says that there was one.
            log.ImportFailed(fault, job.Id);
            failure = new Refusal(500, [new Issue(IssueSeverity.Fatal, IssueTypes.Exception, "IMPORT-FAULT", "The import ended by an unexpected fault; the server's log has it under the job's id. What was imported stays.")]);
        }
        finally
        {
            _running.TryRemove(job.Id, out _);
            _progress.TryRemove(job.Id, out _);
        }
        if (jobs.Find(job.Id) is not { } ended || !await jobs.ReplaceAsync(Ended(ended, failure)).ConfigureAwait(false))
            places.Folder.Delete(job.Id);
    }

    private ImportJob Ended(ImportJob job, Refusal? failure) => job with
    {
        State = failure is null ? JobState.Done : JobState.Failed,
        TransactionTime = clock.GetUtcNow(),
        ExpiresAt = clock.GetUtcNow() + JobLifetime.Kept,
        FailureStatus = failure?.Status ?? 0,
        Failure = failure?.Issues ?? [],
    };

    private async Task<Refusal?> ImportAsync(ImportJob job, CancellationToken cancellationToken)
    {
        if (ActorOf(job) is not { } actor)
            return new Refusal(403, [Issue.Error(IssueTypes.Forbidden, "IMPORT-ACCOUNT", "The account that asked for this import is disabled or gone.")]);
        if (await gateway.BeginImportAsync(actor, "import-run", 200, job.Name, cancellationToken).ConfigureAwait(false) is { } forbidden)
            return forbidden;
        if (job is { Manifest: { } manifest, Inputs.Count: 0 })
        {
            var (inputs, fault) = await PulledManifest.ReadAsync(places.Remote, manifest, cancellationToken).ConfigureAwait(false);
            if (fault is not null)
                return new Refusal(422, [fault]);
            job = job with { Inputs = inputs };
            if (!await jobs.ReplaceAsync(job).ConfigureAwait(false))
                return null;
        }
        for (var input = 0; input < job.Inputs.Count; input++)
        {
            if (job.StateOf(input).IsDone)
                continue;
            _progress[job.Id].File = input;
            if (await FileAsync(jobs.Find(job.Id) ?? job, input, actor, cancellationToken).ConfigureAwait(false) is { } refusal)
                return refusal;
        }
        return null;
    }

    private async Task<Refusal?> FileAsync(ImportJob job, int input, Actor actor, CancellationToken cancellationToken)
    {
        var parts = new ImportParts(gateway, places.Folder, clock, state => KeepAsync(job.Id, input, state), _progress[job.Id]);
        var import = new InputImport(parts, job, input, actor);
        var (file, fault) = await OpenAsync(job, job.Inputs[input], cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            await import.GiveUpAsync(fault!, cancellationToken).ConfigureAwait(false);
            return null;
        }
        await using (file.ConfigureAwait(false))
            return await import.RunAsync(file, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<(OpenedFile? File, Issue? Fault)> OpenAsync(ImportJob job, ImportInput input, CancellationToken cancellationToken)
    {
        if (input.Staged is null)
            return places.Remote.OpenAsync(input.Url, "application/fhir+ndjson", cancellationToken);
        return places.Staging.Find(input.Staged, job.Requester.UserName) is { } staged
            ? new((new OpenedFile(places.Staging.Open(staged), null, null), null))
            : new((null, StagingArea.NoUpload(null)));
    }

    // Only the runner changes a job, and only by one file at a time.
    private async Task<bool> KeepAsync(string id, int input, InputState state) => jobs.Find(id) is { } job && await jobs.ReplaceAsync(job.With(input, state)).ConfigureAwait(false);

    private Actor? ActorOf(ImportJob job) => accounts.Find(job.Requester.UserName) is { IsDisabled: false } account
        ? job.Requester.ToActor(account)
        : null;

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_sweep, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (var job in jobs.All.Where(job => job.ExpiresAt <= clock.GetUtcNow()))
                    await RemoveAsync(job).ConfigureAwait(false);
                var inUse = jobs.All.Where(job => job.IsOpen).SelectMany(job => job.Inputs).Select(one => one.Staged).OfType<string>();
                await places.Staging.SweepAsync(inUse.ToHashSet(StringComparer.Ordinal)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.RunnerEnded();
        }
    }
}
