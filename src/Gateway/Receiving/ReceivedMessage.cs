using Carewright.Kernel;

namespace Carewright.Gateway.Receiving;

/// <summary>A partner's message, in FHIR, to be put into the record as a whole or not at all.</summary>
/// <param name="Id">A UUID that the message keeps for ever: the id of its Provenance. What carries it is put into the record once.</param>
/// <param name="Type">Type and event, for the log: <c>ADT^A01</c>.</param>
/// <param name="Partner">Who says so, for people.</param>
/// <param name="Raw">The message as it came; it is kept in a Binary.</param>
/// <param name="RawType">Its media type.</param>
/// <param name="Resources">What it speaks of.</param>
/// <param name="Links">What belongs together by it.</param>
public sealed record ReceivedMessage(
    string Id, string Type, string Partner, ReadOnlyMemory<byte> Raw, string RawType, IReadOnlyList<ReceivedResource> Resources, IReadOnlyList<ReceivedLink> Links)
{
    /// <summary>What <c>meta.source</c> says of what a message has brought: it is not told to its partner again.</summary>
    /// <param name="message">Id of the message.</param>
    public static string SourceOf(string message) => SaidReader.SourceOf(message);

    /// <summary>When patients are taken for the same.</summary>
    public MatchRules Matching { get; init; } = MatchRules.Default;

    /// <summary>What people have decided about it, in the order in which it was asked: <c>Patient/x</c>, <c>new</c>, <c>sender</c> (what the sender says replaces what was changed here), <c>clinic</c> (it does not).</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];
}

/// <summary>One thing that a message speaks of.</summary>
/// <param name="Key">Its name in the message, <c>urn:uuid:...</c>.</param>
/// <param name="ResourceType">FHIR resource type.</param>
/// <param name="Json">What the message says of it: a resource without an id, UTF-8 JSON.</param>
/// <param name="Intent">What is to happen.</param>
/// <param name="Business">Identifiers that it is known by (<c>system|value</c>, without escapes), the strongest first.</param>
/// <param name="Cleared">Top-level elements that the message says there are none of.</param>
public sealed record ReceivedResource(string Key, string ResourceType, ReadOnlyMemory<byte> Json, ReceivedIntent Intent, IReadOnlyList<string> Business, IReadOnlyList<string> Cleared);

/// <summary>What is to happen to a thing that a message speaks of.</summary>
public enum ReceivedIntent
{
    /// <summary>A patient: found, or made.</summary>
    Match,

    /// <summary>A patient whom the sender does not keep: found by its identifiers and left as it is, never made. Who is not known by them, or is contradicted, is a person's to decide, however alike somebody is.</summary>
    Recognise,

    /// <summary>Found by its identifiers and brought up to date, or made.</summary>
    Upsert,

    /// <summary>Found by its identifiers and left as it is, or made.</summary>
    Ensure,

    /// <summary>Made.</summary>
    Create,

    /// <summary>Found by its identifiers and brought up to date; the message cannot be applied without it.</summary>
    Update,
}

/// <summary>That two things of a message are one.</summary>
/// <param name="Kind">How.</param>
/// <param name="Survivor">Key of what stays.</param>
/// <param name="Gone">Key of what goes into it.</param>
public sealed record ReceivedLink(ReceivedLinkKind Kind, string Survivor, string Gone);

/// <summary>How two things are one.</summary>
public enum ReceivedLinkKind
{
    /// <summary>Two patients' records become one, reversibly.</summary>
    MergePatients,

    /// <summary>The patient that is known by the old identifiers has new ones.</summary>
    ChangeIdentifier,

    /// <summary>Anything else: a person has to do it.</summary>
    Other,
}

/// <summary>When two descriptions of a person are taken for the same person. Scores are those of <see cref="Matching.DemographicScore"/>, 0 to 1.</summary>
/// <param name="Attach">From this score on, with the grade certain, a patient without a common identifier is taken for the same without asking; above 1: never.</param>
/// <param name="Ask">From this score on a person is asked; below, the message's is another person.</param>
/// <param name="Margin">How far the best must be before the next to be taken without asking.</param>
public sealed record MatchRules(double Attach = 0.95, double Ask = 0.55, double Margin = 0.1)
{
    /// <summary>What holds where a partner says nothing else.</summary>
    public static MatchRules Default { get; } = new();

    /// <summary>Whether they make sense.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSound => Attach is >= 0.8 and <= 2 && Ask is >= 0.3 and <= 1 && Margin is >= 0 and <= 1;
}

/// <summary>What came of a message.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">Why, when it is not in the record; null otherwise.</param>
public sealed record Receipt(ReceiptStatus Status, Issue? Reason = null)
{
    /// <summary>What was written, <c>Type/id</c>.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];

    /// <summary>Among whom a person is to choose, best first; empty when that is not the question.</summary>
    public IReadOnlyList<PatientCandidate> Candidates { get; init; } = [];
}

/// <summary>How the putting of a message into the record ended.</summary>
public enum ReceiptStatus
{
    /// <summary>It is in the record; by this call or, when nothing was written, by one before.</summary>
    Applied,

    /// <summary>A person has to decide first.</summary>
    Held,

    /// <summary>It cannot be applied as it is.</summary>
    Refused,

    /// <summary>The store is too busy, or others are changing the same at this moment: try again.</summary>
    Busy,
}

/// <summary>Somebody whom a message may mean.</summary>
/// <param name="Reference"><c>Patient/x</c>.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Grade">How sure.</param>
public sealed record PatientCandidate(string Reference, double Score, Matching.MatchGrade Grade);
