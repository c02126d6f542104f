namespace Carewright.Storage.Queueing;

/// <summary>A message to be put into the log.</summary>
/// <param name="Partner">Whose it is: the partner's id.</param>
/// <param name="ControlId">MSH-10; empty when it has none.</param>
/// <param name="Type">Type and event, <c>ADT^A01</c>; empty when it could not be read.</param>
/// <param name="Raw">Its bytes; copied.</param>
public sealed record MessageDraft(string Partner, string ControlId, string Type, ReadOnlyMemory<byte> Raw)
{
    /// <summary>The UUID that it gets; null: one is made.</summary>
    public Guid? Id { get; init; }

    /// <summary>Which way it goes.</summary>
    public MessageDirection Direction { get; init; } = MessageDirection.Inbound;

    /// <summary>Received, or dead from the beginning.</summary>
    public MessageState State { get; init; } = MessageState.Received;

    /// <summary>Why it is dead; null when it is not.</summary>
    public MessageReason? Reason { get; init; }

    /// <summary>Identifiers of the patients that it names (<c>system|value</c>): what orders it among others, and what it is found by.</summary>
    public IReadOnlyList<string> Patients { get; init; } = [];

    /// <summary>What must be the same for a message to have come before, beside partner and control id: a digest of its content. Null: it is never a duplicate.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Id of the message that it stands in for: one that was mended and sent again. Null for what came by itself.</summary>
    public string? Replaces { get; init; }
}

/// <summary>Why a message is where it is, without anything of the patient.</summary>
/// <param name="Code">What a program goes by.</param>
/// <param name="Text">A sentence for a person.</param>
/// <param name="Place">Path in the message (<c>PID[1]-7</c>), or null.</param>
public sealed record MessageReason(string Code, string Text, string? Place = null);

/// <summary>A message of the log, without its bytes.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Id">A UUID, unique for ever: what it does to the record carries it.</param>
/// <param name="At">When it was put into the log, UTC.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="State">What has become of it.</param>
public sealed record LoggedMessage(long Sequence, string Id, DateTimeOffset At, MessageDirection Direction, MessageState State)
{
    /// <summary>The partner's id.</summary>
    public required string Partner { get; init; }

    /// <summary>MSH-10.</summary>
    public required string ControlId { get; init; }

    /// <summary>Type and event.</summary>
    public required string Type { get; init; }

    /// <summary>Hashes of its patients' identifiers (<see cref="IMessageLog.PatientKey"/>).</summary>
    public IReadOnlyList<long> Patients { get; init; } = [];

    /// <summary>How often it was tried to apply it.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it is where it is; null when there is nothing to say.</summary>
    public MessageReason? Reason { get; init; }

    /// <summary>Id of the message that it repeats or stands in for; null.</summary>
    public string? Replaces { get; init; }

    /// <summary>What a person has decided about it (<c>Patient/x</c>, <c>new</c>, ...); null.</summary>
    public string? Decision { get; init; }

    /// <summary>Whether the log still has its bytes.</summary>
    public bool HasRaw { get; init; }
}

/// <summary>A change of a message.</summary>
/// <param name="Sequence">Which.</param>
/// <param name="From">The state that it must be in.</param>
/// <param name="To">The state it gets.</param>
public sealed record MessageChange(long Sequence, MessageState From, MessageState To)
{
    /// <summary>Why; null: nothing to say.</summary>
    public MessageReason? Reason { get; init; }

    /// <summary>What a person has decided; null: what was decided before stays.</summary>
    public string? Decision { get; init; }

    /// <summary>Whether an attempt to apply it has been made.</summary>
    public bool IsAttempt { get; init; }

    /// <summary>Whether its bytes are overwritten: they are in the record now.</summary>
    public bool DropsRaw { get; init; }
}

/// <summary>Conditions on messages; null: any.</summary>
/// <param name="Partner">The partner's id.</param>
/// <param name="State">Their state.</param>
/// <param name="ControlId">MSH-10, letter for letter.</param>
/// <param name="Patient">An identifier of the patient, <c>system|value</c>.</param>
/// <param name="From">Came at this moment or later.</param>
/// <param name="To">Came before this moment.</param>
/// <param name="Before">Only messages with a lower sequence number: the page before's <see cref="MessagePage.NextBefore"/>.</param>
/// <param name="Count">At most so many, 1 to 1,000.</param>
public sealed record MessageQuery(
    string? Partner = null, MessageState? State = null, string? ControlId = null, string? Patient = null, DateTimeOffset? From = null, DateTimeOffset? To = null, long? Before = null, int Count = 50);

/// <summary>Messages, newest first, and the sequence number to go on before; null at the end.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="NextBefore">Where the next page begins.</param>
public sealed record MessagePage(IReadOnlyList<LoggedMessage> Messages, long? NextBefore);
