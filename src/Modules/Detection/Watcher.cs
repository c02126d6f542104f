using System.Security.Cryptography;
using System.Text.Json;
using Carewright.Audit;
using Carewright.Detection.Alerts;
using Carewright.Detection.Counting;
using Carewright.Detection.Observing;
using Carewright.Detection.Profiles;
using Carewright.Storage;

namespace Carewright.Detection;

/// <summary>
/// Follows the log. Where it is, what it has counted and what it has raised become durable in one commit: after a crash it goes on where it was, and no event is missed or counted twice.
/// It also walks the chain, so that a record that was changed behind it is noticed as soon as the next one comes. Used by one task.
/// </summary>
internal sealed class Watcher
{
    /// <summary>Name of the interaction that an alert is on record with; the watcher takes no notice of those.</summary>
    public const string AlertInteraction = "security-alert";

    private const string PlaceKind = "detection-place";
    private const string CounterKind = "detection-counter";
    private const string UserKind = "detection-user";
    private const string RoleKind = "detection-role";
    private const int MostAtOnce = 200;

    // Less than this is the jitter of records that are committed together, or a slewed clock.
    private static readonly TimeSpan s_clockBack = TimeSpan.FromMinutes(2);
    private readonly IRecordStore _store;
    private readonly Detector _detector;
    private readonly FactFinder _finder;
    private readonly AlertBook _alerts;
    private readonly CounterBook _counters = new();
    private readonly ProfileBook _profiles;
    private readonly TimeProvider _time;
    private StreamPlace _place;

    public Watcher(IRecordStore store, WatcherParts parts, TimeProvider time)
    {
        (_store, _alerts, _profiles, _time) = (store, parts.Alerts, parts.Profiles, time);
        _finder = parts.Finder;
        _detector = new Detector(() => parts.Rules.Rules, _counters, _alerts, parts.Tuning.Of);
        foreach (var (key, counter) in Kept(CounterKind, StateJson.Default.Counter))
            _counters.Restore(key, counter);
        foreach (var (key, profile) in Kept(UserKind, StateJson.Default.UserProfile))
            _profiles.Restore(key, profile);
        foreach (var (key, baseline) in Kept(RoleKind, StateJson.Default.Baseline))
            _profiles.RestoreRole(key, baseline);
        _place = store.Private.Get(PlaceKind, "log") is { } json ? JsonSerializer.Deserialize(json, StateJson.Default.StreamPlace)! : new StreamPlace(0, AuditChain.Start.ToArray(), DateTimeOffset.MinValue);
    }

    /// <summary>The last record seen.</summary>
    public long Place => _place.Sequence;

    /// <summary>Takes what has come, a batch at a time; completes when it has caught up.</summary>
    /// <param name="raised">Called with what was raised, when it is durable.</param>
    /// <param name="cancellationToken">Stops it between batches.</param>
    public async Task CatchUpAsync(Func<IReadOnlyList<Raised>, Task> raised, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var rows = _store.AuditChain(_place.Sequence).Take(MostAtOnce).ToList();
            if (rows.Count == 0)
                return;
            List<Raised> found = [.. rows.SelectMany(Take)];
            await KeepAsync(found, cancellationToken);
            if (found.Count > 0)
                await raised(found);
        }
    }

    private IReadOnlyList<Raised> Take(StoredAudit row)
    {
        var isWhole = !row.Content.IsEmpty && (_place.Sequence == 0 || CryptographicOperations.FixedTimeEquals(AuditChain.Next(_place.Hash, row.Sequence, row.Sealed.Span), row.Hash.Span));
        var record = row.Content.IsEmpty ? Unreadable(row) : AuditRecordJson.Parse(row.Content);
        HashSet<string> facts = record.Interaction == AlertInteraction || row.Content.IsEmpty ? [] : _finder.Find(record);
        if (!isWhole)
            facts.Add(Facts.ChainBroken);
        if (_place.At - record.At > s_clockBack)
            facts.Add(Facts.ClockBack);
        _place = new StreamPlace(row.Sequence, row.Hash.ToArray(), record.At > _place.At || facts.Contains(Facts.ClockBack) ? record.At : _place.At);
        return record.Interaction == AlertInteraction && facts.Count == 0 ? [] : _detector.Take(new Observation(row.Sequence, record, facts));
    }

    // A record that does not open is counted with what its row says.
    private static AuditRecord Unreadable(StoredAudit row) => new(
        AuditTrail.NewId(row.At), row.At, "unknown", "", "system", null, null, "", "", "", "execute", "unreadable", AuditOutcome.Failed, 500, null, null, null, [], []);

    private async Task KeepAsync(List<Raised> raised, CancellationToken cancellationToken)
    {
        await _alerts.Keeping.WaitAsync(cancellationToken);
        try
        {
            await KeepNowAsync(raised, cancellationToken);
        }
        finally
        {
            _alerts.Keeping.Release();
        }
    }

    private async Task KeepNowAsync(List<Raised> raised, CancellationToken cancellationToken)
    {
        var (users, roles) = _profiles.TakeChanges();
        PrivateDraft[] drafts =
        [
            new(PlaceKind, "log", JsonSerializer.SerializeToUtf8Bytes(_place, StateJson.Default.StreamPlace)),
            .. _counters.TakeChanges().Select(pair => new PrivateDraft(CounterKind, pair.Key, JsonSerializer.SerializeToUtf8Bytes(pair.Value, StateJson.Default.Counter))),
            .. users.Select(pair => new PrivateDraft(UserKind, pair.Key, JsonSerializer.SerializeToUtf8Bytes(pair.Value, StateJson.Default.UserProfile))),
            .. roles.Select(pair => new PrivateDraft(RoleKind, pair.Key, JsonSerializer.SerializeToUtf8Bytes(pair.Value, StateJson.Default.Baseline))),
            .. _alerts.TakeChanges(),
        ];
        AuditDraft[] records = [.. raised.Where(one => one.IsNew).Select(one => AuditTrail.Draft(RecordOf(one.Alert)))];
        // Not cancelled: what was taken in memory must lie in the store before anything else happens.
        while ((await _store.CommitAsync(new CommitRequest([], records, []) { Private = drafts }, CancellationToken.None)).Status != CommitStatus.Committed)
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
    }

    private AuditRecord RecordOf(Alert alert) => new(
        AuditTrail.NewId(_time.GetUtcNow()), _time.GetUtcNow(), "detection", "Carewright", "system", null, null, "job", "local", "HSYSADMIN", "execute", AlertInteraction, AuditOutcome.Success, 200, null,
        $"alert={alert.Id}&rule={alert.Rule}&{alert.By}={alert.Subject}", null, [], alert.Patients.Count <= 20 ? alert.Patients : []);

    private IEnumerable<KeyValuePair<string, T>> Kept<T>(string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        _store.Private.List(kind).Select(row => new KeyValuePair<string, T>(row.Key, JsonSerializer.Deserialize(row.Value, type)!));
}

/// <summary>What the watcher works with.</summary>
internal sealed record WatcherParts(Rules.RuleBook Rules, AlertBook Alerts, ProfileBook Profiles, FactFinder Finder, Tuning Tuning);
