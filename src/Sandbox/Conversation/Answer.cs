using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Writing;

namespace Carewright.Sandbox.Conversation;

/// <summary>What a partner says to a message: its application acknowledgement.</summary>
/// <param name="Code">MSA-1.</param>
/// <param name="Errors">One ERR each.</param>
/// <param name="Type">MSH-9 where it is more than an ACK: <c>ORL^O22^ORL_O22</c>.</param>
/// <param name="Complete">Adds what stands after MSA and ERR, in the delimiters of the message that is answered.</param>
internal sealed record Answer(AcknowledgementCode Code, IReadOnlyList<MessageError> Errors, string? Type = null, Action<EditableMessage>? Complete = null)
{
    /// <summary>All is well.</summary>
    public static Answer Accepted { get; } = new(AcknowledgementCode.AA, []);

    /// <summary>It is no message for this partner.</summary>
    public static Answer OtherType { get; } = new(AcknowledgementCode.AR, [new MessageError(MessageError.MessageType, "This partner does not take messages of this type.", new("MSH", 1, 9))]);
}
