using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>
/// <c>$meta-add</c> and <c>$meta-delete</c> (FHIR R4 resource-operation-meta-add.html). A label of a restriction's system closes a row: taking it off takes the right to (<c>unlabel</c>) and
/// membership in the department that the label names. Each change is a new version, because the record is append-only.
/// </summary>
internal sealed class MetaKeeper(WriteParts parts, Patcher patcher, IPolicySource policies)
{
    internal async ValueTask<Answer<Written>> ChangeAsync(Actor actor, WriteTarget target, MetaChange change, CancellationToken cancellationToken)
    {
        var (type, id) = (target.Type, target.Id!);
        var deed = new Deed("update", change.IsDelete ? "meta-delete" : "meta-add", type) { Address = $"{type}/{id}" };
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var current = parts.Store.Read(type, id);
            var allowed = parts.Access.For(actor, AccessInteraction.Update, type);
            if ((patcher.Refuse(actor, target, current, null) ?? RefuseLabels(actor, change)) is { } refusal)
                return await parts.Scribe.RefuseAsync(actor, deed, refusal, allowed.Rule, cancellationToken).ConfigureAwait(false);
            var document = ResourceDocument.Parse(current!.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
            if (change.PatchFor(document) is not { } patch)
                return await parts.Writer.AnswerExistingAsync(actor, deed, current, cancellationToken).ConfigureAwait(false);
            var changed = patch.Apply(document);
            var fault = changed.Document is null ? new Refusal(422, changed.Issues) : allowed.RefusesContent(changed.Document);
            if (fault is not null)
                return await parts.Scribe.RefuseAsync(actor, deed, fault, allowed.Rule, cancellationToken).ConfigureAwait(false);
            var draft = parts.Drafts.Build(new(actor, changed.Document!, id, current, allowed, null, HiddenSet.Nothing) { Unlabelled = change.RemovedLabels });
            var result = await parts.Writer.CommitAsync(actor, deed, draft, 200, [], cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return parts.Writer.Answer(actor, WriteEffect.Updated, draft);
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await parts.Scribe.RefuseAsync(actor, deed, Refusals.Contended(type, id), null, cancellationToken).ConfigureAwait(false);
    }

    private Refusal? RefuseLabels(Actor actor, MetaChange change)
    {
        var sticky = policies.Current.Labelling.StickySystems;
        foreach (var label in change.RemovedLabels)
        {
            if (sticky.Contains(label.System) && !(policies.Current.MayOperate(actor, "unlabel") && policies.Current.Labelling.IsOwnTo(actor, label.System, label.Code)))
                return Refusals.Forbidden($"take a label of {label.System} off");
        }
        return null;
    }
}
