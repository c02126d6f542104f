using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carewright.Storage;

namespace Carewright.BulkData.Jobs;

/// <summary>What an export and an import have in common as jobs.</summary>
internal interface IJob
{
    /// <summary>Random; it is the job's address.</summary>
    string Id { get; }

    /// <summary>Whose it is.</summary>
    Requester Requester { get; }

    /// <summary>When it was asked for.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>Whether it waits or runs.</summary>
    bool IsOpen { get; }
}

/// <summary>How many jobs of a kind one user may have.</summary>
internal static class JobLimits
{
    /// <summary>That wait or run at a time.</summary>
    internal const int MostOpen = 3;

    /// <summary>That are kept at a time.</summary>
    internal const int MostKept = 20;
}

/// <summary>All jobs of one kind of the tenant: in memory for those who ask how far they are, and durable before a change is told. Safe to call from many threads.</summary>
/// <typeparam name="TJob">The kind.</typeparam>
internal sealed class JobRegister<TJob> : IDisposable
    where TJob : class, IJob
{
    private readonly IPrivateTable _table;
    private readonly string _kind;
    private readonly JsonTypeInfo<TJob> _json;
    private readonly ConcurrentDictionary<string, TJob> _jobs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _adding = new(1, 1);

    internal JobRegister(IPrivateTable table, string kind, JsonTypeInfo<TJob> form)
    {
        (_table, _kind, _json) = (table, kind, form);
        foreach (var (id, json) in table.List(kind))
            _jobs[id] = JsonSerializer.Deserialize(json, form) ?? throw new InvalidDataException("A job in the store is empty.");
    }

    internal IReadOnlyList<TJob> All => [.. _jobs.Values.OrderBy(job => job.CreatedAt)];

    internal TJob? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Keeps a new job; false when its user has as many as one may have.</summary>
    internal async Task<bool> AddAsync(TJob job, CancellationToken cancellationToken)
    {
        await _adding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var own = _jobs.Values.Where(other => other.Requester.UserName == job.Requester.UserName).ToList();
            if (own.Count >= JobLimits.MostKept || own.Count(other => other.IsOpen) >= JobLimits.MostOpen)
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
    internal async Task<bool> ReplaceAsync(TJob job)
    {
        if (_jobs.GetValueOrDefault(job.Id) is not { } earlier)
            return false;
        await KeepAsync(job).ConfigureAwait(false);
        if (_jobs.TryUpdate(job.Id, job, earlier))
            return true;
        await _table.PutAsync(_kind, job.Id, null, CancellationToken.None).ConfigureAwait(false);
        return false;
    }

    /// <summary>Removes a job and its key: its files cannot be opened any more, whatever becomes of them.</summary>
    internal async Task RemoveAsync(string id)
    {
        _jobs.TryRemove(id, out _);
        await _table.PutAsync(_kind, id, null, CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _adding.Dispose();

    private Task KeepAsync(TJob job) => _table.PutAsync(_kind, job.Id, JsonSerializer.SerializeToUtf8Bytes(job, _json), CancellationToken.None);
}
