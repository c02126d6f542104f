using System.Security.Cryptography;
using Carewright.Fhir.Definitions;
using Carewright.Storage;
using Carewright.Storage.Backups;
using Carewright.Storage.Indexing;
using Carewright.Storage.Search;

namespace Carewright.Testing.Fakes;

/// <summary>The audit log and the private table of a store, in memory, chained as the contract says. Of resources it has only those that a test puts there; a search is a mistake of the test.</summary>
internal sealed class FakeRecordStore : IRecordStore
{
    private readonly Lock _lock = new();
    private long _appended;
    private byte[] _last = new byte[SHA256.HashSizeInBytes];

    public FakeRecordStore() => Compiler = new SearchCompiler(new IndexEncoder(FhirModel.R4, new ParameterRegistry([]), BlindIndex), BlindIndex);

    /// <summary>The rows as they lie on disk; a test may change them as a thief would.</summary>
    public List<(StoredAudit Row, IReadOnlyList<AuditKey> Keys)> Rows { get; } = [];

    /// <summary>Current resources by reference (<c>Location/main</c>).</summary>
    public Dictionary<string, StoredVersion> Resources { get; } = new(StringComparer.Ordinal);

    /// <summary>While true, every commit is refused.</summary>
    public bool IsBusy { get; set; }

    public FakePrivateTable Table { get; } = new();

    public TenantId Tenant { get; } = new("test-clinic");

    public IPrivateTable Private => Table;

    public SearchCompiler Compiler { get; }

    public ISearchParameters Parameters { get; } = new FakeSearchParameters();

    public BlindIndex BlindIndex { get; } = new(new byte[32]);

    public ValueTask<CommitResult> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        if (IsBusy)
            return new(new CommitResult(CommitStatus.Busy, 0, -1));
        lock (_lock)
        {
            foreach (var draft in request.Audit)
                Append(draft);
            foreach (var row in request.Private)
                _ = Private.PutAsync(row.Kind, row.Key, row.Value, CancellationToken.None);
            return new(new CommitResult(CommitStatus.Committed, Rows.Count * 3, -1));
        }
    }

    public IReadOnlyList<StoredAudit> AuditRows(AuditQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
            return [.. Rows.Where(entry => Matches(entry.Row, entry.Keys, query)).Select(entry => entry.Row).OrderByDescending(row => row.Sequence).Take(query.Count)];
    }

    public IEnumerable<StoredAudit> AuditChain(long afterSequence)
    {
        lock (_lock)
            return [.. Rows.Select(entry => entry.Row).Where(row => row.Sequence > afterSequence)];
    }

    public IReadOnlyList<AuditMonth> AuditMonths()
    {
        lock (_lock)
        {
            var months = Rows.Select(entry => entry.Row).GroupBy(row => (row.At.Year, row.At.Month)).OrderBy(group => group.Key).ToList();
            return [.. months.Select(group => new AuditMonth(group.Key.Year, group.Key.Month, group.First().Sequence, group.Last().Sequence, group.Last().Hash, group.Count(), ReferenceEquals(group, months[^1])))];
        }
    }

    public Task<bool> DisposeAuditMonthAsync(int year, int month, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(AuditMonths() is [{ IsOpen: false } oldest, ..] && (oldest.Year, oldest.Month) == (year, month) && Rows.RemoveAll(entry => (entry.Row.At.Year, entry.Row.At.Month) == (year, month)) > 0);
    }

    public StoredVersion? Read(string resourceType, string id) => Resources.GetValueOrDefault($"{resourceType}/{id}");

    public StoredVersion? ReadVersion(string resourceType, string id, long versionId) => throw new NotSupportedException();

    public IReadOnlyList<StoredVersion> History(string resourceType, string id, long? beforeVersion, int count) => throw new NotSupportedException();

    public SearchPage Search(SearchPlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

    public SearchCount Count(SearchPlan plan, long cap, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IReadOnlyList<StoredVersion> Include(IReadOnlyList<StoredVersion> from, string resourceType, string parameterCode, string? targetType, int cap) => throw new NotSupportedException();

    public IReadOnlyList<StoredVersion> ReverseInclude(IReadOnlyList<StoredVersion> to, string sourceType, string parameterCode, int cap) => throw new NotSupportedException();

    public bool Matches(StoredVersion version, Predicate predicate) => throw new NotSupportedException();

    // What a test puts into Resources is there from the beginning; nothing of it is a change.
    public IEnumerable<StoredVersion> Changes(long afterSequence, int count) => [];

    public ChangePage ChangesBackward(string? resourceType, long? beforeSequence, DateTimeOffset? notBefore, int count, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task WaitForChangeAsync(long afterSequence, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public StoreStatistics Statistics() => new(0, Resources.Count, new Dictionary<string, long>(), 0, 0, 0, 0);

    public Task<int> DestroyPatientKeyAsync(string patientId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BackupSegment> BackupAsync(DirectoryInfo set, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Matches(StoredAudit row, IReadOnlyList<AuditKey> keys, AuditQuery query) =>
        query.Keys.All(keys.Contains)
        && (query.From is not { } from || row.At >= from)
        && (query.To is not { } to || row.At <= to)
        && (query.BeforeSequence is not { } before || row.Sequence < before);

    // Sequence numbers have gaps: versions of resources take numbers, too.
    private void Append(AuditDraft draft)
    {
        var sequence = (_appended++ * 3L) + 2;
        var sealedBytes = draft.Content.ToArray().Reverse().ToArray();
        var number = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        _last = SHA256.HashData([.. _last, .. number, .. sealedBytes]);
        Rows.Add((new StoredAudit(sequence, draft.At, draft.Content, sealedBytes, _last), draft.Keys));
    }
}
