using Carewright.Audit;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway;

/// <summary>
/// What is known of one interaction when it is audited.
/// </summary>
/// <param name="Action"><c>create read update delete execute</c>.</param>
/// <param name="Interaction">FHIR interaction or operation.</param>
/// <param name="ResourceType">Type asked for.</param>
/// <param name="Query">Criteria as asked.</param>
internal sealed record Deed(string Action, string Interaction, string? ResourceType = null, string? Query = null);

/// <summary>Writes the one audit record of an interaction, durable before anything is released.</summary>
internal sealed class Scribe(IRecordStore store, TimeProvider clock)
{
    /// <summary>The record, to ride in the commit of a write.</summary>
    internal AuditDraft Draft(Actor actor, Deed deed, AuditOutcome outcome, int status, IReadOnlyList<string> resources, IReadOnlyList<string> patients, string? rule = null)
    {
        var now = clock.GetUtcNow();
        var record = new AuditRecord(
            Guid.CreateVersion7(now).ToString(), now, actor.UserName, actor.Display, actor.Role, actor.Site, actor.Department, actor.Client, actor.Address, actor.Purpose,
            deed.Action, deed.Interaction, outcome, status, deed.ResourceType, deed.Query, rule, resources, patients);
        return AuditTrail.Draft(record);
    }

    /// <summary>Writes the record by itself and waits until it is on disk. False when the store is too busy to take it: then nothing may be released.</summary>
    internal async ValueTask<bool> RecordAsync(AuditDraft draft, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(new CommitRequest([], [draft], []), cancellationToken).ConfigureAwait(false);
        return result.Status == CommitStatus.Committed;
    }

    /// <summary>Audits a refusal and gives it back; a refusal that cannot be audited becomes "too busy".</summary>
    internal async ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, Refusal refusal, string? rule, CancellationToken cancellationToken)
    {
        var outcome = refusal.Status is 401 or 403 ? AuditOutcome.Refused : AuditOutcome.Failed;
        var draft = Draft(actor, deed, outcome, refusal.Status, [], [], rule);
        return await RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? refusal : Refusals.Busy;
    }
}
