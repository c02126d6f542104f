using System.Globalization;
using Carewright.BulkData.Jobs;
using Carewright.Fhir.Json;
using Carewright.Kernel;
using Carewright.Storage.Sealing.Files;

namespace Carewright.BulkData.Importing;

/// <summary>
/// Writes what was wrong with lines of one file, as OperationOutcomes, into sealed parts. A part that was begun and not finished when the process ended is written again: its name follows from those that are finished.
/// </summary>
internal sealed class ErrorPart(ImportJob job, ImportFolder folder, int input) : IAsyncDisposable
{
    private const int MostRows = 50_000;
    private readonly string _source = WithoutQuery(job.Inputs[input].Url);
    private SealedWriteStream? _writer;
    private string _name = "";
    private int _rows;

    internal bool IsFull => _rows >= MostRows;

    internal async ValueTask AddAsync(InputState state, int line, string? reference, IReadOnlyList<Issue> issues, CancellationToken cancellationToken)
    {
        if (_writer is null)
        {
            _name = string.Create(CultureInfo.InvariantCulture, $"errors-{input + 1}-{state.Errors.Count + 1}.ndjson");
            _writer = folder.Create(job.Id, job.Key, _name);
        }
        var place = line == 0 ? _source : string.Create(CultureInfo.InvariantCulture, $"{_source}, line {line}");
        var told = issues.Select(issue => issue with { Line = line == 0 ? null : line, Column = line == 0 ? null : issue.Column ?? 1, Message = $"{place}{(reference is null ? "" : ", " + reference)}: {issue.Message}" });
        await _writer.WriteAsync(OperationOutcomeWriter.Write([.. told]), cancellationToken).ConfigureAwait(false);
        _writer.Write("\n"u8);
        _rows++;
    }

    /// <summary>Finishes the part and names it in the state; the state as it was when nothing was wrong.</summary>
    internal async ValueTask<InputState> EndAsync(InputState state, CancellationToken cancellationToken)
    {
        if (_writer is null)
            return state;
        await _writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var file = new JobFile(_name, "OperationOutcome", FileRole.Error, _rows, _writer.Written);
        await _writer.DisposeAsync().ConfigureAwait(false);
        (_writer, _rows) = (null, 0);
        return state with { Errors = [.. state.Errors, file] };
    }

    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A query may hold a signature that opens the file.
    private static string WithoutQuery(string url) => url.Split('?')[0];
}
