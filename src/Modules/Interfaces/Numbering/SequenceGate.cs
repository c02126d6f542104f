using System.Collections.Concurrent;
using System.Globalization;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Writing;
using Carewright.Interfaces.Receiving;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Numbering;

/// <summary>
/// Takes a partner's numbered messages in the order of their numbers (HL7 v2.8 ch. 2.10.1): one at a time, and none before those that are missing. Every answer says in MSA-4 which number is expected next.
/// </summary>
internal sealed class SequenceGate(SequenceBook book, IMessageLog log)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for a partner's messages before this one, and says what this one is.</summary>
    internal async Task<SequenceTurn> EnterAsync(string partner, Hl7Message message, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(partner, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var last = book.LastTaken(partner);
        return new SequenceTurn(book, turn, partner, SequenceNumber.Of(message[0][13].Text, last), last);
    }

    /// <summary>Why a message may not be taken now; null when it may.</summary>
    internal Verdict? Against(SequenceTurn turn, Hl7Message message) => turn.Number.Kind switch
    {
        SequenceKind.Next => null,
        // What came before is answered as it was then; the log knows it by its control id.
        SequenceKind.Earlier when log.List(new MessageQuery(Partner: turn.Partner, ControlId: message[0][10].Text, Count: 1)).Messages.Count > 0 => null,
        SequenceKind.Earlier => Reject("INTERFACE-SEQUENCE-EARLIER", MessageError.DuplicateKey, string.Create(CultureInfo.InvariantCulture, $"Another message has come under this number (MSH-13); {turn.Expected} is expected.")),
        SequenceKind.Gap => Reject("INTERFACE-SEQUENCE-GAP", MessageError.SegmentSequence, string.Create(CultureInfo.InvariantCulture, $"Messages before this one are missing (MSH-13): {turn.Expected} is expected.")),
        SequenceKind.Start or SequenceKind.Anew when message.SegmentCount > 1 => Reject("INTERFACE-SEQUENCE-CONTENT", MessageError.SegmentSequence, "A message that begins the numbers (MSH-13) holds nothing else."),
        SequenceKind.Start or SequenceKind.Anew => null,
        _ => Reject("INTERFACE-SEQUENCE-NUMBER", MessageError.DataType, "This is no number of a message (MSH-13)."),
    };

    /// <summary>An answer that says which number is expected next.</summary>
    internal static ReadOnlyMemory<byte> Tell(ReadOnlyMemory<byte> answer, long expected)
    {
        var telling = EditableMessage.Of(Hl7Message.Parse(answer));
        telling.Set("MSA-4", expected.ToString(CultureInfo.InvariantCulture));
        return telling.ToBytes();
    }

    private static Verdict Reject(string code, string error, string text) => new(AcknowledgementCode.AR, new MessageReason(code, text, "MSH-13"), [new MessageError(error, text, SequenceNumber.Field)]);
}

/// <summary>One message's turn: until it is disposed, no other of its partner is looked at.</summary>
internal sealed class SequenceTurn(SequenceBook book, SemaphoreSlim turn, string partner, SequenceNumber number, long? last) : IDisposable
{
    private bool _isOver;

    /// <summary>Whose it is.</summary>
    internal string Partner { get; } = partner;

    /// <summary>What the message's number is.</summary>
    internal SequenceNumber Number { get; } = number;

    /// <summary>What is expected next; <see cref="SequenceNumber.Unknown"/>: any.</summary>
    internal long Expected { get; private set; } = last + 1 ?? SequenceNumber.Unknown;

    /// <summary>The message is durable here: the one after it is expected from now on.</summary>
    internal async Task TakenAsync()
    {
        if (Number.Kind == SequenceKind.Anew)
        {
            await book.TakenAsync(Partner, null).ConfigureAwait(false);
            Expected = SequenceNumber.Unknown;
        }
        else if (Number.Kind == SequenceKind.Next)
        {
            await book.TakenAsync(Partner, Number.Value).ConfigureAwait(false);
            Expected = Number.Value + 1;
        }
    }

    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        turn.Release();
    }
}
