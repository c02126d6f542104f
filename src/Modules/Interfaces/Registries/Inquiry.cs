using System.Security.Cryptography;
using Carewright.Gateway;
using Carewright.Gateway.Receiving;
using Carewright.Gateway.Sending;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Writing;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Sending;
using Carewright.Mllp;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Registries;

/// <summary>A question to a registry.</summary>
/// <param name="Patient">Logical id of the patient.</param>
/// <param name="HasForecast">Whether it is to say what comes next (Z44), or only what was given (Z34).</param>
/// <param name="Candidate">Who is meant, of those whom the registry named before; null: nobody was.</param>
internal sealed record Question(string Patient, bool HasForecast, Hl7Segment? Candidate);

/// <summary>How a question ended.</summary>
/// <param name="Status">HTTP status: 200, or why there is no answer.</param>
/// <param name="Code">What a program goes by; empty with an answer.</param>
/// <param name="Title">What a person reads; empty with an answer.</param>
/// <param name="Answer">What the registry has said; null: nothing.</param>
/// <param name="Message">Id of the answer in the log; empty: there is none.</param>
internal sealed record InquiryEnd(int Status, string Code, string Title, RegistryAnswer? Answer = null, string Message = "");

/// <summary>
/// Asks a registry while a person waits: the question is in the log before it leaves, and the answer before it is read. On a connection of its own, so that nobody waits behind what is sent to the same partner; once, and within
/// a bound: a question that nobody waits for any more is not sent again.
/// </summary>
internal sealed class Inquiry(PartnerLines lines, IMessageLog log, RecordGateway gateway, TimeProvider clock)
{
    private const int MostSeconds = 30;
    private const int ControlLength = 20;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly TimeSpan s_connectTime = TimeSpan.FromSeconds(5);
    private static readonly MessageReason s_open = new("INTERFACE-UNANSWERED", "A person asked and waited for the answer; it did not come, and the question is not sent again.");

    private static readonly MessageReason s_unread = new("INTERFACE-ANSWER", "It is no answer to the question that was asked.");

    /// <summary>Asks, and waits for the answer. Refusals are the gateway's, of what may not be asked.</summary>
    internal async Task<Answer<InquiryEnd>> AskAsync(Asking asking, ReadyPartner partner, Question question, CancellationToken cancellationToken)
    {
        var (id, control) = (Guid.CreateVersion7(clock.GetUtcNow()), RandomNumberGenerator.GetString(Alphabet, ControlLength));
        var type = question.HasForecast ? "QBP^Q11" : "QBP^Q11^Z34";
        var order = new SendOrder(id.ToString(), type, [$"Patient/{question.Patient}"]);
        var composed = await gateway.Asking.ComposeAsync(asking, order, "Immunization", record => Compose(partner.Target!, order, record, control), cancellationToken).ConfigureAwait(false);
        if (composed.IsRefused)
            return composed.Refusal;
        if (composed.Value.Bytes is not { } bytes)
            return new InquiryEnd(422, "registry-question", composed.Value.Fault);
        bytes = question.Candidate is { } candidate ? WithCandidate(bytes, candidate) : bytes;
        // As long as nothing has come, it is on record as a question without an answer.
        var asked = await log.AppendAsync(new MessageDraft(partner.Settings.Id, control, type, bytes) { Id = id, Direction = MessageDirection.Outbound, State = MessageState.Discarded, Reason = s_open, Patients = composed.Value.Patients }, cancellationToken).ConfigureAwait(false);
        var reply = await SendAsync(partner.Target!, bytes, cancellationToken).ConfigureAwait(false);
        return reply.Outcome == MllpOutcome.Acknowledged ? await HearAsync(partner, asked, reply, composed.Value.Patients).ConfigureAwait(false) : new InquiryEnd(504, "registry-silent", "The registry does not answer");
    }

