using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>create, update, delete and their conditional forms (FHIR R4 http.html). The audit record rides in the commit of the write.</summary>
internal sealed class Writer(IRecordStore store, AccessCompiler access, ConditionalMatch conditions, DraftBuilder drafts, Scribe scribe)
{
    // Each round lost means that somebody else's write went through; so many in a row means a resource under siege.
    internal const int Rounds = 16;

    internal async ValueTask<Answer<Written>> CreateAsync(Actor actor, string type, ReadOnlyMemory<byte> json, SearchRequest? ifNoneExist, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "create", type, ifNoneExist?.ToQueryString());
        var allowed = access.For(actor, AccessInteraction.Create, type);
        if (!allowed.IsAllowed)
            return await RefuseAsync(actor, deed, Refusals.Forbidden($"create {type}"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var content = drafts.Check(type, json);
        var (document, faults) = content;
        if (document is null)
            return await RefuseAsync(actor, deed, faults!, null, cancellationToken).ConfigureAwait(false);
        if (allowed.RefusesContent(document) is { } refused)
            return await RefuseAsync(actor, deed, refused, allowed.Rule, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var condition = conditions.None;
            if (ifNoneExist is not null)
            {
                condition = conditions.Find(actor, ifNoneExist, cancellationToken);
                if (condition.Refusal is { } refusal)
                    return await RefuseAsync(actor, deed, refusal, null, cancellationToken).ConfigureAwait(false);
                if (condition.Match is { } match)
                    return await AnswerExistingAsync(actor, deed, match, cancellationToken).ConfigureAwait(false);
            }
            var draft = drafts.Build(new(actor, document, NewId(), null, allowed));
            var result = await CommitAsync(actor, content.Note(deed), draft, 201, condition.Guards, cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return Answer(actor, WriteEffect.Created, draft) with { Warnings = content.Warnings };
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await RefuseAsync(actor, deed, Refusals.Contended(type, "?"), null, cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<Answer<Written>> UpdateAsync(Actor actor, string type, string id, ReadOnlyMemory<byte> json, long? ifMatch, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "update", type) { Address = $"{type}/{id}" };
        var content = drafts.Check(type, json);
        var (document, faults) = content;
        if (document is not null && document.Id != id)
            (document, faults) = (null, WrongId(id));
        if (document is null)
            return await RefuseAsync(actor, deed, AuthoriseFirst(actor, type, faults!), null, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var current = store.Read(type, id);
            var isCreate = current is null || current.IsDeleted;
            var allowed = access.For(actor, isCreate ? AccessInteraction.Create : AccessInteraction.Update, type);
            if (RefuseUpdate(actor, allowed, current, document, ifMatch) is { } refusal)
                return await RefuseAsync(actor, deed, refusal, allowed.Rule, cancellationToken).ConfigureAwait(false);
            var draft = drafts.Build(new(actor, document, id, current, allowed));
            var result = await CommitAsync(actor, content.Note(deed), draft, isCreate ? 201 : 200, [], cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return Answer(actor, isCreate ? WriteEffect.Created : WriteEffect.Updated, draft) with { Warnings = content.Warnings };
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await RefuseAsync(actor, deed, Refusals.Contended(type, id), null, cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<Answer<Written>> DeleteAsync(Actor actor, string type, string id, long? ifMatch, CancellationToken cancellationToken)
    {
        var deed = new Deed("delete", "delete", type) { Address = $"{type}/{id}" };
        var allowed = access.For(actor, AccessInteraction.Delete, type);
        if (!allowed.IsAllowed)
            return await RefuseAsync(actor, deed, Refusals.Forbidden($"delete {type}"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var current = store.Read(type, id);
            if (current is null || !allowed.Shows(current))
                return await RefuseAsync(actor, deed, Refusals.NotFound(type, id), allowed.Rule, cancellationToken).ConfigureAwait(false);
            if (ifMatch is { } version && version != current.VersionId)
                return await RefuseAsync(actor, deed, StaleVersion(version, current.VersionId), null, cancellationToken).ConfigureAwait(false);
            if (current.IsDeleted)
                return await AnswerExistingAsync(actor, deed, current, cancellationToken).ConfigureAwait(false);
            var draft = drafts.Delete(current);
            var result = await CommitAsync(actor, deed, draft, 204, [], cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return Answer(actor, WriteEffect.Deleted, draft);
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await RefuseAsync(actor, deed, Refusals.Contended(type, id), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why an update (or an update that creates) may not happen, or null. A row that the actor may read but not change is forbidden; one that it may not read either is not there.</summary>
    internal Refusal? RefuseUpdate(Actor actor, CompiledAccess allowed, StoredVersion? current, ResourceDocument document, long? ifMatch)
    {
        var type = document.ResourceType;
        if (!allowed.IsAllowed)
            return Refusals.Forbidden($"write {type}");
        if (current is { IsDeleted: false } && !allowed.Allows(current))
            return access.For(actor, AccessInteraction.Read, type).Allows(current) ? Refusals.Forbidden($"change this {type}") : Refusals.NotFound(type, current.Id);
        if (ifMatch is { } version && version != (current?.VersionId ?? 0))
            return StaleVersion(version, current?.VersionId ?? 0);
        return allowed.RefusesContent(document);
    }

    /// <summary>What the actor gets back of what it wrote: no more than it may read.</summary>
    internal Written Answer(Actor actor, WriteEffect effect, VersionDraft draft)
    {
        var readable = access.For(actor, AccessInteraction.Read, draft.ResourceType);
        var body = draft.Body;
        if (draft.Action != VersionAction.Delete)
            body = !readable.IsAllowed ? default : readable.AlwaysHidden.IsEmpty ? body : Releaser.Cut(body, readable.AlwaysHidden);
        return new Written(effect, new ReleasedResource(draft.ResourceType, draft.Id, draft.VersionId, draft.LastUpdated, draft.Action, body));
    }

    /// <summary>The resource as it is, nothing having been written.</summary>
    internal async ValueTask<Answer<Written>> AnswerExistingAsync(Actor actor, Deed deed, StoredVersion existing, CancellationToken cancellationToken)
    {
        var readable = access.For(actor, AccessInteraction.Read, existing.ResourceType);
        var released = readable.Allows(existing) || existing.IsDeleted
            ? Releaser.Release(existing, readable)
            : new ReleasedResource(existing.ResourceType, existing.Id, existing.VersionId, existing.LastUpdated, existing.Action, default);
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, [released.Reference], existing.Patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new Written(WriteEffect.Unchanged, released) : Refusals.Busy;
    }

    /// <summary>One version with its audit record.</summary>
    internal ValueTask<CommitResult> CommitAsync(Actor actor, Deed deed, VersionDraft draft, int status, IReadOnlyList<CommitGuard> guards, CancellationToken cancellationToken)
    {
        var audit = scribe.Draft(actor, deed, AuditOutcome.Success, status, [$"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}"], Scribe.PatientsOf([draft]));
        return store.CommitAsync(new CommitRequest([draft], [audit], guards), cancellationToken);
    }

    // Somebody who may write nothing of the type learns nothing of what is wrong with the body either.
    internal Refusal AuthoriseFirst(Actor actor, string type, Refusal faults) =>
        access.For(actor, AccessInteraction.Update, type).IsAllowed || access.For(actor, AccessInteraction.Create, type).IsAllowed ? faults : Refusals.Forbidden($"write {type}");

    private async ValueTask<Answer<Written>> RefuseAsync(Actor actor, Deed deed, Refusal refusal, string? rule, CancellationToken cancellationToken) =>
        await scribe.RefuseAsync(actor, deed, refusal, rule, cancellationToken).ConfigureAwait(false);

    internal static string NewId() => Guid.CreateVersion7().ToString();

    private static Refusal WrongId(string id) =>
        Refusal.Of(400, IssueTypes.Invalid, "GATE-WRONG-ID", $"The body's id must be '{id}', as in the address.", "id", "FHIR R4 http.html#update");

    internal static Refusal StaleVersion(long expected, long actual) =>
        Refusals.PreconditionFailed($"Version {expected} was expected; the current one is {actual}. Read it again, and repeat your change on it.");
}
