using Carewright.Audit;
using Carewright.Gateway.Attaching;
using Carewright.Gateway.Emergencies;
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
internal sealed record Deed(string Action, string Interaction, string? ResourceType = null, string? Query = null)
{
    /// <summary>The one resource asked for (<c>Type/id</c>), or null. A refusal is recorded with it; an answer names what left.</summary>
    internal string? Address { get; init; }
}

/// <summary>Writes the one audit record of an interaction, durable before anything is released.</summary>
internal sealed class Scribe(IRecordStore store, TimeProvider clock, GlassRegister glass, EmergencyRegister emergency)
{
    /// <summary>The record, to ride in the commit of a write.</summary>
    internal AuditDraft Draft(Actor actor, Deed deed, AuditOutcome outcome, int status, IReadOnlyList<string> resources, IReadOnlyList<string> patients, string? rule = null)
    {
        var now = clock.GetUtcNow();
        var record = new AuditRecord(
            Guid.CreateVersion7(now).ToString(), now, actor.UserName, actor.Display, actor.Role, actor.Site, actor.Department, actor.Client, actor.Address, PurposeOf(actor, patients),
            deed.Action, deed.Interaction, outcome, status, deed.ResourceType, deed.Query, rule, resources, patients);
        return AuditTrail.Draft(record);
    }

    // v3-PurposeOfUse: BTG for what concerns a record that was opened by breaking the glass, ETREAT for treatment while the clinic is in emergency mode.
    private string PurposeOf(Actor actor, IReadOnlyList<string> patients)
    {
        if (glass.OpenedBy(actor) is { Count: > 0 } opened && patients.Any(opened.Contains))
            return "BTG";
        return emergency.IsOn && actor.Purpose == "TREAT" ? "ETREAT" : actor.Purpose;
    }

    /// <summary>The patients that writes concern: those of the new versions, and those whose chart a resource leaves.</summary>
    internal static IReadOnlyList<string> PatientsOf(IEnumerable<VersionDraft> drafts) =>
        [.. drafts.SelectMany(draft => draft.Patients.Concat(draft.Expected?.Patients ?? [])).Distinct(StringComparer.Ordinal)];

    /// <summary>Writes the record by itself and waits until it is on disk. False when the store is too busy to take it: then nothing may be released.</summary>
    internal async ValueTask<bool> RecordAsync(AuditDraft draft, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(new CommitRequest([], [draft], []), cancellationToken).ConfigureAwait(false);
        return result.Status == CommitStatus.Committed;
    }

    /// <summary>Audits a refusal and gives it back; a refusal that cannot be audited becomes "too busy".</summary>
    internal ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, Refusal refusal, string? rule, CancellationToken cancellationToken) =>
        RefuseAsync(actor, deed, refusal, rule, [], cancellationToken);

    /// <summary>As above, of a row that is there: the record names the patients it belongs to and is a refusal, whatever the answer says.</summary>
    internal ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, Refusal refusal, string? rule, StoredVersion row, CancellationToken cancellationToken) =>
        RefuseAsync(actor, deed, refusal, $"{rule}: row not granted", row.Patients, cancellationToken);

    private async ValueTask<Refusal> RefuseAsync(Actor actor, Deed deed, Refusal refusal, string? rule, IReadOnlyList<string> patients, CancellationToken cancellationToken)
    {
        if (refusal.Issues.FirstOrDefault(issue => issue.Code == FileIssues.Infected) is { } infected)
            deed = deed with { Interaction = FileIssues.Interaction, Query = $"{deed.Address ?? deed.ResourceType}: {infected.Message}" };
        var outcome = refusal.Status is 401 or 403 || patients.Count > 0 ? AuditOutcome.Refused : AuditOutcome.Failed;
        var draft = Draft(actor, deed with { Query = deed.Query ?? deed.Address }, outcome, refusal.Status, [], patients, rule);
        return await RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? refusal : Refusals.Busy;
    }
}
