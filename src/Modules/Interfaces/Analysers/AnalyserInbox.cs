using System.Net;
using Carewright.Astm.Connections;
using Carewright.Astm.Records;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Mapping.Analysers;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Analysers;

/// <summary>
/// Takes instruments' messages: whose each is, into the log, and only then is the last frame acknowledged; a query is answered at once. Results of several specimens are several messages of the log: each may be somebody else's,
/// and one that a person has to decide about holds up no other.
/// </summary>
internal sealed class AnalyserInbox(PartnerRegister partners, IMessageLog log, Worklist worklist, ResultReading reading, TimeProvider clock)
{
    private const string Spec = "LIS2-A2";
    private const int MostNumber = 100;

    /// <summary>Takes a message at a port; see <see cref="AstmReceiver"/>.</summary>
    internal ValueTask<AstmAnswer> ReceiveAsync(int port, AstmPeer peer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var admitted = peer.Remote is IPEndPoint remote ? partners.On(port).Where(partner => partner.AdmitsAddress(remote.Address)).ToList() : [];
        return ReceiveAsync(admitted, bytes, cancellationToken);
    }

    /// <summary>Takes a message of one of some partners.</summary>
    internal async ValueTask<AstmAnswer> ReceiveAsync(IReadOnlyList<ReadyPartner> admitted, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (message, fault) = AstmMessage.Read(bytes);
        var partner = message is null ? null : admitted.FirstOrDefault(one => one.IsSender(message));
        if (partner?.ReadAstm(bytes).Message is { } own)
            return await TakeAsync(partner, own, cancellationToken).ConfigureAwait(false);
        var owner = admitted.Count == 1 && message is null ? admitted[0].Settings.Id : Inbox.Unknown;
        var reason = fault is not null ? new MessageReason(fault.Code, fault.Message, fault.Location) : new MessageReason("INTERFACE-SENDER", "The sender (H-5) is no partner of this port.", "H-5");
        await log.AppendAsync(new MessageDraft(owner, message?.Header.ControlId ?? "", "", bytes) { State = MessageState.Dead, Reason = reason }, CancellationToken.None).ConfigureAwait(false);
        return AstmAnswer.Taken;
    }

    private async Task<AstmAnswer> TakeAsync(ReadyPartner partner, AstmMessage message, CancellationToken cancellationToken)
    {
        var reason = ReasonAgainst(partner, message);
        if (message.Results().Any())
        {
            foreach (var part in SpecimenParts.Divide(message))
                await log.AppendAsync(DraftOf(partner, AstmMessage.Parse(part, new ReadOptions(partner.Charset)), reason), CancellationToken.None).ConfigureAwait(false);
        }
        else if (reason is not null || !message.Queries().Any())
            await log.AppendAsync(Draft(partner, message, AnalyserMessages.Other, reason), CancellationToken.None).ConfigureAwait(false);
        return reason is null && message.Queries().Any() ? await AnswerAsync(partner, message, cancellationToken).ConfigureAwait(false) : AstmAnswer.Taken;
    }

    // The record of what was shown carries the message's id, so that the one leads to the other.
    private async Task<AstmAnswer> AnswerAsync(ReadyPartner partner, AstmMessage message, CancellationToken cancellationToken)
    {
        var draft = Draft(partner, message, AnalyserMessages.Query, null);
        var reply = await worklist.AnswerAsync(partner, message, draft.Id!.Value.ToString(), cancellationToken).ConfigureAwait(false);
        if (reply is not { } bytes)
            return AstmAnswer.Refused;
        await log.AppendAsync(draft, CancellationToken.None).ConfigureAwait(false);
        return bytes.IsEmpty ? AstmAnswer.Taken : AstmAnswer.With(bytes);
    }

    private static MessageReason? ReasonAgainst(ReadyPartner partner, AstmMessage message)
    {
        var processing = message.Header.ProcessingId;
        return processing is "" or "Q" || partner.Settings.ProcessingIds.Contains(processing, StringComparer.Ordinal) ? null : new MessageReason("INTERFACE-PROCESSING", "Messages of this processing id are not taken.", "H-12");
    }

    private MessageDraft DraftOf(ReadyPartner partner, AstmMessage part, MessageReason? reason)
    {
        var numbers = SpecimenParts.NumbersIn(part);
        if (numbers.Count == 0)
            return Draft(partner, part, AnalyserMessages.Control, reason);
        var draft = Draft(partner, part, AstmToFhir.Results, reason ?? (numbers[0].Length > MostNumber ? new MessageReason("ASTM-SPECIMEN", $"The number of a specimen has at most {MostNumber} characters.", "O-3") : null));
        return draft with { Patients = partners.ActorOf(partner.Settings) is { } actor ? reading.Patients(actor, numbers[0]) : [], Content = AnalyserMessages.DigestOf(part) };
    }

    private MessageDraft Draft(ReadyPartner partner, AstmMessage message, string type, MessageReason? reason) =>
        new(partner.Settings.Id, AnalyserMessages.ControlOf(message), type, message.Bytes) { Id = Guid.CreateVersion7(clock.GetUtcNow()), State = reason is null ? MessageState.Received : MessageState.Dead, Reason = reason };
}
