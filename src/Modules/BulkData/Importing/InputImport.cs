using System.Runtime.InteropServices;
using System.Text.Json;
using Carewright.Gateway;
using Carewright.Gateway.Importing;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.BulkData.Importing;

/// <summary>What an import of a file may call on.</summary>
/// <param name="Gateway">Takes the batches.</param>
/// <param name="Folder">For files of errors.</param>
/// <param name="Clock">Time.</param>
/// <param name="Checkpoint">Keeps a state of the file with the job; false when the job has been removed.</param>
/// <param name="Progress">Told what is done.</param>
internal sealed record ImportParts(RecordGateway Gateway, ImportFolder Folder, TimeProvider Clock, Func<InputState, Task<bool>> Checkpoint, ImportProgress Progress);

/// <summary>
/// Imports one file: lines are gathered into batches, the next batch is read while one is committed, and what is done is kept from time to time. After a break the lines between the last checkpoint and the break
/// come again, which changes nothing. Memory is that of two batches. One instance serves one file.
/// </summary>
internal sealed class InputImport(ImportParts parts, ImportJob job, int input, Actor actor)
{
    private const int MostItems = 1000;
    private const int MostBytes = 8 * 1024 * 1024;
    private const int BusyRounds = 60;
    private static readonly TimeSpan s_betweenCheckpoints = TimeSpan.FromSeconds(2);
    private readonly string? _type = job.Inputs[input].Type;
    private readonly Dictionary<string, ImportCount> _counts = job.StateOf(input).Counts.ToDictionary(count => count.Type, StringComparer.Ordinal);
    private InputState _state = job.StateOf(input);
    private long _keptAt = parts.Clock.GetTimestamp();

