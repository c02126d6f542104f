using Carewright.Audit;
using Carewright.Gateway.Bundles;
using Carewright.Gateway.Merging;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// Puts partners' messages into the record: which patient is meant, what is new and what is changed, all in one transaction, and once. What is not sure waits for a person. Every attempt is on record.
/// </summary>
internal sealed class Receiver(IRecordStore store, ReceiptPlacement placement, ReceiptTransaction bundles, TransactionProcessor transactions, Merger merger, Scribe scribe)
{
    private const string Interaction = "hl7-receive";
    private const string Review = "interface-message";
    private const int Rounds = 5;

    // One at a time: two messages that come at once about somebody new are about one person if the second finds what the first has made.
    private readonly Turns _newcomers = new();

    internal async ValueTask<Receipt> RunAsync(Actor actor, ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (IsDone(message))
            return await LinkAsync(actor, message, new Receipt(ReceiptStatus.Applied), cancellationToken).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var plan = placement.Place(actor, message, cancellationToken);
            var receipt = plan.Stop is null && plan.MakesPatient
                ? await WithNewcomerAsync(actor, message, cancellationToken).ConfigureAwait(false)
                : await CommitAsync(actor, message, plan, cancellationToken).ConfigureAwait(false);
            if (receipt is not null)
                return receipt.Status == ReceiptStatus.Applied ? await LinkAsync(actor, message, receipt, cancellationToken).ConfigureAwait(false) : receipt;
        }
        return new Receipt(ReceiptStatus.Busy, Refusals.Contended("Patient", "?").Issues[0]);
    }

    /// <summary>What would come of a message that nobody has decided about, for a person who looks at it: why it waits and whom it may mean. The look is on record with them.</summary>
    internal async ValueTask<Answer<Receipt>> ReviewAsync(Actor person, Actor partner, ReceivedMessage message, CancellationToken cancellationToken)
    {
        var receipt = placement.Place(partner, message with { Decisions = [] }, cancellationToken).Stop ?? new Receipt(ReceiptStatus.Applied);
        var draft = scribe.Draft(person, DeedOf(message) with { Interaction = Review }, AuditOutcome.Success, 200, [], [.. receipt.Candidates.Select(candidate => candidate.Reference)]);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? receipt : Refusals.Busy;
    }

    private bool IsDone(ReceivedMessage message) => store.Read("Provenance", message.Id) is not null;

    private ValueTask<Receipt?> WithNewcomerAsync(Actor actor, ReceivedMessage message, CancellationToken cancellationToken) =>
        _newcomers.TakeAsync(() => CommitAsync(actor, message, placement.Place(actor, message, cancellationToken), cancellationToken), cancellationToken);

    // Null: the record has changed under it; once more from the beginning.
    private async ValueTask<Receipt?> CommitAsync(Actor actor, ReceivedMessage message, ReceiptPlan plan, CancellationToken cancellationToken)
    {
        var entries = plan.Stop is null ? bundles.Write(actor, message, plan) : null;
        if (entries is null)
            return await StopAsync(actor, message, plan, cancellationToken).ConfigureAwait(false);
        var frame = new TransactionFrame(DeedOf(message), ReceiptTransaction.RawUrl(message), plan.Ids);
        var answer = await transactions.RunAsync(actor, entries, frame, cancellationToken).ConfigureAwait(false);
        if (!answer.IsRefused)
            return new Receipt(ReceiptStatus.Applied) { Written = [.. answer.Value.Entries.Select(entry => entry.Written?.Resource.Reference).OfType<string>()] };
        if (IsDone(message))
            return new Receipt(ReceiptStatus.Applied);
        return answer.Refusal.Status switch
        {
            409 or 412 => null,
            429 => new Receipt(ReceiptStatus.Busy, answer.Refusal.Issues[0]),
            _ => new Receipt(ReceiptStatus.Refused, answer.Refusal.Issues.FirstOrDefault(issue => issue.IsError) ?? answer.Refusal.Issues[0]),
        };
    }

    private async ValueTask<Receipt> StopAsync(Actor actor, ReceivedMessage message, ReceiptPlan plan, CancellationToken cancellationToken)
    {
        var stop = plan.Stop!;
        var patients = stop.Candidates.Select(candidate => candidate.Reference).ToList();
        var outcome = stop.Status == ReceiptStatus.Held ? AuditOutcome.Success : AuditOutcome.Failed;
        var draft = scribe.Draft(actor, DeedOf(message) with { Interaction = stop.Status == ReceiptStatus.Held ? "hl7-hold" : Interaction }, outcome, stop.Status == ReceiptStatus.Held ? 202 : 422, [], patients, stop.Reason?.Code);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? stop : new Receipt(ReceiptStatus.Busy, Refusals.Busy.Issues[0]);
    }

    // After the message is in the record, and again until it is done: a merge that was interrupted goes on.
    private async ValueTask<Receipt> LinkAsync(Actor actor, ReceivedMessage message, Receipt applied, CancellationToken cancellationToken)
    {
        foreach (var link in message.Links.Where(link => link.Kind == ReceivedLinkKind.MergePatients))
        {
            var plan = placement.Place(actor, message, cancellationToken);
            if (plan.Gone.GetValueOrDefault(link.Gone) is not { } gone || plan.PatientRow(link.Survivor) is not { } survivor || gone.Id == survivor.Id)
                continue;
            var answer = await merger.RunAsync(actor, new MergeRequest(gone.Id, survivor.Id, null, false), cancellationToken).ConfigureAwait(false);
            if (answer.IsRefused && MergeLinks.ReplacedBy(MergeCommit.Open(gone)) != survivor.Id)
                return new Receipt(answer.Refusal.Status is 429 or 409 ? ReceiptStatus.Busy : ReceiptStatus.Refused, answer.Refusal.Issues[0]);
        }
        return applied;
    }

    private static Deed DeedOf(ReceivedMessage message) => new("execute", Interaction, null, $"message={message.Id} type={message.Type}");
}
