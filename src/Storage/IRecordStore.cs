using Carewright.Storage.Backups;
using Carewright.Storage.Indexing;
using Carewright.Storage.Search;

namespace Carewright.Storage;

/// <summary>
/// The record of one tenant: append-only versions of FHIR resources, their search index, the change feed and the audit rows, committed together.
/// It knows nothing of actors; the gateway is its only caller. All members are safe to call from many threads at once.
/// </summary>
public interface IRecordStore : IAsyncDisposable
{
    /// <summary>The tenant whose record this is.</summary>
    TenantId Tenant { get; }

    /// <summary>Turns typed values into the keyed hashes of the index. Needed by whoever compiles a plan or an audit record.</summary>
    BlindIndex BlindIndex { get; }

    /// <summary>Compiles search criteria into plans and predicates over this store's index.</summary>
    SearchCompiler Compiler { get; }

    /// <summary>
    /// Commits versions and audit records in one durable database transaction, grouped with those of other callers.
    /// All of it is on disk when the task completes, or none of it ever is.
    /// </summary>
    /// <returns>
    /// <see cref="CommitResult"/>: committed with sequence numbers; or refused because a precondition no longer holds
    /// (<see cref="CommitStatus.VersionConflict"/>, <see cref="CommitStatus.GuardFailed"/>); or <see cref="CommitStatus.Busy"/> when the queue is full (HTTP 429).
    /// </returns>
    ValueTask<CommitResult> CommitAsync(CommitRequest request, CancellationToken cancellationToken);

    /// <summary>The current version of a resource, deleted ones included (<see cref="StoredVersion.IsDeleted"/>); null when it never existed.</summary>
    StoredVersion? Read(string resourceType, string id);

    /// <summary>One version of a resource; null when there is no such version.</summary>
    StoredVersion? ReadVersion(string resourceType, string id, long versionId);

    /// <summary>The versions of a resource, newest first; empty when it never existed.</summary>
    /// <param name="resourceType">FHIR resource type.</param>
    /// <param name="id">Logical id.</param>
    /// <param name="beforeVersion">Only versions below this one (keyset paging); null for the newest.</param>
    /// <param name="count">At most this many, 1 to 1000.</param>
    IReadOnlyList<StoredVersion> History(string resourceType, string id, long? beforeVersion, int count);

    /// <summary>One page of a search.</summary>
    SearchPage Search(SearchPlan plan, CancellationToken cancellationToken);

    /// <summary>How many resources a plan matches, counted up to <paramref name="cap"/>; authorisation predicates are part of the plan.</summary>
    SearchCount Count(SearchPlan plan, long cap, CancellationToken cancellationToken);

    /// <summary>Whether a predicate holds for one version, chains included: how an authorisation filter is decided on a row that was read by id.</summary>
    bool Matches(StoredVersion version, Predicate predicate);

    /// <summary>Current versions that a resource's entries of one reference parameter point to (<c>_include</c>), found by hash, in no particular order.</summary>
    IReadOnlyList<StoredVersion> Include(IReadOnlyList<StoredVersion> from, string resourceType, string parameterCode, string? targetType, int cap);

    /// <summary>Current versions of <paramref name="sourceType"/> whose reference parameter points to one of <paramref name="to"/> (<c>_revinclude</c>).</summary>
    IReadOnlyList<StoredVersion> ReverseInclude(IReadOnlyList<StoredVersion> to, string sourceType, string parameterCode, int cap);

    /// <summary>Changes after a sequence number, oldest first, without gaps in what is committed; completes when it has caught up.</summary>
    IEnumerable<StoredVersion> Changes(long afterSequence, int count);

    /// <summary>
    /// Versions committed before a place in the feed, newest first, of all types or one: histories. What is written meanwhile comes after the place, so that paging is stable.
    /// Looks at a bounded number of rows; a page may be short or empty and still have a next one.
    /// </summary>
    /// <param name="resourceType">One type; null for all.</param>
    /// <param name="beforeSequence">Only versions with a lower sequence number; null for the newest.</param>
    /// <param name="notBefore">Ends at the first version that was last updated earlier; null: at the first of all.</param>
    /// <param name="count">At most this many, 1 to 1000.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    ChangePage ChangesBackward(string? resourceType, long? beforeSequence, DateTimeOffset? notBefore, int count, CancellationToken cancellationToken);

    /// <summary>Completes when something has been committed after <paramref name="afterSequence"/>.</summary>
    Task WaitForChangeAsync(long afterSequence, CancellationToken cancellationToken);

    /// <summary>Audit rows that carry all of the given index keys, newest first, keyset-paged by sequence.</summary>
    IReadOnlyList<StoredAudit> AuditRows(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Every audit row in order, for export and for verifying the chain. A row that was changed behind our back is not skipped and does not stop the walk: its content is empty
    /// and its sealed bytes are as they lie on disk.
    /// </summary>
    IEnumerable<StoredAudit> AuditChain(long afterSequence);

    /// <summary>The months of the audit log that have rows, oldest first.</summary>
    IReadOnlyList<AuditMonth> AuditMonths();

    /// <summary>
    /// Removes the oldest month of the audit log and overwrites its rows. Whoever calls it has put the disposal on record first: nothing here does. Copies made before still hold the rows.
    /// </summary>
    /// <returns>False when the month is not the oldest, or is still written to: nothing was removed.</returns>
    Task<bool> DisposeAuditMonthAsync(int year, int month, CancellationToken cancellationToken);

    /// <summary>The search parameters beyond those of R4, and the indexing of what is already there.</summary>
    ISearchParameters Parameters { get; }

    /// <summary>Sealed key/value for what is not a record: accounts, sessions, settings, signing keys.</summary>
    IPrivateTable Private { get; }

    /// <summary>Counts and sizes, cheap to ask.</summary>
    StoreStatistics Statistics();

    /// <summary>
    /// Destroys a patient's data key and overwrites what was sealed with it, hashes of the index included: the patient's compartment cannot be read again from this store.
    /// Copies made before still hold the wrapped key; erase there too, or throw them away. Resources that several patients share stay. Audit rows stay.
    /// </summary>
    /// <param name="patientId">Logical id of the Patient.</param>
    /// <param name="cancellationToken">Stops waiting, not the erasure once it has begun.</param>
    /// <returns>How many versions were erased; 0 when the patient has no key.</returns>
    Task<int> DestroyPatientKeyAsync(string patientId, CancellationToken cancellationToken);

    /// <summary>Adds a sealed segment to a backup set while the store stays in use: everything at first, afterwards what came since. Each provider has a restore of its own.</summary>
    /// <param name="set">An empty or new folder, or one with earlier segments of this store.</param>
    /// <param name="cancellationToken">Breaks it off; the set is then as it was.</param>
    /// <exception cref="Backups.BackupException">The folder holds something else.</exception>
    Task<BackupSegment> BackupAsync(DirectoryInfo set, CancellationToken cancellationToken);
}

/// <summary>Sealed key/value rows. Keys are hashed and values sealed on disk. A put is durable when the task completes.</summary>
public interface IPrivateTable
{
    /// <summary>The value, or null.</summary>
    byte[]? Get(string kind, string key);

    /// <summary>All values of a kind with their keys, in no particular order.</summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> List(string kind);

    /// <summary>Writes or replaces one value; with null, deletes it.</summary>
    Task PutAsync(string kind, string key, byte[]? value, CancellationToken cancellationToken);
}
