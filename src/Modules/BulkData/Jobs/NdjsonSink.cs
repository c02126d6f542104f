using System.Globalization;
using Carewright.Gateway.Exporting;
using Carewright.Storage.Sealing.Files;

namespace Carewright.BulkData.Jobs;

/// <summary>Writes a job's rows into sealed NDJSON files, one type in each, none longer than a client likes to take at once.</summary>
internal sealed class NdjsonSink(ExportJob job, ExportFolder folder, JobProgress progress) : IExportSink, IAsyncDisposable
{
    private const int MostRows = 100_000;
    private const long MostBytes = 256L * 1024 * 1024;
    private readonly List<JobFile> _files = [];
    private SealedWriteStream? _writer;
    private string _name = "";
    private int _rows;

    internal IReadOnlyList<JobFile> Files => _files;

    public bool IsFull => _rows >= MostRows || _writer!.Written >= MostBytes;

    public ValueTask OpenAsync(string type, bool isDeletions, CancellationToken cancellationToken)
    {
        _name = string.Create(CultureInfo.InvariantCulture, $"{_files.Count + 1}.{(isDeletions ? "deleted" : type)}.ndjson");
        _writer = folder.Create(job, _name);
        _rows = 0;
        progress.Type = type;
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await _writer!.WriteAsync(json, cancellationToken).ConfigureAwait(false);
        _writer.Write("\n"u8);
        _rows++;
        progress.Resources++;
    }

    public async ValueTask ReleaseAsync(ExportedFile file, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        _files.Add(new JobFile(_name, file.Type, file.IsDeletions ? FileRole.Deleted : FileRole.Output, file.Resources, _writer!.Written));
    }

    /// <summary>A file of OperationOutcomes: what the client asked for and did not get.</summary>
    internal async ValueTask WriteErrorsAsync(IReadOnlyList<ReadOnlyMemory<byte>> outcomes, CancellationToken cancellationToken)
    {
        await OpenAsync("OperationOutcome", false, cancellationToken).ConfigureAwait(false);
        foreach (var outcome in outcomes)
            await WriteAsync(outcome, cancellationToken).ConfigureAwait(false);
        await EndAsync(cancellationToken).ConfigureAwait(false);
        _files.Add(new JobFile(_name, "OperationOutcome", FileRole.Error, outcomes.Count, _writer!.Written));
    }

    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _writer!.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>How far a running job is; read while it is written, so that a number may be a moment old.</summary>
internal sealed class JobProgress
{
    internal string Type { get; set; } = "";

    internal long Resources { get; set; }

    public override string ToString() => Resources == 0 ? "in queue" : string.Create(CultureInfo.InvariantCulture, $"{Resources:N0} resources written, now {Type}");
}
