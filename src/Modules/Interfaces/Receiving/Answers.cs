using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;

namespace Carewright.Interfaces.Receiving;

/// <summary>Acknowledgements, with the clinic's clock and control ids of their own.</summary>
internal sealed class Answers(TimeProvider clock)
{
    private static readonly Acknowledgement s_writer = new("CAREWRIGHT");

    /// <summary>The acknowledgement of a message.</summary>
    internal byte[] Of(Hl7Message message, AcknowledgementCode code, params IReadOnlyList<MessageError> errors) => s_writer.Of(message, code, clock.GetLocalNow(), NextId(), errors);

    /// <summary>The rejection of what is no message.</summary>
    internal byte[] OfNothing(MessageError error) => s_writer.OfNothing(clock.GetLocalNow(), NextId(), error);

    // MSH-10 has 20 characters in versions before 2.7.
    private static string NextId() => Guid.NewGuid().ToString("N")[..20];
}
