using System.Collections.Concurrent;
using System.Text.Json;
using Carewright.Storage;

namespace Carewright.BulkData.Jobs;

/// <summary>All jobs of the tenant: in memory for those who ask how far they are, and durable before a change is told. Safe to call from many threads.</summary>
internal sealed class JobRegister : IDisposable
{
    /// <summary>Jobs of one user that may wait or run at a time.</summary>
    internal const int MostOpen = 3;

    /// <summary>Jobs of one user that are kept at a time.</summary>
    internal const int MostKept = 20;

    private const string Kind = "bulk-job";
    private readonly IPrivateTable _table;
    private readonly ConcurrentDictionary<string, ExportJob> _jobs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _adding = new(1, 1);

    internal JobRegister(IPrivateTable table)
    {
        _table = table;
        foreach (var (id, json) in table.List(Kind))
            _jobs[id] = JsonSerializer.Deserialize(json, JobJson.Default.ExportJob) ?? throw new InvalidDataException("A job in the store is empty.");
    }

    internal IReadOnlyList<ExportJob> All => [.. _jobs.Values.OrderBy(job => job.CreatedAt)];

    internal ExportJob? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Keeps a new job; false when its user has as many as one may have.</summary>
    internal async Task<bool> AddAsync(ExportJob job, CancellationToken cancellationToken)
    {
        await _adding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var own = _jobs.Values.Where(other => other.Requester.UserName == job.Requester.UserName).ToList();
            if (own.Count >= MostKept || own.Count(other => other.State == JobState.Open) >= MostOpen)
                return false;
            await KeepAsync(job).ConfigureAwait(false);
            _jobs[job.Id] = job;
            return true;
        }
        finally
        {
            _adding.Release();
        }
    }

    /// <summary>Puts a later state in the place of an earlier one; false when the job has been removed meanwhile.</summary>
    internal async Task<bool> ReplaceAsync(ExportJob job)
    {
        if (_jobs.GetValueOrDefault(job.Id) is not { } earlier)
            return false;
        await KeepAsync(job).ConfigureAwait(false);
        if (_jobs.TryUpdate(job.Id, job, earlier))
            return true;
        await _table.PutAsync(Kind, job.Id, null, CancellationToken.None).ConfigureAwait(false);
        return false;
    }

    /// <summary>Removes a job and its key: its files cannot be opened any more, whatever becomes of them.</summary>
    internal async Task RemoveAsync(string id)
    {
        _jobs.TryRemove(id, out _);
        await _table.PutAsync(Kind, id, null, CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _adding.Dispose();

    private Task KeepAsync(ExportJob job) => _table.PutAsync(Kind, job.Id, JsonSerializer.SerializeToUtf8Bytes(job, JobJson.Default.ExportJob), CancellationToken.None);
}
