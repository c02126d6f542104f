using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Partners;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Receiving;

/// <summary>Gives an answer that comes after the first one; an <see cref="IOException"/> when the connection has ended.</summary>
/// <param name="answer">It.</param>
/// <param name="cancellationToken">The connection has ended.</param>
internal delegate ValueTask AnswerLater(ReadOnlyMemory<byte> answer, CancellationToken cancellationToken);

/// <summary>Says to a sender what became of a message, in the mode that the message asks for (HL7 v2.8 ch. 2.9.2, 2.9.3). A message that came before is answered as it was then.</summary>
internal sealed class Acknowledger(IMessageLog log, Outcomes outcomes, Answers answers, TimeProvider clock, ILogger<Acknowledger> logger)
{
    // A sender waits 30 seconds, as a rule: what is not in the record by then is told before.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>The answer to a message that is in the log; null for none.</summary>
    /// <param name="partner">Whose it is.</param>
    /// <param name="later">Gives an answer that comes later; null: there is no way for one, and who asks for two answers gets the application's alone.</param>
    /// <param name="message">The message.</param>
    /// <param name="logged">Its row.</param>
    /// <param name="verdict">Why it cannot be applied, when that is known already.</param>
    /// <param name="cancellationToken">The connection has ended.</param>
    internal async ValueTask<ReadOnlyMemory<byte>?> AnswerAsync(Partner partner, AnswerLater? later, Hl7Message message, LoggedMessage logged, Verdict? verdict, CancellationToken cancellationToken)
    {
        var first = logged is { State: MessageState.Duplicate, Replaces: { } id } && log.Find(id) is { } before ? before : logged;
        verdict ??= Verdict.Of(first);
        if (IsOriginal(message))
            return partner.Acknowledge == AcknowledgeWhen.Durable && verdict is null ? answers.Of(message, AcknowledgementCode.AA) : await ApplicationAsync(message, first, verdict, cancellationToken).ConfigureAwait(false);
        // The commit acknowledgement says only that it is safe here; what comes of it is the application's to say.
        if (!Acknowledgement.IsAskedFor(message, AcknowledgementCode.CA) || (later is null && !message[0][16].IsEmpty))
            return await ApplicationAsync(message, first, verdict, cancellationToken).ConfigureAwait(false);
        if (later is not null && !message[0][16].IsEmpty)
            _ = DeferAsync(later, message, first, verdict, cancellationToken);
        return answers.Of(message, AcknowledgementCode.CA);
    }

    private static bool IsOriginal(Hl7Message message) => message[0][15].IsEmpty && message[0][16].IsEmpty;

    private async Task<ReadOnlyMemory<byte>?> ApplicationAsync(Hl7Message message, LoggedMessage first, Verdict? verdict, CancellationToken cancellationToken)
    {
        verdict ??= await OutcomeAsync(first.Id, cancellationToken).ConfigureAwait(false);
        var code = verdict?.Code ?? AcknowledgementCode.AA;
        return Acknowledgement.IsAskedFor(message, code) ? answers.Of(message, code, verdict?.Errors ?? []) : null;
    }

    // Null: it is in the record, or a person sees to it; either way the sender has done its part.
    private async Task<Verdict?> OutcomeAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return Verdict.Of(await outcomes.WhenSettledAsync(id, s_patience, clock, cancellationToken).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            const string Late = "The message is safe here and not in the record yet.";
            return new Verdict(AcknowledgementCode.AE, new MessageReason("INTERFACE-LATE", Late), [new MessageError(MessageError.Locked, Late)]);
        }
    }

    private async Task DeferAsync(AnswerLater later, Hl7Message message, LoggedMessage first, Verdict? verdict, CancellationToken cancellationToken)
    {
        try
        {
            if (await ApplicationAsync(message, first, verdict, cancellationToken).ConfigureAwait(false) is { } answer)
                await later(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            logger.DeferredLost(first.Id);
        }
    }
}
