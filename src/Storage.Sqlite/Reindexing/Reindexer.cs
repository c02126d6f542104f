using System.Diagnostics;
using Carewright.Fhir.Definitions;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Writing;
using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>
/// The one worker that brings old rows up to the definitions, type by type, in the background. It opens and encodes rows on its own time, hands them to the writer in small batches, rests while others are at work,
/// and makes the place it has reached durable, so that after a crash it goes on from there.
/// </summary>
internal sealed class Reindexer : IAsyncDisposable
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_graceCheck = TimeSpan.FromMilliseconds(250);

    private readonly WalkParts _parts;
    private readonly TimeSpan _kept;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly ChangeSignal _wake = new();
    private readonly ChangeSignal _turn = new();
    private readonly Task _work;
    private volatile TypeWalk? _walk;

    public Reindexer(WalkParts parts, TimeSpan kept, ILogger log)
    {
        (_parts, _kept, _log) = (parts, kept, log);
        parts.Catalogue.Progress = type => _walk is { } walk && walk.Type == type ? walk.Progress() : null;
        _work = Task.Run(RunAsync);
    }

    /// <summary>Tells that there may be something to do.</summary>
    public void Wake() => _wake.Set();

    /// <summary>What is in work and what waits.</summary>
    public IReadOnlyList<IndexingStatus> Status()
    {
        var running = _walk;
        var waiting = Waiting().Where(type => type != running?.Type).Select(type => new IndexingStatus(type, _parts.Catalogue.State.TypeOf(type).Pass?.Done ?? 0, _parts.Catalogue.CountOf(type), null, false));
        return [.. running is null ? [] : new[] { running.Progress() }, .. waiting];
    }

    public async Task WhenWholeAsync(CancellationToken cancellationToken)
    {
        for (var next = _turn.Next; _walk is not null || Waiting().Any(); next = _turn.Next)
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops where it is; what is not durable is done again when the store is opened.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _wake.Set();
        await _work.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            var woken = _wake.Next;
            if (Waiting().FirstOrDefault() is not { } type)
            {
                _turn.Set();
                await RestAsync(woken).ConfigureAwait(false);
                continue;
            }
            try
            {
                await WalkAsync(type).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error)
            {
                // A full disk, a store that has stopped writing: what is done stays done, and it goes on from the last place that is durable.
                Log.ReindexingFailed(_log, type, error);
                await PauseAsync(s_afterFailure).ConfigureAwait(false);
            }
        }
    }

    private async Task WalkAsync(string type)
    {
        var walk = new TypeWalk(_parts, type, Clearable);
        var started = Stopwatch.GetTimestamp();
        await walk.BeginAsync().ConfigureAwait(false);
        _walk = walk;
        try
        {
            if (walk.Progress().Total > 0)
                Log.ReindexingBegun(_log, type, walk.Progress().Total);
            if (await walk.RunAsync(_closing.Token).ConfigureAwait(false) && walk.Progress().Done > 0)
                Log.ReindexingEnded(_log, type, walk.Progress().Done, walk.Skipped, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            _walk = null;
            _turn.Set();
        }
    }

    /// <summary>Small types first, so that most parameters are whole soon.</summary>
    private IEnumerable<string> Waiting()
    {
        var state = _parts.Catalogue.State;
        var clearable = Clearable;
        return FhirModel.R4.ResourceTypes.Select(type => type.Name).Where(type => state.NeedsPass(type, clearable)).OrderBy(_parts.Catalogue.CountOf);
    }

    private DateTimeOffset Clearable => _parts.Catalogue.Now - _kept;

    private async Task RestAsync(Task woken)
    {
        if (_parts.Catalogue.State.HasRetired)
            await Task.WhenAny(woken, PauseAsync(s_graceCheck)).ConfigureAwait(false);
        else
            await woken.ConfigureAwait(false);
    }

    private async Task PauseAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}

/// <summary>What a walk works with.</summary>
/// <param name="State">The store.</param>
/// <param name="Catalogue">What is to be.</param>
/// <param name="Rewriter">Writes rows.</param>
/// <param name="Readers">Reads them.</param>
/// <param name="Merger">Moves changes into the index file.</param>
/// <param name="Alone">Runs something on the writer's thread, between commits.</param>
internal sealed record WalkParts(StoreState State, ParameterCatalogue Catalogue, RowRewriter Rewriter, ReaderPool Readers, IndexMerger Merger, Func<Action, Task> Alone)
{
    /// <summary>How it shares the machine.</summary>
    public required ReindexLimits Limits { get; init; }

    /// <summary>Told how many bytes a batch put into the record's log; on the writer's thread.</summary>
    public required Action<long> Written { get; init; }

    /// <summary>Where it logs.</summary>
    public required ILogger Log { get; init; }
}
