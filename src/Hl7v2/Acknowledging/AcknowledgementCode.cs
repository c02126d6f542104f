namespace Carewright.Hl7v2.Acknowledging;

/// <summary>MSA-1 (HL7 table 0008): how a message was received (commit) or dealt with (application).</summary>
public enum AcknowledgementCode
{
    /// <summary>Application accept.</summary>
    AA,

    /// <summary>Application error: it was understood and cannot be done.</summary>
    AE,

    /// <summary>Application reject: it was not understood, or could not be looked at.</summary>
    AR,

    /// <summary>Commit accept: it is safe here.</summary>
    CA,

    /// <summary>Commit error.</summary>
    CE,

    /// <summary>Commit reject.</summary>
    CR,
}

/// <summary>Something wrong with a message, as ERR says it.</summary>
/// <param name="Code">HL7 table 0357, such as <c>101</c> (a required field is missing).</param>
/// <param name="Text">A sentence for a person, without anything of the patient.</param>
/// <param name="Place">Where; null for the whole message.</param>
public sealed record MessageError(string Code, string Text, Hl7Path? Place = null)
{
    /// <summary>Segment sequence error, field missing, data type error, table value not found.</summary>
    public const string SegmentSequence = "100", FieldMissing = "101", DataType = "102", TableValue = "103";

    /// <summary>Message type, event, processing id and version that are not supported.</summary>
    public const string MessageType = "200", Event = "201", ProcessingId = "202", Version = "203";

    /// <summary>Unknown key, duplicate key, record locked, internal error.</summary>
    public const string UnknownKey = "204", DuplicateKey = "205", Locked = "206", Internal = "207";

    /// <summary>Whether the message may be dealt with none the less: then ERR says it as a warning.</summary>
    public bool IsWarning { get; init; }
}
