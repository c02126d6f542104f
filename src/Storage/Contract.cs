using Carewright.Fhir.Search;

namespace Carewright.Storage;

/// <summary>The legal entity that owns a record; 1 to 64 characters of <c>[a-z0-9-]</c>.</summary>
public readonly record struct TenantId(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}

/// <summary>What a version did.</summary>
public enum VersionAction : byte
{
    /// <summary>First version.</summary>
    Create = 1,

    /// <summary>A further version.</summary>
    Update = 2,

    /// <summary>The resource is deleted from here on.</summary>
    Delete = 3,
}

/// <summary>A version to be written.</summary>
/// <param name="ResourceType">FHIR resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Expected">The current version this one follows, as read; null when the resource must not exist yet.</param>
/// <param name="VersionId">1, or one more than <paramref name="Expected"/>'s.</param>
/// <param name="LastUpdated">As in the body's <c>meta.lastUpdated</c>, millisecond precision, UTC.</param>
/// <param name="Action">Create, update or delete.</param>
/// <param name="Body">The final UTF-8 JSON with id and meta in place; empty for a delete.</param>
/// <param name="Values">Search values of the body; empty for a delete.</param>
/// <param name="Patients">References of the patients in whose compartment it is (<see cref="StoredVersion.Patients"/>); exactly one means: sealed under that patient's key.</param>
public sealed record VersionDraft(
    string ResourceType,
    string Id,
    StoredVersion? Expected,
    long VersionId,
    DateTimeOffset LastUpdated,
    VersionAction Action,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<SearchValue> Values,
    IReadOnlyList<string> Patients)
{
    /// <summary>The definitions that <see cref="Values"/> were extracted by (<see cref="ISearchParameters.Written"/>); null: those of R4. A store that has others by now extracts what is missing.</summary>
    public Fhir.Definitions.FhirModel? Definitions { get; init; }

    /// <summary>Private rows that become durable with this version, or not at all: secrets that were taken out of its body, say.</summary>
    public IReadOnlyList<PrivateDraft> Private { get; init; } = [];
}

/// <summary>A row of the private table to be written with a commit; a null value deletes it (<see cref="IPrivateTable"/>).</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Key">Its key within the kind.</param>
/// <param name="Value">The value, sealed by the store; null deletes.</param>
public sealed record PrivateDraft(string Kind, string Key, byte[]? Value);

/// <summary>An audit record to be written with the commit (or alone).</summary>
/// <param name="Id">Its id, unique, sortable by time.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Content">The record as UTF-8 JSON; it is sealed by the store.</param>
/// <param name="Keys">What it can be found by.</param>
public sealed record AuditDraft(string Id, DateTimeOffset At, ReadOnlyMemory<byte> Content, IReadOnlyList<AuditKey> Keys);

/// <summary>A key of an audit row: a kind (<c>user</c>, <c>patient</c>, <c>action</c>) and its value, hashed on disk.</summary>
public readonly record struct AuditKey(string Kind, string Value);

/// <summary>A condition that must hold at the moment of the commit: no current resource of the type matches the criteria (conditional create).</summary>
public sealed record CommitGuard(Search.SearchPlan NoneMatches);

/// <summary>Versions, audit records and conditions of one commit. Two drafts of one commit must not name the same resource.</summary>
public sealed record CommitRequest(
    IReadOnlyList<VersionDraft> Versions,
    IReadOnlyList<AuditDraft> Audit,
    IReadOnlyList<CommitGuard> Guards)
{
    /// <summary>Private rows that become durable together with the rest.</summary>
    public IReadOnlyList<PrivateDraft> Private { get; init; } = [];
}

/// <summary>How a commit ended.</summary>
public enum CommitStatus
{
    /// <summary>Everything is durable.</summary>
    Committed,

    /// <summary>A resource's current version is not the expected one; nothing was written.</summary>
    VersionConflict,

    /// <summary>A guard's criteria have a match; nothing was written.</summary>
    GuardFailed,

    /// <summary>The queue is full; nothing was written; try again.</summary>
    Busy,
}

/// <summary>The outcome of a commit.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Sequence">The highest sequence number given; 0 when nothing was written.</param>
/// <param name="ConflictIndex">Index of the draft or guard that failed; -1 otherwise.</param>
public readonly record struct CommitResult(CommitStatus Status, long Sequence, int ConflictIndex);

/// <summary>One page of a search: rows in order, and the token of the next page (null at the end).</summary>
public sealed record SearchPage(IReadOnlyList<StoredVersion> Rows, string? NextCursor);

/// <summary>Versions of the change feed, newest first, and the sequence number to go on before; null at the end.</summary>
public sealed record ChangePage(IReadOnlyList<StoredVersion> Versions, long? NextBefore);

/// <summary>A count; <paramref name="IsExact"/> is false when the cap was reached.</summary>
public readonly record struct SearchCount(long Value, bool IsExact);

/// <summary>Filters of the audit log: all keys must match. Newest first.</summary>
public sealed record AuditQuery(IReadOnlyList<AuditKey> Keys, DateTimeOffset? From, DateTimeOffset? To, long? BeforeSequence, int Count);

/// <summary>An audit row, opened.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Content">The record as UTF-8 JSON.</param>
/// <param name="Sealed">The bytes on disk that the chain covers.</param>
/// <param name="Hash">The chain value: SHA-256 over the previous row's value, the sequence number and <paramref name="Sealed"/>.</param>
public sealed record StoredAudit(long Sequence, DateTimeOffset At, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Sealed, ReadOnlyMemory<byte> Hash);

/// <summary>Counts and sizes of a store.</summary>
public sealed record StoreStatistics(
    long LastSequence,
    long CurrentResources,
    IReadOnlyDictionary<string, long> CurrentByType,
    long RecordBytes,
    long IndexBytes,
    long DeltaEntries,
    long MergedSequence);