    /// <summary>Runs to the end of the file; a refusal when the whole import has to end.</summary>
    internal async Task<Refusal?> RunAsync(OpenedFile file, CancellationToken cancellationToken)
    {
        await using var errors = new ErrorPart(job, parts.Folder, input);
        if (IsOther(file.Tag) is { } changed)
            return await EndAsync(errors, changed, cancellationToken).ConfigureAwait(false);
        _state = _state with { Tag = file.Tag };
        Task<Refusal?> committing = Task.FromResult<Refusal?>(null);
        Issue? broken = null;
        var batch = new List<NdjsonLine>(MostItems);
        try
        {
            var size = 0;
            await foreach (var line in NdjsonReader.ReadAsync(file.Content, cancellationToken).ConfigureAwait(false))
            {
                if (line.Number <= _state.Lines)
                    continue;
                batch.Add(line);
                size += line.Bytes.Length;
                if (batch.Count < MostItems && size < MostBytes)
                    continue;
                if (await committing.ConfigureAwait(false) is { } refusal)
                    return refusal;
                committing = CommitAsync(batch, errors, cancellationToken);
                (batch, size) = (new List<NdjsonLine>(MostItems), 0);
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or InvalidDataException)
        {
            broken = Issue.Error(IssueTypes.Incomplete, "IMPORT-BROKEN-OFF", "The file broke off while it was read; what came before is imported. Import it again: what is there already is left alone.");
        }
        finally
        {
            await Task.WhenAny(committing).ConfigureAwait(false);
        }
        if (await committing.ConfigureAwait(false) is { } before)
            return before;
        if (batch.Count > 0 && await CommitAsync(batch, errors, cancellationToken).ConfigureAwait(false) is { } last)
            return last;
        return await EndAsync(errors, broken, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a file that cannot be opened.</summary>
    internal async Task GiveUpAsync(Issue why, CancellationToken cancellationToken)
    {
        await using var errors = new ErrorPart(job, parts.Folder, input);
        await EndAsync(errors, why, cancellationToken).ConfigureAwait(false);
    }

    // The tag that was wanted, or that the lines before the break came from.
    private Issue? IsOther(string? tag)
    {
        var wanted = _state.Tag ?? job.Inputs[input].ETag;
        return wanted is null || wanted == tag || Bare(wanted) == Bare(tag) ? null
            : Issue.Error(IssueTypes.Conflict, "IMPORT-ETAG", "The file is not the version that was asked for, or has changed since the import of it began.");
    }

    private static string? Bare(string? tag) => tag?.Replace("W/", "", StringComparison.Ordinal).Trim('"');

    private async Task<Refusal?> EndAsync(ErrorPart errors, Issue? fault, CancellationToken cancellationToken)
    {
        if (fault is not null)
        {
            await errors.AddAsync(_state, 0, null, [fault], cancellationToken).ConfigureAwait(false);
            _state = _state with { Refused = _state.Refused + 1 };
        }
        _state = await errors.EndAsync(_state, cancellationToken).ConfigureAwait(false) with { IsDone = true, Counts = Counts() };
        await parts.Checkpoint(_state).ConfigureAwait(false);
        return null;
    }

    private async Task<Refusal?> CommitAsync(List<NdjsonLine> batch, ErrorPart errors, CancellationToken cancellationToken)
    {
        var faults = new Issue?[batch.Count];
        var items = new List<(int Index, ImportItem Item)>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            faults[i] = FaultOf(batch[i]);
            if (faults[i] is null)
                items.Add((i, new ImportItem(batch[i].Bytes, job.Inputs[input].Url, batch[i].Number)));
        }
        var (outcomes, refusal) = await SendAsync(items.ConvertAll(one => one.Item), cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
            return refusal;
        var next = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (faults[i] is { } fault)
                await RefuseAsync(errors, batch[i].Number, null, [fault], cancellationToken).ConfigureAwait(false);
            else
                await TakeAsync(errors, batch[i].Number, outcomes[next++], cancellationToken).ConfigureAwait(false);
        }
        _state = _state with { Lines = batch[^1].Number };
        parts.Progress.Add(batch.Count);
        if (errors.IsFull || parts.Clock.GetElapsedTime(_keptAt) > s_betweenCheckpoints)
            await KeepAsync(errors, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<(IReadOnlyList<ImportOutcome> Outcomes, Refusal? Refusal)> SendAsync(List<ImportItem> items, CancellationToken cancellationToken)
    {
        for (var round = 0; items.Count > 0; round++)
        {
            var answer = await parts.Gateway.ImportAsync(actor, items, cancellationToken, job.Name).ConfigureAwait(false);
            if (!answer.IsRefused)
                return (answer.Value.Outcomes, null);
            // The store is busy with others' writes, or somebody writes the same rows: an import can wait.
            if (answer.Refusal.Status is not (409 or 429) || round == BusyRounds)
                return ([], answer.Refusal);
            await Task.Delay(TimeSpan.FromSeconds(1), parts.Clock, cancellationToken).ConfigureAwait(false);
        }
        return ([], null);
    }

    private async ValueTask TakeAsync(ErrorPart errors, int line, ImportOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not { Effect: { } effect, ResourceType: { } type })
        {
            await RefuseAsync(errors, line, outcome.Id is null ? outcome.ResourceType : $"{outcome.ResourceType}/{outcome.Id}", outcome.Issues, cancellationToken).ConfigureAwait(false);
            return;
        }
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, type, out _);
        count ??= new ImportCount(type, 0, 0, 0);
        count = effect switch
        {
            WriteEffect.Created => count with { Created = count.Created + 1 },
            WriteEffect.Updated => count with { Updated = count.Updated + 1 },
            _ => count with { Unchanged = count.Unchanged + 1 },
        };
    }

    private async ValueTask RefuseAsync(ErrorPart errors, int line, string? reference, IReadOnlyList<Issue> issues, CancellationToken cancellationToken)
    {
        await errors.AddAsync(_state, line, reference, issues, cancellationToken).ConfigureAwait(false);
        _state = _state with { Refused = _state.Refused + 1 };
        parts.Progress.Refuse();
    }

    private async Task KeepAsync(ErrorPart errors, CancellationToken cancellationToken)
    {
        _state = await errors.EndAsync(_state, cancellationToken).ConfigureAwait(false) with { Counts = Counts() };
        await parts.Checkpoint(_state).ConfigureAwait(false);
        _keptAt = parts.Clock.GetTimestamp();
    }

    private ImportCount[] Counts() => [.. _counts.Values.OrderBy(count => count.Type, StringComparer.Ordinal)];

    private Issue? FaultOf(NdjsonLine line)
    {
        if (line.IsTooLong)
            return Issue.Error(IssueTypes.TooLong, "IMPORT-LINE-SIZE", $"A line is longer than {NdjsonReader.LongestLine} bytes.");
        var type = TypeOf(line.Bytes.Span);
        if (type == "Bundle")
            return Issue.Error(IssueTypes.NotSupported, "IMPORT-BUNDLE", "A line is one resource; a Bundle is not taken apart here.");
        return _type is null || type is null || type == _type ? null : Issue.Error(IssueTypes.Invalid, "IMPORT-TYPE", $"The file is of {_type}; this line is another type.");
    }

    // The gateway parses the line and says what is wrong with it; here only its type is looked for.
    private static string? TypeOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var isType = reader.ValueTextEquals("resourceType"u8);
                reader.Read();
                if (isType)
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            return null;
        }
        return null;
    }
}
