using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Bundles;

/// <summary>
/// A transaction Bundle: all of it or none of it, in one commit with one audit record (FHIR R4 http.html#transaction). Every entry is authorised and validated first,
/// and all faults are told at once. Reads inside a transaction see the record as it is after the writes.
/// </summary>
internal sealed class TransactionProcessor(TransactionPlacement placement, WriteParts parts, Patcher patcher)
{
    internal ValueTask<Answer<TransactionResult>> RunAsync(Actor actor, ResourceDocument bundle, CancellationToken cancellationToken) => RunAsync(actor, BundleEntry.ReadAll(bundle), null, cancellationToken);

    internal async ValueTask<Answer<TransactionResult>> RunAsync(Actor actor, IReadOnlyList<BundleEntry> entries, TransactionFrame? frame, CancellationToken cancellationToken)
    {
        var deed = frame?.Deed ?? new Deed("execute", "transaction", "Bundle");
        var faults = entries.Select(entry => entry.Fault()).OfType<Issue>().ToList();
        if (faults.Count > 0)
            return await parts.Scribe.RefuseAsync(actor, deed, new Refusal(400, faults), null, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var (plan, refusal) = Prepare(actor, entries, frame, cancellationToken);
            if (refusal is not null)
                return await parts.Scribe.RefuseAsync(actor, deed, refusal, null, cancellationToken).ConfigureAwait(false);
            var result = await CommitAsync(actor, deed, plan, cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return new TransactionResult(plan.ConvertAll(step => Result(actor, step)));
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await parts.Scribe.RefuseAsync(actor, deed, Refusals.Contended("Bundle", "transaction"), null, cancellationToken).ConfigureAwait(false);
    }

    // Ids are settled for every entry before any resource is rewritten, so that entries may point to one another in any order.
    private (List<TransactionStep> Plan, Refusal? Refusal) Prepare(Actor actor, IReadOnlyList<BundleEntry> entries, TransactionFrame? frame, CancellationToken cancellationToken)
    {
        var problems = new TransactionProblems();
        var plan = placement.Place(actor, entries, frame?.Ids, problems, cancellationToken);
        if (problems.Refusal is not null)
            return (plan, problems.Refusal);
        var references = new TransactionReferences(parts.Conditions, actor, plan, cancellationToken);
        foreach (var step in plan)
        {
            if (!step.Entry.IsRead && step.Existing is null)
                Check(actor, step, references, problems);
        }
        if (problems.Refusal is null)
            Build(actor, plan, frame);
        return (plan, problems.Refusal);
    }

    private void Check(Actor actor, TransactionStep step, TransactionReferences references, TransactionProblems problems)
    {
        var entry = step.Entry;
        if (entry.IfMatch is { } tag && !EntityTag.TryParse(tag, out _))
        {
            problems.Add(Issue.Error(IssueTypes.Value, "BUNDLE-IF-MATCH", "ifMatch is a version tag such as W/\"3\".", $"{entry.Location}.request.ifMatch", "FHIR R4 http.html#concurrency"), 400);
            return;
        }
        long? ifMatch = entry.IfMatch is { } expected && EntityTag.TryParse(expected, out var version) ? version : null;
        references.Start(entry);
        if (entry.Method == "DELETE")
            CheckDelete(actor, step, ifMatch, problems);
        else if (entry.Method == "PATCH")
            CheckPatch(actor, step, ifMatch, references, problems);
        else
            CheckWrite(actor, step, ifMatch, references, problems);
    }

    private void CheckDelete(Actor actor, TransactionStep step, long? ifMatch, TransactionProblems problems)
    {
        step.Drafts.AddRange(step.Removed.Select(parts.Drafts.Delete));
        if (step.Id is not { } id)
            return;
        var type = step.Entry.ResourceType;
        var allowed = parts.Access.For(actor, AccessInteraction.Delete, type);
        if (!allowed.IsAllowed)
            problems.Add(Refusals.Forbidden($"delete {type}"), step.Entry);
        else if (step.Current is not { } current || !allowed.Shows(current))
            problems.Add(Refusals.NotFound(type, id), step.Entry);
        else if (ifMatch is { } version && version != current.VersionId)
            problems.Add(Writer.StaleVersion(version, current.VersionId), step.Entry);
        else if (current.IsDeleted)
            step.Existing = current;
        else
            step.Drafts.Add(parts.Drafts.Delete(current));
    }

    private void CheckPatch(Actor actor, TransactionStep step, long? ifMatch, TransactionReferences references, TransactionProblems problems)
    {
        if (step is not { Id: { } id, Patch: { } patch })
            return;
        var patched = default(PatchedContent);
        if ((patcher.Refuse(actor, WriteTarget.Of(step.Entry.ResourceType, id), step.Current, ifMatch) ?? patcher.Patch(actor, patch, step.Current!, out patched)) is { } refusal)
        {
            problems.Add(refusal, step.Entry);
            return;
        }
        var document = Rewrite(step, patched.Document!, references, problems);
        if (document is not null)
            (step.Document, step.Hidden, step.Access) = (document, patched.Hidden, parts.Access.For(actor, AccessInteraction.Update, step.Entry.ResourceType));
    }

    private void CheckWrite(Actor actor, TransactionStep step, long? ifMatch, TransactionReferences references, TransactionProblems problems)
    {
        var isCreate = step.Current is null || step.Current.IsDeleted;
        var interaction = isCreate ? AccessInteraction.Create : AccessInteraction.Update;
        var allowed = parts.Access.For(actor, interaction, step.Entry.ResourceType);
        if (!allowed.IsAllowed)
        {
            problems.Add(Refusals.Forbidden($"{interaction} {step.Entry.ResourceType}".ToLowerInvariant()), step.Entry);
            return;
        }
        if (Rewrite(step, step.Sent!, references, problems) is not { } document)
            return;
        if (parts.Writer.RefuseUpdate(actor, allowed, step.Current, document, ifMatch) is { } refusal)
            problems.Add(refusal, step.Entry);
        (step.Document, step.Access) = (document, allowed);
    }

    private ResourceDocument? Rewrite(TransactionStep step, ResourceDocument content, TransactionReferences references, TransactionProblems problems)
    {
        var rewritten = ResourceEditor.Rewrite(content, new ResourceEdits { Id = step.Id, ReplaceUri = references.Replace, ReplaceNarrativeLink = references.ReplaceLink });
        var unresolved = references.TakeFaults();
        foreach (var fault in unresolved)
            problems.Add(fault, step.Entry);
        if (unresolved.Count > 0)
            return null;
        var judged = parts.Drafts.Check(step.Entry.ResourceType, rewritten);
        if (judged.Refusal is { } faults)
            problems.Add(faults, step.Entry);
        step.Warnings = judged.Warnings;
        return judged.Document;
    }

    private void Build(Actor actor, List<TransactionStep> plan, TransactionFrame? frame)
    {
        Build(actor, plan);
        if (plan.Find(step => frame is not null && step.Entry.FullUrl == frame.Secret && step.Document is not null) is not { } secret)
            return;
        // What a message was made into is as secret as the message: the labels of all of it are the message's.
        var labels = plan.Where(step => step != secret).SelectMany(step => step.Drafts).Where(draft => draft.Action != VersionAction.Delete).SelectMany(draft => Labeller.SecurityOf(draft.Body)).Distinct().ToList();
        if (labels.Count == 0)
            return;
        secret.Drafts.Clear();
        secret.Document = ResourceDocument.Parse(ResourceEditor.Rewrite(secret.Document!, new ResourceEdits { AddSecurity = labels })).Document;
        secret.Drafts.Add(parts.Drafts.Build(new WriteIntent(actor, secret.Document!, secret.Id!, secret.Current, secret.Access!)));
    }

    private void Build(Actor actor, List<TransactionStep> plan)
    {
        var together = plan.Where(step => step.Document is not null).ToDictionary(step => step.Reference, step => step.Document!, StringComparer.Ordinal);
        foreach (var step in plan)
        {
            if (step.Document is { } document)
                step.Drafts.Add(parts.Drafts.Build(new WriteIntent(actor, document, step.Id!, step.Current, step.Access!, together, step.Hidden)));
        }
    }

    private async ValueTask<CommitResult> CommitAsync(Actor actor, Deed deed, List<TransactionStep> plan, CancellationToken cancellationToken)
    {
        var versions = plan.SelectMany(step => step.Drafts).ToList();
        var resources = plan.Where(step => !step.Entry.IsRead)
            .SelectMany(step => step.Drafts.Count > 0 ? step.Drafts.Select(draft => $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}") : step.Id is null ? [] : [step.Reference]).ToList();
        var noted = new CheckedContent(null, null, [.. plan.SelectMany(step => step.Warnings)]).Note(deed);
        var audit = parts.Scribe.Draft(actor, noted, AuditOutcome.Success, 200, resources, Scribe.PatientsOf(versions));
        var guards = plan.SelectMany(step => step.Guards).ToList();
        return await parts.Store.CommitAsync(new CommitRequest(versions, [audit], guards), cancellationToken).ConfigureAwait(false);
    }

    private TransactionEntryResult Result(Actor actor, TransactionStep step)
    {
        if (step.Drafts is not [var draft, ..])
            return new(step.Entry, step.Existing is { } existing ? new Written(WriteEffect.Unchanged, Pointer(existing)) : null);
        var effect = draft.Action switch { VersionAction.Create => WriteEffect.Created, VersionAction.Update => WriteEffect.Updated, _ => WriteEffect.Deleted };
        return new(step.Entry, parts.Writer.Answer(actor, effect, draft) with { Warnings = step.Warnings });
    }

    private static ReleasedResource Pointer(StoredVersion row) => new(row.ResourceType, row.Id, row.VersionId, row.LastUpdated, row.Action, default);
}

/// <summary>What a transaction is part of.</summary>
/// <param name="Deed">What the log calls it.</param>
/// <param name="Secret"><c>fullUrl</c> of the entry that holds what all others were made of, and gets the labels of all of them.</param>
/// <param name="Ids">Ids of what is made, by <c>fullUrl</c>; what is not among them gets one here.</param>
internal sealed record TransactionFrame(Deed Deed, string Secret, IReadOnlyDictionary<string, string> Ids);

/// <summary>What a transaction did, entry by entry, in the order of the request.</summary>
/// <param name="Entries">One per entry.</param>
public sealed record TransactionResult(IReadOnlyList<TransactionEntryResult> Entries);

/// <summary>One entry's outcome.</summary>
/// <param name="Entry">The entry as asked for. A read is performed by the door after the commit.</param>
/// <param name="Written">What was written; null for a read, and for a conditional delete that found nothing. Of a delete of several, the first.</param>
public sealed record TransactionEntryResult(BundleEntry Entry, Written? Written);
