using Carewright.Hl7v2.Acknowledging;

namespace Carewright.Mllp;

/// <summary>What became of a message that was to be sent.</summary>
/// <param name="Outcome">What is known.</param>
/// <param name="Code">MSA-1 of the acknowledgement; null when there is none, or when it says something else than table 0008 has.</param>
/// <param name="Acknowledgement">The acknowledgement's bytes; empty when there is none.</param>
/// <param name="Reason">Why it is not acknowledged, in a sentence without anything of a patient.</param>
public sealed record MllpReply(MllpOutcome Outcome, AcknowledgementCode? Code = null, ReadOnlyMemory<byte> Acknowledgement = default, string? Reason = null)
{
    /// <summary>Whether the partner has it and says that all is well.</summary>
    public bool IsAccepted => Outcome == MllpOutcome.Sent || Code is AcknowledgementCode.AA or AcknowledgementCode.CA;
}

/// <summary>What is known of a message that was to be sent.</summary>
public enum MllpOutcome
{
    /// <summary>Not one byte of it has left: it may be sent again without a thought.</summary>
    NotSent,

    /// <summary>It has left, and its header asks for no acknowledgement.</summary>
    Sent,

    /// <summary>The partner has answered; the code says how.</summary>
    Acknowledged,

    /// <summary>It has left, or part of it has, and no answer came: the partner may have it. If it is sent again, then with the same control id, so that the partner can tell.</summary>
    Unknown,
}
