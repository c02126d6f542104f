using System.Diagnostics;
using Carewright.Storage.Indexing;
using Carewright.Storage.Indexing.Catalogue;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>
/// One walk over the current rows of a type, in the order of its list by last update. Rows that are written while it walks have their entries already, wherever they come to stand in that order;
/// rows that were there when it began keep their place until they are replaced.
/// </summary>
internal sealed class TypeWalk(WalkParts parts, string type, DateTimeOffset clearable)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private IndexKey _place;
    private long _doneBefore;
    private long _done;
    private long _total;
    private int _batch = parts.Limits.LeastBatch;
    private int _sinceSaved;

    public string Type => type;

    /// <summary>Rows whose body could not be opened; they keep the entries they had.</summary>
    public long Skipped { get; private set; }

    private CataloguePass? Pass => parts.Catalogue.State.TypeOf(type).Pass;

    public IndexingStatus Progress()
    {
        var (done, worked) = (Interlocked.Read(ref _done), Interlocked.Read(ref _done) - _doneBefore);
        var left = worked < 100 ? (TimeSpan?)null : TimeSpan.FromSeconds(_clock.Elapsed.TotalSeconds * Math.Max(0, _total - done) / worked);
        return new IndexingStatus(type, Math.Min(done, _total), _total, left, true);
    }

    /// <summary>Takes the walk up where it was left, or begins it: from then on every commit writes what it is to write.</summary>
    public async Task BeginAsync()
    {
        await parts.Alone(() => parts.Catalogue.Change(state => state.TypeOf(type).Pass is null ? state.Begin(type, parts.Catalogue.CountOf(type), clearable) : state)).ConfigureAwait(false);
        if (Pass is not { } pass)
            return;
        (_place, _done, _doneBefore, _total) = (new IndexKey(Number, pass.LastUpdated, pass.Sequence, long.MaxValue), pass.Done, pass.Done, pass.Total);
    }

    /// <summary>Walks to the end; false when the walk was called off because the type is to be begun anew.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        while (Pass is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = parts.State.Delta.Snapshot.Coverage.Sequence;
            var started = Stopwatch.GetTimestamp();
            var rows = Read();
            if (rows.Count == 0)
            {
                await SaveAsync(state => state.Finish(type, parts.Catalogue.IsEmpty, parts.Catalogue.Now)).ConfigureAwait(false);
                return true;
            }
            await WriteAsync(rows).ConfigureAwait(false);
            if (_sinceSaved >= parts.Limits.Step)
                await SaveAsync(state => state.Advance(type, _place.Value, _place.Second, _done)).ConfigureAwait(false);
            // Every access leaves an audit row, so a sequence that has moved says that somebody is at work.
            if (parts.State.Delta.Snapshot.Coverage.Sequence != before)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250, Stopwatch.GetElapsedTime(started).TotalMilliseconds * parts.Limits.Rest)), cancellationToken).ConfigureAwait(false);
        }
        return false;
    }

    private int Number => parts.State.Encoder.TypeNumber(type);

    private List<RebuiltRow> Read()
    {
        var index = parts.State.Encoder.Type(type);
        var rows = new List<RebuiltRow>(_batch);
        using var lease = parts.Readers.Rent();
        lease.Reader.Begin();
        using (var cursor = new MergedCursor(lease.Reader, backward: false))
        {
            cursor.Seek(_place.Next(), IndexKey.Last(Number));
            while (rows.Count < _batch && cursor.Next())
            {
                _place = cursor.Current;
                rows.Add(Rebuild(lease.Reader, index));
            }
        }
        lease.Reader.End();
        return rows;
    }

    private RebuiltRow Rebuild(Reader reader, TypeIndex index)
    {
        try
        {
            if (reader.Version(_place.Second) is { } version)
                return RebuiltRow.Of(parts.State, index, version);
        }
        catch (Exception error) when (error is SealBrokenException or InvalidOperationException)
        {
            Skipped++;
            Log.RowNotOpened(parts.Log, _place.Second, error);
        }
        return new RebuiltRow(_place.Row, _place.Second, null, []);
    }

    private async Task WriteAsync(List<RebuiltRow> rows)
    {
        var changed = rows.FindAll(row => !row.IsUnchanged);
        var taken = TimeSpan.Zero;
        if (changed.Count > 0)
            await parts.Alone(() =>
            {
                var started = Stopwatch.GetTimestamp();
                parts.Written(parts.Rewriter.Write(changed));
                taken = Stopwatch.GetElapsedTime(started);
            }).ConfigureAwait(false);
        _batch = taken.TotalMilliseconds > parts.Limits.WriterMilliseconds
            ? Math.Max(parts.Limits.LeastBatch, _batch / 2)
            : taken.TotalMilliseconds < parts.Limits.WriterMilliseconds / 3 ? Math.Min(parts.Limits.MostBatch, _batch * 2) : _batch;
        Interlocked.Add(ref _done, rows.Count);
        _sinceSaved += rows.Count;
    }

    /// <summary>Makes a step durable; what the index file has by then need not be kept beside it any longer.</summary>
    private async Task SaveAsync(Func<CatalogueState, CatalogueState> step)
    {
        parts.Merger.MergeNow();
        await parts.Alone(() =>
        {
            parts.Catalogue.Change(step);
            parts.Rewriter.Forget();
        }).ConfigureAwait(false);
        _sinceSaved = 0;
    }
}
