using System.Text.Json;
using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Gateway.Consents;
using Carewright.Gateway.Rights;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>
/// Erasure of a patient, by two people of two roles that may (<c>erase</c>): one asks, the other agrees. What is sealed with the patient's key is then gone for good, and with it what the log of messages says of the patient; what several
/// patients share, and the audit log, stay. That it was done, by whom and why, is kept.
/// </summary>
internal sealed class Eraser(IRecordStore store, IPolicySource policies, ConsentRegister consents, LegalHolds holds, PatientMessages messages, Scribe scribe, TimeProvider clock)
{
    private const string Kind = "erasure";
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(7);

    internal async ValueTask<Answer<Erasure>> RunAsync(Actor actor, string patientId, string reason, CancellationToken cancellationToken)
    {
        var deed = new Deed("delete", "erase", "Patient") { Address = $"Patient/{patientId}" };
        if (!policies.Current.MayOperate(actor, "erase"))
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("erase a Patient"), "erase", cancellationToken).ConfigureAwait(false);
        if (store.Read("Patient", patientId) is not { } patient)
            return await scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId), "erase", cancellationToken).ConfigureAwait(false);
        // A held patient's erasure may not even be asked for: it could be agreed to in the hour in which the hold ends.
        if (holds.BeginErasure(patientId) is not { } begun)
            return await scribe.RefuseAsync(actor, deed, RightsRefusals.Held, "legal hold", patient, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StepAsync(actor, deed, patientId, reason, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            holds.EndErasure(begun);
        }
    }

    private async ValueTask<Answer<Erasure>> StepAsync(Actor actor, Deed deed, string patientId, string reason, CancellationToken cancellationToken)
    {
        var asked = store.Private.Get(Kind, patientId) is { } bytes ? JsonSerializer.Deserialize<ErasureRecord>(bytes) : null;
        if (asked is null || asked.DoneAt is not null || clock.GetUtcNow() - asked.AskedAt > s_patience)
            return await AskAsync(actor, deed, patientId, reason, cancellationToken).ConfigureAwait(false);
        if (asked.AskedBy == actor.UserName || asked.AskedRole == actor.Role)
            return await scribe.RefuseAsync(actor, deed, SecondPerson(), "erase", cancellationToken).ConfigureAwait(false);
        return await EraseAsync(actor, deed, patientId, asked, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Answer<Erasure>> AskAsync(Actor actor, Deed deed, string patientId, string reason, CancellationToken cancellationToken)
    {
        if (!await RecordAsync(actor, deed with { Interaction = "erase-request" }, 202, patientId, cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        await KeepAsync(patientId, new(actor.UserName, actor.Role, clock.GetUtcNow(), reason, null, null, 0, 0), cancellationToken).ConfigureAwait(false);
        return new Erasure(false, 0, 0);
    }

    // On record before it begins, because afterwards there is no way back; and what it came to is kept when it is done.
    private async ValueTask<Answer<Erasure>> EraseAsync(Actor actor, Deed deed, string patientId, ErasureRecord asked, CancellationToken cancellationToken)
    {
        if (!await RecordAsync(actor, deed, 200, patientId, cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        // Broken off in between, the same is asked for again: the record still knows whose messages they were.
        var erasedMessages = await messages.EraseAsync(patientId, CancellationToken.None).ConfigureAwait(false);
        var erased = await store.DestroyPatientKeyAsync(patientId, CancellationToken.None).ConfigureAwait(false);
        consents.Forget($"Patient/{patientId}");
        await KeepAsync(patientId, asked with { DoneBy = actor.UserName, DoneAt = clock.GetUtcNow(), Versions = erased, Messages = erasedMessages }, CancellationToken.None).ConfigureAwait(false);
        return new Erasure(true, erased, erasedMessages);
    }

    private ValueTask<bool> RecordAsync(Actor actor, Deed deed, int status, string patientId, CancellationToken cancellationToken) =>
        scribe.RecordAsync(scribe.Draft(actor, deed, AuditOutcome.Success, status, [$"Patient/{patientId}"], [$"Patient/{patientId}"]), cancellationToken);

    private Task KeepAsync(string patientId, ErasureRecord record, CancellationToken cancellationToken) =>
        store.Private.PutAsync(Kind, patientId, JsonSerializer.SerializeToUtf8Bytes(record), cancellationToken);

    private static Refusal SecondPerson() =>
        Refusal.Of(409, IssueTypes.BusinessRule, "GATE-SECOND-PERSON", "The erasure has been asked for; somebody else, of the other role that may erase, has to agree.");

    private sealed record ErasureRecord(string AskedBy, string AskedRole, DateTimeOffset AskedAt, string Reason, string? DoneBy, DateTimeOffset? DoneAt, int Versions, int Messages);
}

/// <summary>What an erasure came to.</summary>
/// <param name="IsDone">False when it has been asked for and waits for a second person.</param>
/// <param name="Versions">How many versions were erased.</param>
/// <param name="Messages">How many messages of partners were erased from the log.</param>
public sealed record Erasure(bool IsDone, int Versions, int Messages);
