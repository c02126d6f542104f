using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Writing;

/// <summary>Conditional update and conditional delete (FHIR R4 http.html#cond-update, #3.1.0.7.1).</summary>
internal sealed class ConditionalWriter(WriteParts parts, IPolicySource policies)
{
    /// <summary>Most resources that one conditional delete takes: a criterion that is wider than meant does bounded harm.</summary>
    internal const int MostDeleted = 200;

    internal async ValueTask<Answer<Written>> UpdateAsync(Actor actor, SearchRequest condition, ReadOnlyMemory<byte> json, long? ifMatch, CancellationToken cancellationToken)
    {
        var type = condition.ResourceType!;
        var deed = new Deed("update", "update", type, condition.ToQueryString());
        var (document, faults) = parts.Drafts.Check(type, json);
        if (document is null)
            return await parts.Scribe.RefuseAsync(actor, deed, parts.Writer.AuthoriseFirst(actor, type, faults!), null, cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var target = Target(actor, condition, document, cancellationToken);
            var allowed = parts.Access.For(actor, target.Interaction, type);
            if ((target.Refusal ?? parts.Writer.RefuseUpdate(actor, allowed, target.Current, document, ifMatch)) is { } refusal)
                return await parts.Scribe.RefuseAsync(actor, deed, refusal, allowed.Rule, cancellationToken).ConfigureAwait(false);
            var draft = parts.Drafts.Build(new(actor, document, target.Id!, target.Current, allowed));
            var result = await parts.Writer.CommitAsync(actor, deed, draft, target.IsCreate ? 201 : 200, target.Guards, cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return parts.Writer.Answer(actor, target.IsCreate ? WriteEffect.Created : WriteEffect.Updated, draft);
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await parts.Scribe.RefuseAsync(actor, deed, Refusals.Contended(type, "?"), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Which resource a conditional update writes. No match: a new one, under the id in the body if it has one that is free. One match: that one, whose id the body may repeat but not
    /// contradict. Several: refused.
    /// </summary>
    internal UpdateTarget Target(Actor actor, SearchRequest condition, ResourceDocument document, CancellationToken cancellationToken, Func<StoredVersion, bool>? counts = null)
    {
        var type = condition.ResourceType!;
        if (!parts.Access.For(actor, AccessInteraction.Update, type).IsAllowed && !parts.Access.For(actor, AccessInteraction.Create, type).IsAllowed)
            return UpdateTarget.Refused(Refusals.Forbidden($"write {type}"));
        var found = parts.Conditions.Find(actor, condition, cancellationToken, counts);
        if (found.Refusal is { } refusal)
            return UpdateTarget.Refused(refusal);
        if (found.Match is { } match)
            return document.Id is { } sent && sent != match.Id ? UpdateTarget.Refused(OtherId(type)) : new(match.Id, match, [], null);
        if (document.Id is not { } id)
            return new(Writer.NewId(), null, found.Guards, null);
        var current = parts.Store.Read(type, id);
        if (current is not { IsDeleted: false } || counts?.Invoke(current) == false)
            return new(id, current, found.Guards, null);
        // Told apart only to those who can see it: to others there is no such resource.
        return UpdateTarget.Refused(parts.Access.For(actor, AccessInteraction.Read, type).Allows(current) ? Taken(type, id) : Refusals.NotFound(type, id));
    }

    internal async ValueTask<Answer<Removed>> DeleteAsync(Actor actor, SearchRequest condition, CancellationToken cancellationToken)
    {
        var type = condition.ResourceType!;
        var deed = new Deed("delete", "delete", type, condition.ToQueryString());
        for (var round = 0; round < Writer.Rounds; round++)
        {
            var (rows, refusal) = ToDelete(actor, condition, cancellationToken);
            if (refusal is not null)
                return await parts.Scribe.RefuseAsync(actor, deed, refusal, parts.Access.For(actor, AccessInteraction.Delete, type).Rule, cancellationToken).ConfigureAwait(false);
            var removed = rows.Select(parts.Drafts.Delete).ToList();
            var audit = parts.Scribe.Draft(actor, deed, AuditOutcome.Success, 204, removed.ConvertAll(draft => $"{draft.ResourceType}/{draft.Id}/_history/{draft.VersionId}"), Scribe.PatientsOf(removed));
            var result = await parts.Store.CommitAsync(new CommitRequest(removed, [audit], []), cancellationToken).ConfigureAwait(false);
            if (result.Status == CommitStatus.Committed)
                return new Removed(removed.ConvertAll(draft => parts.Writer.Answer(actor, WriteEffect.Deleted, draft).Resource));
            if (result.Status == CommitStatus.Busy)
                return Refusals.Busy;
        }
        return await parts.Scribe.RefuseAsync(actor, deed, Refusals.Contended(type, "?"), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rows that a conditional delete takes: none, one, or several where the policy lets the role delete many (<c>delete-many</c>).</summary>
    internal (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) ToDelete(Actor actor, SearchRequest condition, CancellationToken cancellationToken)
    {
        var type = condition.ResourceType!;
        var allowed = parts.Access.For(actor, AccessInteraction.Delete, type);
        if (!allowed.IsAllowed)
            return ([], Refusals.Forbidden($"delete {type}"));
        var found = parts.Conditions.Find(actor, condition, cancellationToken);
        IReadOnlyList<StoredVersion> rows = found.Match is { } match ? [match] : [];
        if (found.Refusal is { } refusal)
        {
            if (!IsMultiple(refusal) || !policies.Current.MayOperate(actor, "delete-many"))
                return ([], refusal);
            (rows, var fault) = FindAll(actor, condition, cancellationToken);
            if (fault is not null)
                return ([], fault);
        }
        if (rows.Count > MostDeleted)
            return ([], TooMany(type));
        return rows.All(allowed.Allows) ? (rows, null) : ([], Refusals.Forbidden($"delete this {type}"));
    }

    private (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) FindAll(Actor actor, SearchRequest condition, CancellationToken cancellationToken)
    {
        try
        {
            return parts.Conditions.FindAll(actor, condition, MostDeleted + 1, cancellationToken);
        }
        catch (SearchTooCostlyException costly)
        {
            return ([], Refusals.TooCostly(costly.Message));
        }
    }

    private static bool IsMultiple(Refusal refusal) => refusal.Issues.Any(issue => issue.Type == IssueTypes.MultipleMatches);

    private static Refusal OtherId(string type) =>
        Refusal.Of(400, IssueTypes.Invalid, "GATE-OTHER-ID", $"The {type} that matches has another id than the body.", $"{type}.id", "FHIR R4 http.html#cond-update");

    private static Refusal Taken(string type, string id) =>
        Refusal.Of(409, IssueTypes.Conflict, "GATE-ID-TAKEN", $"{type}/{id} exists, but does not match the condition.", $"{type}.id", "FHIR R4 http.html#cond-update");

    private static Refusal TooMany(string type) =>
        Refusal.Of(412, IssueTypes.TooCostly, "GATE-DELETE-MANY", $"More than {MostDeleted} resources of type {type} match; narrow the condition.", spec: "FHIR R4 http.html#3.1.0.7.1");
}

/// <summary>What a conditional update writes.</summary>
/// <param name="Id">Under which id; null when refused.</param>
/// <param name="Current">The version it follows; null for a new resource.</param>
/// <param name="Guards">What must still hold at the commit.</param>
/// <param name="Refusal">Why not.</param>
internal readonly record struct UpdateTarget(string? Id, StoredVersion? Current, IReadOnlyList<CommitGuard> Guards, Refusal? Refusal)
{
    internal bool IsCreate => Current is null || Current.IsDeleted;

    internal AccessInteraction Interaction => IsCreate ? AccessInteraction.Create : AccessInteraction.Update;

    internal static UpdateTarget Refused(Refusal refusal) => new(null, null, [], refusal);
}

/// <summary>What a conditional delete took: nothing, one resource, or several.</summary>
/// <param name="Resources">The deleted versions, without bodies.</param>
public sealed record Removed(IReadOnlyList<ReleasedResource> Resources);
