using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>
/// The audit log of one tenant: drafts what is to be committed, reads it back, checks its chain. Safe to call from many threads.
/// What it drafts is durable only when <see cref="IRecordStore.CommitAsync"/> has completed; no answer may leave before.
/// </summary>
public sealed class AuditTrail(IRecordStore store)
{
    /// <summary>Key kind of the acting user's name.</summary>
    public const string UserKey = "user";

    /// <summary>Key kind of a patient's reference (<c>Patient/1</c>).</summary>
    public const string PatientKey = "patient";

    /// <summary>Key kind of the action (<c>create read update delete execute</c>).</summary>
    public const string ActionKey = "action";

    /// <summary>A new record id: a UUID version 7 (RFC 9562), so that ids sort by time.</summary>
    public static string NewId(DateTimeOffset at) => Guid.CreateVersion7(at).ToString("D");

    /// <summary>The moment a record id was made at, to the millisecond; null when it is not an id of this log.</summary>
    public static DateTimeOffset? TimeOf(string id) =>
        Guid.TryParseExact(id, "D", out var guid) && guid.Version == 7
            ? DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(guid.ToString("N")[..12], 16))
            : null;

    /// <summary>The record of an id; null when there is none.</summary>
    public AuditRecord? Find(string id, CancellationToken cancellationToken) =>
        TimeOf(id) is { } at
            ? All(new AuditFilter(From: at, To: at.AddMilliseconds(1)), cancellationToken).FirstOrDefault(entry => string.Equals(entry.Record.Id, id, StringComparison.OrdinalIgnoreCase))?.Record
            : null;

    /// <summary>The row to commit for a record: its JSON and the keys it can be found by. Budget: 3 microseconds for one resource and one patient.</summary>
    public static AuditDraft Draft(AuditRecord record) => new(record.Id, record.At, AuditRecordJson.Serialize(record), Keys(record));

    /// <summary>Commits one record by itself and completes when it is durable: for accesses that write nothing else.</summary>
    /// <returns>False when the store was too busy to take it: the caller must then release nothing (HTTP 429).</returns>
    public async ValueTask<bool> RecordAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(new CommitRequest([], [Draft(record)], []), cancellationToken);
        return result.Status == CommitStatus.Committed;
    }

    /// <summary>One page of the log, newest first.</summary>
    /// <param name="filter">What to show.</param>
    /// <param name="before">Only rows before this sequence number (the previous page's <see cref="AuditPage.Next"/>); null for the newest.</param>
    /// <param name="count">Rows per page, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public AuditPage Query(AuditFilter filter, long? before, int count, CancellationToken cancellationToken)
    {
        var rows = store.AuditRows(new AuditQuery(filter.Keys(), filter.From, filter.To, before, count + 1), cancellationToken);
        var entries = rows.Take(count).Select(row => new AuditEntry(row.Sequence, AuditRecordJson.Parse(row.Content))).ToArray();
        return new AuditPage(entries, rows.Count > count ? entries[^1].Sequence : null);
    }

    /// <summary>Everything a filter shows, newest first, read page by page: what comes in while it is read is not part of it.</summary>
    public IEnumerable<AuditEntry> All(AuditFilter filter, CancellationToken cancellationToken)
    {
        long? before = null;
        do
        {
            var page = Query(filter, before, 500, cancellationToken);
            foreach (var entry in page.Entries)
                yield return entry;
            before = page.Next;
        }
        while (before is not null);
    }

    private static AuditKey[] Keys(AuditRecord record)
    {
        var keys = new AuditKey[2 + record.Patients.Count];
        keys[0] = new AuditKey(UserKey, record.UserName);
        keys[1] = new AuditKey(ActionKey, record.Action);
        for (var i = 0; i < record.Patients.Count; i++)
            keys[2 + i] = new AuditKey(PatientKey, record.Patients[i]);
        return keys;
    }
}

/// <summary>Filters of the log; all that are given must hold.</summary>
/// <param name="User">User name, exactly as recorded; null for all.</param>
/// <param name="Patient">Reference of a patient (<c>Patient/1</c>); null for all.</param>
/// <param name="Action"><c>create read update delete execute</c>; null for all.</param>
/// <param name="From">Not before this, inclusive; null: no bound.</param>
/// <param name="To">Not after this, inclusive; null: no bound.</param>
public sealed record AuditFilter(string? User = null, string? Patient = null, string? Action = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    internal AuditKey[] Keys()
    {
        var keys = new List<AuditKey>(3);
        if (User is not null)
            keys.Add(new AuditKey(AuditTrail.UserKey, User));
        if (Patient is not null)
            keys.Add(new AuditKey(AuditTrail.PatientKey, Patient));
        if (Action is not null)
            keys.Add(new AuditKey(AuditTrail.ActionKey, Action));
        return [.. keys];
    }
}

/// <summary>A record and its place in the log.</summary>
/// <param name="Sequence">The place.</param>
/// <param name="Record">The record.</param>
public sealed record AuditEntry(long Sequence, AuditRecord Record);

/// <summary>One page of the log.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Next">Pass it as <c>before</c> for the next page; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);