    /// <summary>The answer to an earlier question about a patient; null: there is none of that id, or it is about somebody else, or too old to be in the log.</summary>
    internal (Hl7Message Message, RegistryAnswer Answer)? Recall(ReadyPartner partner, string id, string patient)
    {
        if (log.Find(id) is not { Direction: MessageDirection.Inbound, State: MessageState.Applied } found || found.Partner != partner.Settings.Id || !found.Patients.Contains(log.PatientKey(RecordIdentifier.Of(patient))))
            return null;
        return log.Raw(found) is { } raw && Hl7Message.Read(raw).Message is { } message && RegistryReader.Read(partner, message, found.At) is { } answer ? (message, answer) : null;
    }

    private Composed Compose(ReadyTarget target, SendOrder order, ReleasedRecord record, string control)
    {
        var written = target.Ask(order.Type, order.Foci, record, control, clock.GetUtcNow());
        return new Composed(written.Bytes, record.PatientIdentifiers, written.Issues.FirstOrDefault(issue => issue.IsError) is { } error ? error.Message : "");
    }

    // The registry's own number of whom it named: there is one person with it.
    private static byte[] WithCandidate(byte[] bytes, Hl7Segment candidate)
    {
        var message = Hl7Message.Parse(bytes);
        var (edited, next, number) = (EditableMessage.Of(message), message.Find("QPD")!.Value[3].Repetitions + 1, candidate[3].Repetition(1));
        void Set(int component, int subcomponent, string text)
        {
            if (text.Length > 0)
                edited.Set(new Hl7Path("QPD", 1, 3, next, component, subcomponent), text);
        }
        Set(1, 0, number.Component(1).Text);
        foreach (var part in Enumerable.Range(1, 3))
            Set(4, part, number.Component(4).Subcomponent(part).Text);
        Set(5, 0, number.Component(5).Text);
        return edited.ToBytes();
    }

    private async Task<MllpReply> SendAsync(ReadyTarget target, byte[] bytes, CancellationToken cancellationToken)
    {
        var answerTime = TimeSpan.FromSeconds(Math.Min(target.Settings.AnswerSeconds, MostSeconds));
        await using var line = lines.OpenOnce(target, answerTime, s_connectTime);
        using var bound = new CancellationTokenSource(answerTime + s_connectTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            return await line.SendAsync(bytes, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new MllpReply(MllpOutcome.Unknown);
        }
    }

    // Not cancelled: what has come is in the log, whoever still waits for it.
    private async Task<InquiryEnd> HearAsync(ReadyPartner partner, LoggedMessage asked, MllpReply reply, IReadOnlyList<string> patients)
    {
        var at = clock.GetUtcNow();
        var refusal = reply.IsAccepted ? null : Sending.Refusal.Of(reply.Acknowledgement);
        await log.ChangeAsync(new MessageChange(asked.Sequence, MessageState.Discarded, refusal is null ? MessageState.Applied : MessageState.Discarded) { IsAttempt = true, Reason = refusal }, CancellationToken.None).ConfigureAwait(false);
        var message = Hl7Message.Read(reply.Acknowledgement.ToArray()).Message;
        var isOwn = message?.Find("QAK") is { } status && status[1].Text == asked.ControlId;
        var answer = refusal is null && isOwn ? RegistryReader.Read(partner, message!, at) : null;
        var type = message is null ? "" : $"{message[0][9].Component(1).Text}^{message[0][9].Component(2).Text}";
        var logged = await log.AppendAsync(new MessageDraft(partner.Settings.Id, message?[0][10].Text ?? "", type, reply.Acknowledgement) { Id = Guid.CreateVersion7(at), State = answer is null ? MessageState.Discarded : MessageState.Applied, Reason = answer is null ? refusal ?? s_unread : null, Patients = patients }, CancellationToken.None).ConfigureAwait(false);
        return answer is not null ? new InquiryEnd(200, "", "", answer, logged.Id)
            : refusal is not null ? new InquiryEnd(502, "registry-refused", refusal.Text) : new InquiryEnd(502, "registry-answer", "The registry's answer cannot be read");
    }

    private sealed record Composed(byte[]? Bytes, IReadOnlyList<string> Patients, string Fault);
}
