using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>A month of the log under the rules of retention.</summary>
/// <param name="Month">The month.</param>
/// <param name="Until">Kept until this moment at least.</param>
/// <param name="Holds">Names of the legal holds that keep it.</param>
/// <param name="IsDue">True when its time is over, nothing holds it, and no older month is kept.</param>
public sealed record RetainedMonth(AuditMonth Month, DateTimeOffset Until, IReadOnlyList<string> Holds, bool IsDue);

/// <summary>
/// Applies the rules of retention: months whose time is over are disposed of, oldest first, each with a signed statement and an audit record that are durable before its rows are destroyed.
/// Nothing goes silently, and the chain still verifies over the gap.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="checkpoints">Sign the statements.</param>
/// <param name="register">The rules.</param>
/// <param name="time">The clock.</param>
public sealed class AuditRetention(IRecordStore store, AuditCheckpoints checkpoints, RetentionRegister register, TimeProvider time)
{
    private readonly AuditDisposals _disposals = new(store, checkpoints);

    /// <summary>What has been disposed of, oldest first.</summary>
    public IReadOnlyList<AuditDisposal> Disposals() => _disposals.List();

    /// <summary>The months of the log and what keeps them, oldest first.</summary>
    public IReadOnlyList<RetainedMonth> Months(CancellationToken cancellationToken)
    {
        var (rules, now, isFree, months) = (register.Current, time.GetUtcNow(), true, new List<RetainedMonth>());
        foreach (var month in store.AuditMonths())
        {
            var until = EndOf(month).AddYears(rules.Longest.Years);
            var holds = rules.Holds.Where(hold => Holds(hold, month, cancellationToken)).Select(hold => hold.Name).ToList();
            isFree = isFree && !month.IsOpen && until <= now && holds.Count == 0;
            months.Add(new RetainedMonth(month, until, holds, isFree));
        }
        return months;
    }

    /// <summary>Disposes of the oldest month if it is due.</summary>
    /// <param name="recordOf">The audit record of a disposal, by whoever does it.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    /// <returns>What was disposed of; null when nothing was due, or the store was too busy.</returns>
    public async Task<AuditDisposal?> DisposeOldestAsync(Func<AuditDisposal, AuditRecord> recordOf, CancellationToken cancellationToken)
    {
        await FinishAsync(cancellationToken);
        if (Months(cancellationToken) is not [{ IsDue: true } oldest, ..])
            return null;
        var disposal = _disposals.Sign(oldest.Month, time.GetUtcNow(), register.Current.Longest.Name);
        var request = new CommitRequest([], [AuditTrail.Draft(recordOf(disposal))], []) { Private = [AuditDisposals.Draft(disposal)] };
        if ((await store.CommitAsync(request, cancellationToken)).Status != CommitStatus.Committed)
            return null;
        await store.DisposeAuditMonthAsync(oldest.Month.Year, oldest.Month.Month, CancellationToken.None);
        return disposal;
    }

    /// <summary>Destroys the rows of a month whose disposal is on record, but was interrupted.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_disposals.List() is [.., var last] && _disposals.IsGenuine(last) && store.AuditMonths() is [{ IsOpen: false } oldest, ..] && oldest.LastSequence == last.LastSequence)
            await store.DisposeAuditMonthAsync(oldest.Year, oldest.Month, cancellationToken);
    }

    private bool Holds(LegalHold hold, AuditMonth month, CancellationToken cancellationToken)
    {
        var keys = new List<AuditKey>();
        if (hold.Patient is { } patient)
            keys.Add(new AuditKey(AuditTrail.PatientKey, patient));
        if (hold.User is { } user)
            keys.Add(new AuditKey(AuditTrail.UserKey, user));
        return keys.Count == 0 || store.AuditRows(new AuditQuery(keys, null, null, month.LastSequence + 1, 1), cancellationToken) is [var found] && found.Sequence >= month.FirstSequence;
    }

    private static DateTimeOffset EndOf(AuditMonth month) => new DateTimeOffset(month.Year, month.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
}
