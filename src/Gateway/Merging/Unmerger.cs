using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Merging;

/// <summary>
/// Undoes a merge from its record: what nobody changed since is put back exactly as it was; of what somebody did, the references are put back; what was written after the merge stays with
/// the patient it was written for.
/// </summary>
internal sealed class Unmerger(IRecordStore store, AccessCompiler access, IPolicySource policies, MergeCommit commit, Scribe scribe)
{
    internal async ValueTask<Answer<MergeOutcome>> RunAsync(Actor actor, string taskId, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "unmerge", "Patient") { Address = $"Task/{taskId}" };
        var allowed = access.For(actor, AccessInteraction.Update, "Patient");
        if (!allowed.IsAllowed || !policies.Current.MayOperate(actor, "merge"))
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("merge Patient"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var task = store.Read("Task", taskId);
        if (task is not { IsDeleted: false } || MergeDocuments.Read(MergeCommit.Open(task)) is not { } merge)
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Task", taskId), null, cancellationToken).ConfigureAwait(false);
        if (merge.Status == "cancelled")
            return await scribe.RefuseAsync(actor, deed, Refusal.Of(422, IssueTypes.BusinessRule, "GATE-UNMERGED", "This merge has been undone."), null, cancellationToken).ConfigureAwait(false);
        if (store.Read("Patient", merge.Pair.Source) is not { IsDeleted: false } source || store.Read("Patient", merge.Pair.Target) is not { IsDeleted: false } target || !allowed.Allows(source) || !allowed.Allows(target))
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", merge.Pair.Source), null, cancellationToken).ConfigureAwait(false);
        var run = new MergeRun(actor, deed, merge.Pair, taskId);
        var left = new List<string>();
        var (isDone, changed) = await PutBackAsync(run, left, cancellationToken).ConfigureAwait(false);
        if (!isDone || !await EndAsync(run, merge.Versions, cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        var now = store.Read("Patient", merge.Pair.Target)!;
        return new MergeOutcome(Releaser.Release(now, access.For(actor, AccessInteraction.Read, "Patient")), $"Task/{taskId}", changed, left);
    }

    private async ValueTask<(bool IsDone, int Changed)> PutBackAsync(MergeRun run, List<string> left, CancellationToken cancellationToken)
    {
        var made = Made(run.TaskId, cancellationToken);
        var total = 0;
        foreach (var some in made.Chunk(MergeCommit.Most))
        {
            var rows = some.Select(one => store.Read(one.Type, one.Id)).OfType<StoredVersion>().ToList();
            var versions = some.ToDictionary(one => $"{one.Type}/{one.Id}", one => one.Version, StringComparer.Ordinal);
            var unable = new HashSet<string>(StringComparer.Ordinal);
            var (isDone, changed) = await commit.ApplyAsync(run, rows, row => PutBack(run, row, versions[$"{row.ResourceType}/{row.Id}"], unable), cancellationToken).ConfigureAwait(false);
            total += changed;
            left.AddRange(unable);
            if (!isDone)
                return (false, total);
        }
        return (true, total);
    }

    private VersionDraft? PutBack(MergeRun run, StoredVersion row, long merged, HashSet<string> unable)
    {
        if (store.ReadVersion(row.ResourceType, row.Id, merged - 1) is not { IsDeleted: false } before)
            return null;
        var original = MergeCommit.Open(before);
        if (row.VersionId == merged)
            return commit.Drafts.Verbatim(row.ResourceType, row.Id, row, original);
        var (from, to) = ($"Patient/{run.Pair.Target}", $"Patient/{run.Pair.Source}");
        // Where both patients were named before, nobody can say which of the references is which.
        if (Mentions(original, from))
        {
            unable.Add($"{row.ResourceType}/{row.Id}");
            return null;
        }
        var current = MergeCommit.Open(row);
        return Mentions(current, from) ? commit.Drafts.Verbatim(row.ResourceType, row.Id, row, current, element => element.Name == "reference" && element.GetString() == from ? to : null) : null;
    }

    private static bool Mentions(ResourceDocument document, string reference)
    {
        var found = false;
        ResourceEditor.Rewrite(document, new ResourceEdits
        {
            ReplaceUri = element =>
            {
                found |= element.Name == "reference" && element.GetString() == reference;
                return null;
            },
        });
        return found;
    }

    // The versions that the merge made, by its Provenances, oldest first; of a resource that it changed twice, the first counts.
    private List<(string Type, string Id, long Version)> Made(string taskId, CancellationToken cancellationToken)
    {
        var request = SearchRequest.Parse("Provenance", [new("_tag", $"{MergeDocuments.TagSystem}|{taskId}")], FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException("A search made here does not parse.");
        var plan = store.Compiler.Compile("Provenance", request.Criteria, [], 500, null).Plan ?? throw new InvalidOperationException("A search made here does not compile.");
        var made = new Dictionary<string, (string Type, string Id, long Version)>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var page = store.Search(plan with { Cursor = cursor }, cancellationToken);
            foreach (var target in page.Rows.SelectMany(row => MergeCommit.Open(row).Root.Children("target").ToList()))
            {
                if (target.Child("reference").GetString()?.Split('/') is [var type, var id, "_history", var text] && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var version)
                    && (!made.TryGetValue($"{type}/{id}", out var known) || version < known.Version))
                    made[$"{type}/{id}"] = (type, id, version);
            }
            cursor = page.NextCursor;
            if (cursor is null)
                return [.. made.Values];
        }
    }

    private async ValueTask<bool> EndAsync(MergeRun run, MergedPatients versions, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var (source, target, task) = (store.Read("Patient", run.Pair.Source)!, store.Read("Patient", run.Pair.Target)!, store.Read("Task", run.TaskId)!);
            var sourceBack = source.VersionId == versions.Source ? Before(source) : MergeLinks.Restored(MergeCommit.Open(source), run.Pair.Target);
            var targetBack = target.VersionId == versions.Target ? Before(target) : MergeLinks.Parted(MergeCommit.Open(target), run.Pair.Source);
            List<VersionDraft> drafts =
            [
                commit.Drafts.Verbatim("Patient", run.Pair.Source, source, sourceBack), commit.Drafts.Verbatim("Patient", run.Pair.Target, target, targetBack),
                commit.Drafts.Verbatim("Task", run.TaskId, task, MergeDocuments.Task(run.TaskId, run.Pair, "cancelled", commit.Now, versions)),
            ];
            var result = await commit.WriteAsync(run, drafts, [], cancellationToken).ConfigureAwait(false);
            if (result != CommitStatus.VersionConflict)
                return result == CommitStatus.Committed;
        }
        return false;
    }

    private ResourceDocument Before(StoredVersion merged) => MergeCommit.Open(store.ReadVersion(merged.ResourceType, merged.Id, merged.VersionId - 1) ?? throw new InvalidOperationException("The version before a merge is gone."));
}
