using System.Collections.Concurrent;
using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Detection.Alerts;

/// <summary>All alerts of a store, in memory and in the private table. Safe to read from many threads; changes go through one lock, so that a verdict and a new event do not undo each other.</summary>
internal sealed class AlertBook : IDisposable
{
    private const string Kind = "detection-alert";
    private readonly ConcurrentDictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Held by whoever writes alerts to the store: an older state must not be written after a newer one.</summary>
    public SemaphoreSlim Keeping { get; } = new(1, 1);

    /// <summary>An empty book.</summary>
    public AlertBook()
    {
    }

    /// <summary>The book of a store.</summary>
    public AlertBook(IPrivateTable table)
    {
        foreach (var (_, json) in table.List(Kind))
        {
            var alert = JsonSerializer.Deserialize(json, StateJson.Default.Alert)!;
            _alerts[alert.Id] = alert;
        }
    }

    /// <summary>All alerts, newest first.</summary>
    public IReadOnlyList<Alert> All => [.. _alerts.Values.OrderByDescending(alert => alert.LastAt).ThenByDescending(alert => alert.Id, StringComparer.Ordinal)];

    /// <summary>An alert; null when there is none.</summary>
    public Alert? Find(string id) => _alerts.GetValueOrDefault(id);

    /// <summary>Puts an alert in; what was done to it meanwhile stays done.</summary>
    public Alert Put(Alert alert) => Change(alert.Id, current => current is null ? alert : alert with { Status = current.Status, History = current.History })!;

    /// <summary>Changes an alert as it is now; null when there is none and none comes of it.</summary>
    public Alert? Change(string id, Func<Alert?, Alert?> change)
    {
        lock (_lock)
        {
            if (change(Find(id)) is not { } after)
                return null;
            _alerts[id] = after;
            _changed.Add(id);
            return after;
        }
    }

    /// <summary>What has changed since the last call, ready to be kept.</summary>
    public IReadOnlyList<PrivateDraft> TakeChanges()
    {
        lock (_lock)
        {
            PrivateDraft[] drafts = [.. _changed.Select(id => new PrivateDraft(Kind, id, JsonSerializer.SerializeToUtf8Bytes(_alerts[id], StateJson.Default.Alert)))];
            _changed.Clear();
            return drafts;
        }
    }

    /// <summary>Keeps what has changed, one alert at a time.</summary>
    public async Task KeepAsync(IPrivateTable table, CancellationToken cancellationToken)
    {
        await Keeping.WaitAsync(cancellationToken);
        try
        {
            await KeepNowAsync(TakeChanges(), table, cancellationToken);
        }
        finally
        {
            Keeping.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => Keeping.Dispose();

    private async Task KeepNowAsync(IReadOnlyList<PrivateDraft> drafts, IPrivateTable table, CancellationToken cancellationToken)
    {
        for (var kept = 0; kept < drafts.Count; kept++)
        {
            try
            {
                await table.PutAsync(drafts[kept].Kind, drafts[kept].Key, drafts[kept].Value, cancellationToken);
            }
            catch
            {
                PutBack(drafts.Skip(kept));
                throw;
            }
        }
    }

    /// <summary>Marks what was taken and not kept as changed again.</summary>
    private void PutBack(IEnumerable<PrivateDraft> drafts)
    {
        lock (_lock)
            _changed.UnionWith(drafts.Where(draft => draft.Kind == Kind).Select(draft => draft.Key));
    }
}
