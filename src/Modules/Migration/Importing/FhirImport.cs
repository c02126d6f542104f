using System.Threading.Channels;
using Carewright.Gateway.Importing;
using Carewright.Migration.Sources;

namespace Carewright.Migration.Importing;

/// <summary>Where batches go: the gateway of this process, or that of a running server.</summary>
/// <param name="batch">Resources, at most <see cref="FhirImport.BatchSize"/>.</param>
/// <param name="cancellationToken">Ends the import.</param>
/// <returns>One outcome per resource, in order.</returns>
public delegate Task<IReadOnlyList<ImportOutcome>> ImportSink(IReadOnlyList<ImportItem> batch, CancellationToken cancellationToken);

/// <summary>
/// Imports FHIR files. A reader fills batches while workers send them, so that parsing, sealing and the disk work at the same time. Repeating an import changes nothing; a broken-off one is
/// resumed after the last file that was done completely.
/// </summary>
public sealed class FhirImport(ImportSink sink, ImportJournal journal, TimeProvider clock)
{
    /// <summary>Resources in one commit.</summary>
    public const int BatchSize = 400;

    private static readonly int s_workers = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Runs the import to its end.</summary>
    /// <param name="sources">What to import, in order.</param>
    /// <param name="progress">Told after each batch; may be null.</param>
    /// <param name="cancellationToken">Breaks it off between batches.</param>
    public async Task<ImportReport> RunAsync(IEnumerable<ImportSource> sources, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var report = new ImportReport();
        var started = clock.GetTimestamp();
        foreach (var group in Waves(sources))
        {
            await RunWaveAsync(group, report, progress, started, cancellationToken).ConfigureAwait(false);
            await journal.DoneAsync(group.ConvertAll(file => file.Name), cancellationToken).ConfigureAwait(false);
        }
        await journal.ClearAsync(cancellationToken).ConfigureAwait(false);
        report.Elapsed = clock.GetElapsedTime(started);
        return report;
    }

    // The journal notes files in waves: noting each of a thousand small files by itself would cost more than importing it.
    private IEnumerable<List<LoadedFile>> Waves(IEnumerable<ImportSource> sources)
    {
        const int ResourcesPerWave = 20_000;
        var wave = new List<LoadedFile>();
        var size = 0;
        foreach (var source in sources)
        {
            if (journal.IsDone(source.Name))
                continue;
            if (source.Name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase))
            {
                if (wave.Count > 0)
                    yield return wave;
                (wave, size) = ([], 0);
                // Lines are streamed: such a file may be larger than memory.
                yield return [new LoadedFile(source.Name, SourceReader.Read(source))];
                continue;
            }
            var resources = SourceReader.Read(source).ToList();
            wave.Add(new LoadedFile(source.Name, resources));
            size += resources.Count;
            if (size >= ResourcesPerWave)
            {
                yield return wave;
                (wave, size) = ([], 0);
            }
        }
        if (wave.Count > 0)
            yield return wave;
    }

    private async Task RunWaveAsync(List<LoadedFile> wave, ImportReport report, IProgress<ImportProgress>? progress, long started, CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<List<SourceResource>>(s_workers * 2);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, s_workers).Select(_ => Task.Run(async () =>
        {
            try
            {
                await foreach (var batch in batches.Reader.ReadAllAsync(broken.Token).ConfigureAwait(false))
                    await SendAsync(batch, report, progress, started, broken.Token).ConfigureAwait(false);
            }
            catch
            {
                await broken.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }, CancellationToken.None)).ToList();
        try
        {
            await FillAsync(wave, batches.Writer, report, broken.Token).ConfigureAwait(false);
        }
        finally
        {
            batches.Writer.Complete();
            await Task.WhenAll(workers).ConfigureAwait(false);
        }
        report.Files += wave.Count;
    }

    private static async Task FillAsync(List<LoadedFile> wave, ChannelWriter<List<SourceResource>> batches, ImportReport report, CancellationToken cancellationToken)
    {
        var batch = new List<SourceResource>(BatchSize);
        foreach (var resource in wave.SelectMany(file => file.Resources))
        {
            if (resource.Json.IsEmpty)
            {
                report.Refuse(new RefusedResource(resource.Source, resource.Line, null, resource.Issues));
                continue;
            }
            batch.Add(resource);
            if (batch.Count < BatchSize)
                continue;
            await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            batch = new List<SourceResource>(BatchSize);
        }
        if (batch.Count > 0)
            await batches.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(List<SourceResource> batch, ImportReport report, IProgress<ImportProgress>? progress, long started, CancellationToken cancellationToken)
    {
        var outcomes = await sink(batch.ConvertAll(resource => new ImportItem(resource.Json)), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
        {
            var outcome = outcomes[i];
            if (outcome is { Effect: { } effect, ResourceType: { } type })
                report.Accept(type, effect);
            else
                report.Refuse(new RefusedResource(batch[i].Source, batch[i].Line, outcome.Id is null ? outcome.ResourceType : $"{outcome.ResourceType}/{outcome.Id}", outcome.Issues));
        }
        var done = report.AcceptedCount + report.RefusedCount;
        progress?.Report(new ImportProgress(batch[^1].Source, done, done / Math.Max(0.001, clock.GetElapsedTime(started).TotalSeconds)));
    }

    private sealed record LoadedFile(string Name, IEnumerable<SourceResource> Resources);
}

/// <summary>
/// Remembers which files of an import are done, so that a broken-off one goes on after them. It is emptied when the import ends: run again, an import looks at every resource again.
/// </summary>
/// <param name="path">A file beside the store; its names are hashed, since a file's name may name a patient.</param>
public sealed class ImportJournal(string path)
{
    private readonly HashSet<string> _done = File.Exists(path) ? [.. File.ReadLines(path)] : [];

    /// <summary>How many files a broken-off import had done.</summary>
    public int Count => _done.Count;

    internal bool IsDone(string source) => _done.Contains(Digest(source));

    internal async Task DoneAsync(IReadOnlyList<string> sources, CancellationToken cancellationToken) =>
        await File.AppendAllLinesAsync(path, sources.Select(Digest), cancellationToken).ConfigureAwait(false);

    internal Task ClearAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        File.Delete(path);
        return Task.CompletedTask;
    }

    private static string Digest(string source) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(source))));
}
