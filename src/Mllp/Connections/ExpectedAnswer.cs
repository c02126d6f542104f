using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;

namespace Carewright.Mllp.Connections;

/// <summary>What a message's header says of the answer to it (HL7 v2.8 ch. 2.9.2 and 2.9.3).</summary>
/// <param name="ControlId">MSH-10.</param>
/// <param name="IsWaitedFor">Whether there will be one.</param>
internal readonly record struct ExpectedAnswer(string ControlId, bool IsWaitedFor)
{
    internal static ExpectedAnswer Of(ReadOnlyMemory<byte> message)
    {
        var read = Hl7Message.Read(message);
        if (read.Message is not { } known)
            throw new ArgumentException($"It is no HL7 v2 message: {read.Fault!.Message}", nameof(message));
        if (!FrameWriter.CanFrame(message.Span))
            throw new ArgumentException("The message holds a byte of the frame (0x0B or 0x1C).", nameof(message));
        var controlId = known[0][10].Text;
        if (controlId.Length == 0)
            throw new ArgumentException("The message has no control id (MSH-10): no acknowledgement could name it.", nameof(message));
        // An answer that is sent only on errors is not waited for: its absence is the good news.
        return new ExpectedAnswer(controlId, Acknowledgement.IsAskedFor(known, AcknowledgementCode.CA) || Acknowledgement.IsAskedFor(known, AcknowledgementCode.AA));
    }

    /// <summary>What an answer acknowledges and how; null when it acknowledges nothing.</summary>
    internal static (string ControlId, AcknowledgementCode? Code)? Read(ReadOnlyMemory<byte> answer)
    {
        if (Hl7Message.Read(answer).Message?.Find("MSA") is not { } acknowledged)
            return null;
        var said = acknowledged[1].Text.Trim();
        return (acknowledged[2].Text, Enum.GetNames<AcknowledgementCode>().Contains(said) ? Enum.Parse<AcknowledgementCode>(said) : null);
    }
}
