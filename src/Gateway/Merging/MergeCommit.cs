using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Writing;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Merging;

/// <summary>Commits one bounded transaction of a merge or its undoing, with its Provenance and its audit record.</summary>
internal sealed class MergeCommit(IRecordStore store, DraftBuilder drafts, Scribe scribe, TimeProvider clock)
{
    /// <summary>Most resources that one transaction changes.</summary>
    internal const int Most = 100;

    internal DateTimeOffset Now => clock.GetUtcNow();

    internal DraftBuilder Drafts => drafts;

    /// <summary>Rewrites rows one by one and commits them together; a row that somebody changed meanwhile is read and rewritten again. False when the store is too busy, or the rows too contended.</summary>
    /// <param name="run">Whose, what for.</param>
    /// <param name="rows">The rows as they were found.</param>
    /// <param name="rewrite">The next version of a row as it is now, or null to leave it.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    internal async ValueTask<(bool IsDone, int Changed)> ApplyAsync(MergeRun run, IReadOnlyList<StoredVersion> rows, Func<StoredVersion, VersionDraft?> rewrite, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var changed = rows.Select(row => store.Read(row.ResourceType, row.Id)).OfType<StoredVersion>().Where(row => !row.IsDeleted).Select(rewrite).OfType<VersionDraft>().ToList();
            if (changed.Count == 0)
                return (true, 0);
            var result = await WriteAsync(run, [.. changed], changed, cancellationToken).ConfigureAwait(false);
            if (result == CommitStatus.Committed)
                return (true, changed.Count);
            if (result == CommitStatus.Busy)
                return (false, 0);
        }
        return (false, 0);
    }

    /// <summary>Commits drafts as they are, naming <paramref name="recorded"/> in a Provenance when there are any.</summary>
    internal async ValueTask<CommitStatus> WriteAsync(MergeRun run, List<VersionDraft> versions, IReadOnlyList<VersionDraft> recorded, CancellationToken cancellationToken)
    {
        if (recorded.Count > 0)
        {
            var id = Writer.NewId();
            versions.Add(drafts.Verbatim("Provenance", id, null, MergeDocuments.Provenance(id, run.TaskId, run.Actor, Now, recorded)));
        }
        var resources = versions.ConvertAll(draft => $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}");
        var audit = scribe.Draft(run.Actor, run.Deed, AuditOutcome.Success, 200, resources, [$"Patient/{run.Pair.Source}", $"Patient/{run.Pair.Target}"]);
        return (await store.CommitAsync(new CommitRequest(versions, [audit], []), cancellationToken).ConfigureAwait(false)).Status;
    }

    internal static ResourceDocument Open(StoredVersion row) =>
        ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
}

/// <summary>One run of a merge or of its undoing.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Deed">What it is called on record.</param>
/// <param name="Pair">The two patients.</param>
/// <param name="TaskId">Id of the merge's Task, which is also its tag.</param>
internal sealed record MergeRun(Actor Actor, Deed Deed, MergePair Pair, string TaskId);
