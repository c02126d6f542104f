using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Mllp;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Sending;

/// <summary>Why a partner does not take a message, in words of ours: what it writes itself may say something of the patient.</summary>
internal static class Refusal
{
    /// <summary>Whether the same message may be taken later: the partner's application has a fault of its own, or something is locked (HL7 table 0357: 206, 207).</summary>
    internal static bool IsForLater(MllpReply reply) => reply.Code is AcknowledgementCode.AR or AcknowledgementCode.CR && Hl7Message.Read(reply.Acknowledgement).Message is { } answer && CodeOf(answer) is MessageError.Locked or MessageError.Internal;

    /// <summary>Whether the partner has the message already (HL7 table 0357: 205): the answer to it was lost the first time.</summary>
    internal static bool IsKnown(MllpReply reply) => Hl7Message.Read(reply.Acknowledgement).Message is { } answer && CodeOf(answer) == MessageError.DuplicateKey;

    /// <summary>The reason for the log.</summary>
    internal static MessageReason Of(ReadOnlyMemory<byte> acknowledgement)
    {
        var answer = Hl7Message.Read(acknowledgement).Message;
        var (code, place) = answer is null ? ("", null) : (CodeOf(answer), PlaceOf(answer));
        return new MessageReason("INTERFACE-REFUSED", $"The partner refuses it: {WordsOf(code)}.", place);
    }

    // From version 2.5 on ERR-3, before that ERR-1.4.
    private static string CodeOf(Hl7Message answer) => answer.Find("ERR") is { } error ? error[3].Component(1).Text is { Length: > 0 } code ? code : error[1].Component(4).Text : "";

    private static string? PlaceOf(Hl7Message answer)
    {
        if (answer.Find("ERR") is not { } error || error[2].Component(1).Text is not { Length: 3 } segment)
            return null;
        var field = error[2].Component(3).Text;
        return Hl7Path.TryParse(field.Length > 0 ? $"{segment}-{field}" : segment, out var path) ? path.ToString() : null;
    }

    private static string WordsOf(string code) => code switch
    {
        MessageError.SegmentSequence => "segments are missing or in the wrong order",
        MessageError.FieldMissing => "a field is missing",
        MessageError.DataType => "a value has the wrong form",
        MessageError.TableValue => "it does not know a code",
        MessageError.MessageType => "it does not take this type of message",
        MessageError.Event => "it does not take this event",
        MessageError.ProcessingId => "it does not take this processing id",
        MessageError.Version => "it does not take this version",
        MessageError.UnknownKey => "it does not know what the message is about",
        MessageError.DuplicateKey => "it has that already",
        MessageError.Locked => "something is locked there",
        MessageError.Internal => "its application has a fault",
        _ => "it gives no reason that is known here",
    };
}
