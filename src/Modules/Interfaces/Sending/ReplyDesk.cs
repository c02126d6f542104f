using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Sending;

/// <summary>
/// Takes what partners say to messages of ours beyond "it is here": the laboratory's numbers of our orders, deferred refusals. It goes the way of any message, through the log into the record.
/// </summary>
internal sealed class ReplyDesk(PartnerRegister partners, IMessageLog log, Answers answers, TimeProvider clock)
{
    /// <summary>The answer to a message that has just been sent. One that says nothing besides leaves nothing behind.</summary>
    internal async Task TakeAsync(string partner, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        if (answer.IsEmpty || Hl7Message.Read(answer.ToArray()).Message is not { } message || partners.Find(partner) is not { } ready)
            return;
        var (type, name) = (message[0][9].Component(1).Text, $"{message[0][9].Component(1).Text}^{message[0][9].Component(2).Text}");
        if (type == "ACK" || !ready.HasMap(type, name))
            return;
        var at = clock.GetUtcNow();
        var draft = new MessageDraft(partner, message[0][10].Text, name, message.Bytes) { Id = Guid.CreateVersion7(at), Patients = ready.Map(message, at).PatientIdentifiers, Content = MessageContent.DigestOf(message) };
        await log.AppendAsync(draft, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What comes on the connection by itself: what the application says later in enhanced mode. Acknowledged if it asks for it.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>?> TakeLaterAsync(string partner, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Hl7Message.Read(bytes.ToArray()).Message is not { } message)
            return null;
        if (message.Find("MSA") is { } verdict)
        {
            await TakeAsync(partner, bytes, cancellationToken).ConfigureAwait(false);
            if (verdict[1].Text is nameof(AcknowledgementCode.AE) or nameof(AcknowledgementCode.AR) && Sent(partner, verdict[2].Text) is { } sent)
                await log.ChangeAsync(new MessageChange(sent.Sequence, MessageState.Applied, MessageState.Dead) { Reason = Refusal.Of(bytes) }, cancellationToken).ConfigureAwait(false);
        }
        return Acknowledgement.IsAskedFor(message, AcknowledgementCode.CA) ? answers.Of(message, AcknowledgementCode.CA) : null;
    }

    private LoggedMessage? Sent(string partner, string control) =>
        log.List(new MessageQuery(partner, ControlId: control)).Messages.FirstOrDefault(message => message is { Direction: MessageDirection.Outbound, State: MessageState.Applied });
}
