using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Mllp;
using Carewright.Hl7v2.Writing;
using Carewright.Mllp;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Conversation;

/// <summary>
/// Takes what comes to a partner's port and answers as the header asks (HL7 v2.5.1 ch. 2.9): in original mode with the application's answer, in enhanced mode with a commit acknowledgement, the application's answer
/// behind it, or both. Safe for many threads.
/// </summary>
/// <param name="application">MSH-3 of answers to what names nobody.</param>
/// <param name="answer">The partner's answer.</param>
/// <param name="setup">Clock and where to tell of it.</param>
/// <param name="mischief">When not to behave.</param>
/// <param name="ending">Ends what is never answered.</param>
internal sealed class Door(string application, Func<Hl7Message, Answer> answer, PartnerSetup setup, Mischief mischief, CancellationToken ending)
{
    private readonly Acknowledgement _acknowledgement = new(application);
    private readonly ControlIds _ids = new(setup.Time, "A");

    /// <summary>As <see cref="MllpReceiver"/> says.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(MllpPeer peer, ReadOnlyMemory<byte> bytes, FrameFault? fault, CancellationToken cancellationToken)
    {
        var read = fault is FrameFault.Unfinished or FrameFault.TooLong ? default : Hl7Message.Read(bytes.ToArray());
        // A header that goes over several lines cannot be repeated in an answer.
        if (read.Message is not { } message || message[0].Raw.ContainsAny((byte)'\r', (byte)'\n'))
            return NoMessage();
        // Answering an answer would never end.
        if (message.Find("MSA") is not null)
            return null;
        if (mischief.ForNextArrival() is { } reception)
        {
            setup.Say($"{Names.Of(message)} came; {reception.Saying}");
            if (reception.Code is not { } code)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending);
                await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return null;
            }
            return Say(peer, message, new Answer(code, [new MessageError(MessageError.Internal, "Refused on request.")]), cancellationToken);
        }
        return Say(peer, message, answer(message), cancellationToken);
    }

    private byte[] NoMessage()
    {
        setup.Say("something came that is no message: AR");
        return _acknowledgement.OfNothing(setup.Time.GetLocalNow(), _ids.Next(), new MessageError(MessageError.SegmentSequence, "It is no HL7 v2 message."));
    }

    private ReadOnlyMemory<byte>? Say(MllpPeer peer, Hl7Message message, Answer said, CancellationToken cancellationToken)
    {
        var isCommitted = Acknowledgement.IsAskedFor(message, AcknowledgementCode.CA);
        var isAnswered = Acknowledgement.IsAskedFor(message, said.Code);
        setup.Say($"{Names.Of(message)} came: {(isCommitted ? "CA" : "")}{(isCommitted && isAnswered ? ", " : "")}{(isAnswered ? said.Code : "")}");
        if (!isCommitted)
            return isAnswered ? Write(message, said) : default(ReadOnlyMemory<byte>?);
        var commit = _acknowledgement.Of(message, AcknowledgementCode.CA, setup.Time.GetLocalNow(), _ids.Next());
        if (isAnswered)
            _ = DeferAsync(peer, Write(message, said), cancellationToken);
        return commit;
    }

    private async Task DeferAsync(MllpPeer peer, byte[] answer, CancellationToken cancellationToken)
    {
        try
        {
            await peer.Send(answer, cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            setup.Say("the connection ended before the application's answer");
        }
    }

    private byte[] Write(Hl7Message message, Answer said)
    {
        var bytes = _acknowledgement.Of(message, said.Code, setup.Time.GetLocalNow(), _ids.Next(), said.Errors);
        if (said.Type is null && said.Complete is null)
            return bytes;
        var whole = EditableMessage.Of(Hl7Message.Parse(bytes));
        foreach (var (word, number) in (said.Type ?? "").Split('^', StringSplitOptions.RemoveEmptyEntries).Select((word, place) => (word, place + 1)))
            whole.Set($"MSH-9.{number}", word);
        said.Complete?.Invoke(whole);
        return whole.ToBytes();
    }
}
