using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Mllp;
using Carewright.Interfaces.Numbering;
using Carewright.Interfaces.Partners;
using Carewright.Kernel;
using Carewright.Mllp;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Receiving;

/// <summary>
/// Takes messages at partners' ports: whose each is, whether it is agreed on and can be read, into the log, and answered only when it is durable there. What cannot be applied is in the log all the same, dead, with the reason.
/// </summary>
internal sealed class Inbox(PartnerRegister partners, IMessageLog log, MappedMessages mapped, Acknowledger acknowledger, Answers answers, SequenceGate numbers, TimeProvider clock)
{
    /// <summary>Owner of messages of which it cannot be told whose they are.</summary>
    internal const string Unknown = "";

    /// <summary>Takes one message; see <see cref="MllpReceiver"/>.</summary>
    /// <param name="port">Where it came in.</param>
    /// <param name="peer">From whom.</param>
    /// <param name="bytes">The message.</param>
    /// <param name="fault">What was wrong with its frame.</param>
    /// <param name="cancellationToken">The connection has ended.</param>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(int port, MllpPeer peer, ReadOnlyMemory<byte> bytes, FrameFault? fault, CancellationToken cancellationToken)
    {
        if (fault == FrameFault.TooLong)
            return answers.OfNothing(new MessageError(MessageError.Internal, "The message is longer than may be."));
        if (bytes.IsEmpty)
            return null;
        var admitted = partners.On(port).Where(partner => partner.Admits(peer.Remote.Address, peer.Certificate)).ToList();
        // The bytes are the connection's, and an answer that comes later needs the header.
        return await ReceiveAsync(admitted, peer.Send.Invoke, bytes.ToArray(), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes one message of one of some partners, however it came.</summary>
    /// <param name="admitted">Who may have sent it.</param>
    /// <param name="later">How an answer is given that comes later; null: there is no way for one.</param>
    /// <param name="raw">The message.</param>
    /// <param name="against">What else there is against a message; null: nothing.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more.</param>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(IReadOnlyList<ReadyPartner> admitted, AnswerLater? later, byte[] raw, Func<Hl7Message, Verdict?>? against, CancellationToken cancellationToken)
    {
        var (message, unreadable) = Hl7Message.Read(raw);
        if (message is null)
            return await RefuseAsync(admitted, raw, unreadable!).ConfigureAwait(false);
        return admitted.FirstOrDefault(partner => partner.IsSender(message)) is { } partner
            ? await TakeAsync(partner, later, message, against?.Invoke(message), cancellationToken).ConfigureAwait(false)
            : await RefuseAsync(message).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>?> RefuseAsync(IReadOnlyList<ReadyPartner> admitted, byte[] raw, Issue fault)
    {
        var owner = admitted.Count == 1 ? admitted[0].Settings.Id : Unknown;
        await log.AppendAsync(new MessageDraft(owner, "", "", raw) { State = MessageState.Dead, Reason = new MessageReason(fault.Code, fault.Message, fault.Location) }, CancellationToken.None).ConfigureAwait(false);
        return answers.OfNothing(new MessageError(MessageError.SegmentSequence, fault.Message));
    }

    private async Task<ReadOnlyMemory<byte>?> RefuseAsync(Hl7Message message)
    {
        const string Text = "The sender (MSH-3, MSH-4) is no partner of this port.";
        await log.AppendAsync(DraftOf(Unknown, message) with { State = MessageState.Dead, Reason = new MessageReason("INTERFACE-SENDER", Text, "MSH-3") }, CancellationToken.None).ConfigureAwait(false);
        return answers.Of(message, AcknowledgementCode.AR, new MessageError(MessageError.UnknownKey, Text, Hl7Path.Parse("MSH-3")));
    }

    private async Task<ReadOnlyMemory<byte>?> TakeAsync(ReadyPartner partner, AnswerLater? later, Hl7Message message, Verdict? verdict, CancellationToken cancellationToken)
    {
        if (partner.Settings.IsNumbered && !message[0][13].IsEmpty)
            return await TakeInTurnAsync(partner, later, message, verdict, cancellationToken).ConfigureAwait(false);
        var (logged, reason) = await KeepAsync(partner, message, verdict).ConfigureAwait(false);
        return await acknowledger.AnswerAsync(partner.Settings, later, message, logged, reason, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>?> TakeInTurnAsync(ReadyPartner partner, AnswerLater? later, Hl7Message message, Verdict? verdict, CancellationToken cancellationToken)
    {
        using var turn = await numbers.EnterAsync(partner.Settings.Id, message, cancellationToken).ConfigureAwait(false);
        if (numbers.Against(turn, message) is { } refusal)
        {
            await RefuseAsync(partner, message, turn.Number.Kind, refusal).ConfigureAwait(false);
            return SequenceGate.Tell(answers.Of(message, refusal.Code, refusal.Errors), turn.Expected);
        }
        if (turn.Number.Kind is SequenceKind.Start or SequenceKind.Anew)
        {
            await turn.TakenAsync().ConfigureAwait(false);
            return SequenceGate.Tell(answers.Of(message, AcknowledgementCode.AA), turn.Expected);
        }
        var (logged, reason) = await KeepAsync(partner, message, verdict).ConfigureAwait(false);
        await turn.TakenAsync().ConfigureAwait(false);
        // What becomes of it does not keep the next one waiting.
        turn.Dispose();
        AnswerLater? telling = later is null ? null : (answer, stop) => later(SequenceGate.Tell(answer, turn.Expected), stop);
        return await acknowledger.AnswerAsync(partner.Settings, telling, message, logged, reason, cancellationToken).ConfigureAwait(false) is { } first ? SequenceGate.Tell(first, turn.Expected) : null;
    }

    // Once, however often it comes; and without what would make a later one its repetition. One that came before its turn comes again in it, and is nobody's work.
    private async Task RefuseAsync(ReadyPartner partner, Hl7Message message, SequenceKind kind, Verdict refusal)
    {
        var state = kind == SequenceKind.Gap ? MessageState.Discarded : MessageState.Dead;
        var (id, controlId) = (partner.Settings.Id, message[0][10].Text);
        if (message.SegmentCount > 1 && !log.List(new MessageQuery(Partner: id, ControlId: controlId, Count: 10)).Messages.Any(known => known.Reason?.Code == refusal.Reason.Code))
            await log.AppendAsync(DraftOf(id, message) with { State = state, Reason = refusal.Reason, Content = null, Patients = partner.Map(message, clock.GetUtcNow()).PatientIdentifiers }, CancellationToken.None).ConfigureAwait(false);
    }

    // In the log, and why it cannot be applied.
    private async Task<(LoggedMessage Logged, Verdict? Verdict)> KeepAsync(ReadyPartner partner, Hl7Message message, Verdict? verdict)
    {
        verdict ??= Verdict.Of(partner, message);
        // Also of one that cannot be applied: whose it is has to be known when a patient is erased.
        var fhir = partner.Map(message, clock.GetUtcNow());
        verdict ??= Verdict.Of(fhir);
        var draft = DraftOf(partner.Settings.Id, message) with { Patients = fhir.PatientIdentifiers };
        // Before it is in the log: from then on it may be applied at any moment.
        if (verdict is null)
            mapped.Keep(draft.Id!.Value.ToString(), fhir, message.Bytes.Length);
        // Not cancelled: a message that has come is kept, whether or not its sender still waits.
        var logged = await log.AppendAsync(verdict is null ? draft : draft with { State = MessageState.Dead, Reason = verdict.Reason }, CancellationToken.None).ConfigureAwait(false);
        if (verdict is null && logged.State != MessageState.Received)
            mapped.Take(logged.Id);
        return (logged, verdict);
    }

    private MessageDraft DraftOf(string partner, Hl7Message message)
    {
        var type = message[0][9];
        return new MessageDraft(partner, message[0][10].Text, $"{type.Component(1).Text}^{type.Component(2).Text}", message.Bytes) { Id = Guid.CreateVersion7(clock.GetUtcNow()), Content = MessageContent.DigestOf(message) };
    }
}
