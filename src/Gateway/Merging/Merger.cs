using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Merging;

/// <summary>
/// <c>Patient/$merge</c> (FHIR R5 patient-operation-merge.html): link, never copy. The source becomes inactive and replaced by the target; every resource of its compartment then names the
/// target instead, in bounded transactions, and is sealed under the target's key from then on. Nothing is thrown away: each step is on record in a Provenance, and the Task undoes it all.
/// A merge that was interrupted goes on when it is asked for again.
/// </summary>
internal sealed class Merger(IRecordStore store, AccessCompiler access, IPolicySource policies, Writer writer, DraftBuilder drafts, MergeCommit commit, Scribe scribe)
{
    private const int Passes = 5;
    private static readonly string[] s_types = [.. FhirModel.R4.ResourceTypes.Select(type => type.Name).Where(name => name == "Binary" || (name != "Patient" && FhirModel.R4.PatientCompartment.ParametersOf(name).Count > 0))];

    internal async ValueTask<Answer<MergeOutcome>> RunAsync(Actor actor, MergeRequest request, CancellationToken cancellationToken)
    {
        var pair = new MergePair(request.SourceId, request.TargetId);
        var deed = new Deed("update", request.IsPreview ? "merge-preview" : "merge", "Patient") { Address = $"Patient/{pair.Source}" };
        var (source, target) = (store.Read("Patient", pair.Source), store.Read("Patient", pair.Target));
        if (Refuse(actor, request, source, target) is { } refusal)
            return await scribe.RefuseAsync(actor, deed, refusal, "merge", cancellationToken).ConfigureAwait(false);
        var resumed = Unfinished(pair, source!);
        var result = request.Result ?? MergeLinks.Replacing(MergeCommit.Open(target!), pair.Source);
        if (request.IsPreview)
            return await PreviewAsync(actor, deed, pair, target!, result, cancellationToken).ConfigureAwait(false);
        if (resumed is null && MergeLinks.Has(MergeCommit.Open(source!), null, "replaced-by"))
            return await scribe.RefuseAsync(actor, deed, Fault("GATE-MERGE-REPLACED", "The source is replaced by another patient already."), "merge", cancellationToken).ConfigureAwait(false);
        var run = new MergeRun(actor, deed, pair, resumed ?? Writer.NewId());
        if (resumed is null && await BeginAsync(run, source!, target!, result, cancellationToken).ConfigureAwait(false) is { } failed)
            return failed == CommitStatus.Busy ? Refusals.Busy : await scribe.RefuseAsync(actor, deed, Refusals.Contended("Patient", pair.Source), "merge", cancellationToken).ConfigureAwait(false);
        var (isDone, changed) = await MoveAsync(run, cancellationToken).ConfigureAwait(false);
        if (!isDone || !await FinishAsync(run, "completed", cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        return Outcome(actor, run, changed);
    }

    private Refusal? Refuse(Actor actor, MergeRequest request, StoredVersion? source, StoredVersion? target)
    {
        var allowed = access.For(actor, AccessInteraction.Update, "Patient");
        if (!allowed.IsAllowed || !policies.Current.MayOperate(actor, "merge"))
            return Refusals.Forbidden("merge Patient");
        if (source is not { IsDeleted: false } || !allowed.Allows(source))
            return Refusals.NotFound("Patient", request.SourceId);
        if (target is not { IsDeleted: false } || !allowed.Allows(target))
            return Refusals.NotFound("Patient", request.TargetId);
        if (request.SourceId == request.TargetId)
            return Fault("GATE-MERGE-SAME", "Source and target are the same patient.");
        if (MergeLinks.Has(MergeCommit.Open(target), null, "replaced-by"))
            return Fault("GATE-MERGE-TARGET", "The target is replaced by another patient itself.");
        return request.Result is { } result ? RefuseResult(request, result) : null;
    }

    private Refusal? RefuseResult(MergeRequest request, ResourceDocument result)
    {
        if (result.ResourceType != "Patient" || result.Id != request.TargetId || !MergeLinks.Has(result, request.SourceId, "replaces"))
            return Fault("GATE-MERGE-RESULT", "result-patient is the target, under its own id, with a link of type replaces to the source.");
        return drafts.CheckContent(result, []).Refusal;
    }

    private static Refusal Fault(string code, string message) => Refusal.Of(422, IssueTypes.BusinessRule, code, message, spec: "FHIR R5 patient-operation-merge.html");

    // The same pair once more, while its Task is not completed.
    private string? Unfinished(MergePair pair, StoredVersion source)
    {
        if (!MergeLinks.Has(MergeCommit.Open(source), pair.Target, "replaced-by"))
            return null;
        KeyValuePair<string, string>[] criteria = [new("patient", $"Patient/{pair.Target}"), new("status", "in-progress"), new("code", $"{MergeDocuments.TagSystem}|merge")];
        var request = SearchRequest.Parse("Task", criteria, FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException("A search made here does not parse.");
        var plan = store.Compiler.Compile("Task", request.Criteria, [], 200, null).Plan ?? throw new InvalidOperationException("A search made here does not compile.");
        return store.Search(plan, CancellationToken.None).Rows
            .FirstOrDefault(row => MergeDocuments.Read(MergeCommit.Open(row)) is { Status: "in-progress" } read && read.Pair == pair)?.Id;
    }

    private async ValueTask<Answer<MergeOutcome>> PreviewAsync(Actor actor, Deed deed, MergePair pair, StoredVersion target, ResourceDocument result, CancellationToken cancellationToken)
    {
        var count = s_types.Sum(type => store.Count(Plan(type, pair.Source, null), 1_000_000, cancellationToken).Value);
        var draft = scribe.Draft(actor, deed, Audit.AuditOutcome.Success, 200, [$"Patient/{pair.Source}", $"Patient/{pair.Target}"], [$"Patient/{pair.Source}", $"Patient/{pair.Target}"]);
        if (!await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        return new MergeOutcome(writer.Answer(actor, WriteEffect.Updated, commit.Drafts.Verbatim("Patient", pair.Target, target, result)).Resource, null, (int)count);
    }

    private async ValueTask<CommitStatus?> BeginAsync(MergeRun run, StoredVersion source, StoredVersion target, ResourceDocument result, CancellationToken cancellationToken)
    {
        var replaced = commit.Drafts.Verbatim("Patient", run.Pair.Source, source, MergeLinks.Replaced(MergeCommit.Open(source), run.Pair.Target));
        // Content that a caller sends obeys the rules of an update: labels stay, and what the caller cannot see.
        var replacing = commit.Drafts.Build(new(run.Actor, result, run.Pair.Target, target, access.For(run.Actor, AccessInteraction.Update, "Patient")));
        var task = MergeDocuments.Task(run.TaskId, run.Pair, "in-progress", commit.Now, new(replaced.VersionId, replacing.VersionId));
        var status = await commit.WriteAsync(run, [replaced, replacing, commit.Drafts.Verbatim("Task", run.TaskId, null, task)], [], cancellationToken).ConfigureAwait(false);
        return status == CommitStatus.Committed ? null : status;
    }

    // A resource that is written to the source meanwhile is found by the next pass.
    private async ValueTask<(bool IsDone, int Changed)> MoveAsync(MergeRun run, CancellationToken cancellationToken)
    {
        var (from, to) = ($"Patient/{run.Pair.Source}", $"Patient/{run.Pair.Target}");
        var total = 0;
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = total;
            foreach (var type in s_types)
            {
                for (string? cursor = null; ;)
                {
                    var page = store.Search(Plan(type, run.Pair.Source, cursor), cancellationToken);
                    var (isDone, changed) = await commit.ApplyAsync(run, page.Rows, row => Renamed(row, from, to), cancellationToken).ConfigureAwait(false);
                    total += changed;
                    if (!isDone)
                        return (false, total);
                    cursor = page.NextCursor;
                    if (cursor is null)
                        break;
                }
            }
            if (total == before)
                break;
        }
        return (true, total);
    }

    private SearchPlan Plan(string type, string patient, string? cursor) =>
        new(type, store.Compiler.InPatientCompartment($"Patient/{patient}"), SearchOrder.LastUpdatedDescending, MergeCommit.Most, cursor, null);

    private VersionDraft? Renamed(StoredVersion row, string from, string to)
    {
        var document = MergeCommit.Open(row);
        if (MergeDocuments.IsOfMerge(document))
            return null;
        var isChanged = false;
        var draft = commit.Drafts.Verbatim(row.ResourceType, row.Id, row, document, element =>
        {
            if (element.Name != "reference" || element.GetString() != from)
                return null;
            isChanged = true;
            return to;
        });
        return isChanged ? draft : null;
    }

    private async ValueTask<bool> FinishAsync(MergeRun run, string status, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var current = store.Read("Task", run.TaskId) ?? throw new InvalidOperationException("A merge's Task is gone.");
            var versions = MergeDocuments.Read(MergeCommit.Open(current))?.Versions ?? throw new InvalidOperationException("A merge's Task does not say what it did.");
            var task = MergeDocuments.Task(run.TaskId, run.Pair, status, commit.Now, versions);
            var result = await commit.WriteAsync(run, [commit.Drafts.Verbatim("Task", run.TaskId, current, task)], [], cancellationToken).ConfigureAwait(false);
            if (result != CommitStatus.VersionConflict)
                return result == CommitStatus.Committed;
        }
        return false;
    }

    private MergeOutcome Outcome(Actor actor, MergeRun run, int changed)
    {
        var target = store.Read("Patient", run.Pair.Target)!;
        return new(Releaser.Release(target, access.For(actor, AccessInteraction.Read, "Patient")), $"Task/{run.TaskId}", changed);
    }
}

/// <summary>What <c>$merge</c> is asked for.</summary>
/// <param name="SourceId">The patient that is replaced.</param>
/// <param name="TargetId">The patient that stays.</param>
/// <param name="Result">The target as it is to be afterwards, linked to the source; null: as it is, with the link.</param>
/// <param name="IsPreview">True to change nothing and say what would be.</param>
public sealed record MergeRequest(string SourceId, string TargetId, ResourceDocument? Result, bool IsPreview);

/// <summary>What a merge, its preview or its undoing came to.</summary>
/// <param name="Result">The target as it is, or would be, and as the actor may see it.</param>
/// <param name="Task">The Task that it is undone by; null for a preview.</param>
/// <param name="Changed">How many resources follow; of an undoing, how many were put back.</param>
/// <param name="Left">Of an undoing: resources that were changed since in such a way that they could not be put back, as references.</param>
public sealed record MergeOutcome(ReleasedResource Result, string? Task, int Changed, IReadOnlyList<string>? Left = null);
