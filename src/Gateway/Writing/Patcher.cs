using Carewright.Fhir.Patch;
using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>patch and conditional patch (FHIR R4 http.html#patch). A patch reads and writes: it takes both rights to the row.</summary>
internal sealed class Patcher(WriteParts parts)
{
    internal async ValueTask<Answer<Written>> PatchAsync(Actor actor, WriteTarget target, ResourcePatch patch, long? ifMatch, CancellationToken cancellationToken)
    {
        var type = target.Type;
        var deed = new Deed("update", "patch", type, target.Condition?.ToQueryString()) { Address = target.Id is { } known ? $"{type}/{known}" : null };
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var (current, refusal) = Find(actor, target, cancellationToken);
            var patched = default(PatchedContent);
            refusal ??= Refuse(actor, target, current, ifMatch) ?? Patch(actor, patch, current!, out patched);
            if (refusal is not null)
                return await RefuseAsync(actor, deed, refusal, current, cancellationToken).ConfigureAwait(false);
            var allowed = parts.Access.For(actor, AccessInteraction.Update, type);
            var draft = parts.Drafts.Build(new(actor, patched.Document!, current!.Id, current, allowed, null, patched.Hidden));
            var result = await parts.Writer.CommitAsync(actor, patched.Content.Note(deed), draft, 200, [], cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return parts.Writer.Answer(actor, WriteEffect.Updated, draft) with { Warnings = patched.Content.Warnings };
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await parts.Scribe.RefuseAsync(actor, deed, Refusals.Contended(type, target.Id ?? "?"), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why the row may not be patched by this actor, or null.</summary>
    internal Refusal? Refuse(Actor actor, WriteTarget target, StoredVersion? current, long? ifMatch)
    {
        var (type, id) = (target.Type, target.Id ?? "?");
        var (readable, writable) = (parts.Access.For(actor, AccessInteraction.Read, type), parts.Access.For(actor, AccessInteraction.Update, type));
        if (!readable.IsAllowed || !writable.IsAllowed)
            return Refusals.Forbidden($"patch {type}");
        if (current is null || !readable.Shows(current))
            return Refusals.NotFound(type, id);
        if (current.IsDeleted)
            return Refusals.Gone(type, id);
        if (!writable.Allows(current))
            return Refusals.Forbidden($"change this {type}");
        return ifMatch is { } version && version != current.VersionId ? Writer.StaleVersion(version, current.VersionId) : null;
    }

    /// <summary>Applies the patch to a row that may be patched; the refusal when it cannot be applied, or its result may not be written.</summary>
    internal Refusal? Patch(Actor actor, ResourcePatch patch, StoredVersion current, out PatchedContent patched)
    {
        var writable = parts.Access.For(actor, AccessInteraction.Update, current.ResourceType);
        patched = PatchedContent.Of(patch, current, parts.Access.For(actor, AccessInteraction.Read, current.ResourceType), writable, parts.Drafts);
        return patched.Refusal ?? writable.RefusesContent(patched.Document!);
    }

    private (StoredVersion? Current, Refusal? Refusal) Find(Actor actor, WriteTarget target, CancellationToken cancellationToken)
    {
        if (target.Condition is not { } request)
            return (parts.Store.Read(target.Type, target.Id!), null);
        if (!parts.Access.For(actor, AccessInteraction.Update, target.Type).IsAllowed)
            return (null, Refusals.Forbidden($"patch {target.Type}"));
        var condition = parts.Conditions.Find(actor, request, cancellationToken);
        return (condition.Match, condition.Refusal ?? (condition.Match is null ? NoMatch(target.Type) : null));
    }

    internal static Refusal NoMatch(string type) =>
        Refusal.Of(404, IssueTypes.NotFound, "GATE-NO-MATCH", $"No {type} matches the condition.", spec: "FHIR R4 http.html#patch");

    private async ValueTask<Answer<Written>> RefuseAsync(Actor actor, Deed deed, Refusal refusal, StoredVersion? row, CancellationToken cancellationToken)
    {
        var rule = parts.Access.For(actor, AccessInteraction.Update, deed.ResourceType!).Rule;
        return row is not null && refusal.Status is 403 or 404
            ? await parts.Scribe.RefuseAsync(actor, deed, refusal, rule, row!, cancellationToken).ConfigureAwait(false)
            : await parts.Scribe.RefuseAsync(actor, deed, refusal, rule, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What a write is aimed at: a resource by its id, or the one that a condition finds.</summary>
/// <param name="Type">FHIR resource type.</param>
/// <param name="Id">Logical id; null when there is a condition.</param>
/// <param name="Condition">Criteria over the type; null when there is an id.</param>
internal readonly record struct WriteTarget(string Type, string? Id, SearchRequest? Condition)
{
    internal static WriteTarget Of(string type, string id) => new(type, id, null);

    internal static WriteTarget Of(SearchRequest condition) => new(condition.ResourceType!, null, condition);
}
