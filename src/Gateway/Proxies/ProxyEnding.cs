using Carewright.Gateway.Rights;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Proxies;

/// <summary>Ends proxies, and shows them.</summary>
internal sealed class ProxyEnding(RightsDesk desk, ProxyRegister register, ProxyRecords records)
{
    internal async ValueTask<Answer<ProxyView>> RunAsync(Actor actor, string? own, string id, string reason, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "proxy-end", "Patient", $"id={id}");
        if (own is null && !desk.May(actor, RightsDesk.Privacy))
            return await desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        // A patient learns of no proxy but their own, and ends those alone that they have named, or were named for them.
        var grant = register.Shelf.Find(id) is { } found && (own is null || found.Patient == own) ? found : null;
        var refusal = grant switch
        {
            null => RightsRefusals.NotFound,
            { End: not null } => RightsRefusals.Ended,
            _ when own is null && !RightsDesk.IsText(reason) => RightsRefusals.BadText("reason"),
            _ when own is not null && grant.Kind != ProxyKinds.Adult => RightsRefusals.WrongState("The clinic ends this one: a parent or a guardian acts by law."),
            _ => null,
        };
        if (refusal is not null)
            return await desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        var ended = grant! with { Invitation = null, End = new EntryEnd(actor.UserName, actor.Display, desk.Now, own is null ? reason.Trim() : "") };
        return await KeepAsync(actor, deed, ended, cancellationToken).ConfigureAwait(false);
    }

    internal ProxyView View(ProxyGrant grant)
    {
        var standing = register.Standings.Of(grant, desk.Now);
        var (name, relationship) = ProxyRecords.Read(Row(grant));
        var state = standing.Ended ?? (grant.UserName is not null ? "in-force" : grant.Invitation is { } code && code.ExpiresAt > desk.Now ? "invited" : "invitation-over");
        return new ProxyView(grant.Id, grant.Kind, grant.Patient, grant.Person, name, relationship, grant.Until, standing.EndsAt, grant.Papers, grant.Display, grant.At, state,
            grant.Kind == ProxyKinds.Adult && grant.End is null);
    }

    // Access must end although somebody else writes the RelatedPerson at this moment: the second time without it.
    private async ValueTask<Answer<ProxyView>> KeepAsync(Actor actor, Deed deed, ProxyGrant ended, CancellationToken cancellationToken)
    {
        VersionDraft[] versions = records.End(Row(ended), desk.Today) is { } record ? [record] : [];
        var answer = await desk.KeepAsync(actor, deed, 200, register.Shelf, ended, ended.Patient, cancellationToken, versions).ConfigureAwait(false);
        if (answer.IsRefused && versions.Length > 0)
            answer = await desk.KeepAsync(actor, deed, 200, register.Shelf, ended, ended.Patient, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? answer.Refusal : View(ended);
    }

    private StoredVersion? Row(ProxyGrant grant) => desk.Store.Read("RelatedPerson", grant.Person["RelatedPerson/".Length..]);
}
