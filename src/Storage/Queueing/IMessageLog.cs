namespace Carewright.Storage.Queueing;

/// <summary>
/// The log of messages from and to partners: what came is in it, durable, before anybody is told that it was received. Sealed on disk; found by keyed hashes. One for each open store.
/// All members are safe to call from many threads at once.
/// </summary>
public interface IMessageLog : IAsyncDisposable
{
    /// <summary>
    /// Puts a message into the log; it is on disk when the task completes, in one flush with those of other callers. The same message once more (partner, control id and content, see
    /// <see cref="MessageDraft.Content"/>) becomes a row of state <see cref="MessageState.Duplicate"/> without a body that names the first. Waits while the log has more to write than it can take.
    /// </summary>
    /// <exception cref="IOException">An earlier write did not reach the disk: nothing is taken any more until the log is opened again.</exception>
    Task<LoggedMessage> AppendAsync(MessageDraft draft, CancellationToken cancellationToken);

    /// <summary>Changes a message that is in the state that the change expects; durable when the task completes. Null: it is in another state, or not there.</summary>
    Task<LoggedMessage?> ChangeAsync(MessageChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Erases what the log says of a patient, whatever the state: messages that name one of the identifiers lose bytes, patients, reason and decision, become <see cref="MessageState.Discarded"/> with the reason <c>erased</c>,
    /// and are no longer what another repeats. Durable, and gone from the disk, when the task completes.
    /// </summary>
    /// <param name="identifiers">Identifiers of the patient, <c>system|value</c>: all that the record ever had.</param>
    /// <param name="cancellationToken">Ends it; what is erased stays erased.</param>
    /// <returns>How many messages that were.</returns>
    Task<int> EraseAsync(IReadOnlySet<string> identifiers, CancellationToken cancellationToken);

    /// <summary>Removes messages that came before a moment. A duplicate is told as long as the first is here: what is sent again after that is a message of its own.</summary>
    /// <param name="before">They came before this moment.</param>
    /// <param name="states">Of these states: applied, duplicate, discarded.</param>
    /// <param name="cancellationToken">Ends it; what is removed stays removed.</param>
    /// <returns>How many went.</returns>
    /// <exception cref="ArgumentException">A state that waits for somebody is among them.</exception>
    Task<int> TrimAsync(DateTimeOffset before, IReadOnlyCollection<MessageState> states, CancellationToken cancellationToken);

    /// <summary>A message by its id; null when there is none.</summary>
    LoggedMessage? Find(string id);

    /// <summary>The bytes of a message; null when the log has them no more.</summary>
    byte[]? Raw(LoggedMessage message);

    /// <summary>Messages of one state and direction in the order in which they came, after a sequence number; at most 1,000.</summary>
    /// <param name="state">Their state.</param>
    /// <param name="direction">Which way they go.</param>
    /// <param name="after">Only later ones.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="partner">Only this partner's; null: everybody's.</param>
    IReadOnlyList<LoggedMessage> InOrder(MessageState state, MessageDirection direction, long after, int count, string? partner = null);

    /// <summary>Messages that all given conditions hold for, newest first. Looks at a bounded number of rows: a page may be short or empty and still have a next one.</summary>
    MessagePage List(MessageQuery query);

    /// <summary>How many messages there are of each partner and state.</summary>
    IReadOnlyList<MessageTally> Tally();

    /// <summary>How a partner does since a moment.</summary>
    PartnerPulse Pulse(string partner, DateTimeOffset since);

    /// <summary>The hash of a patient's identifier (<c>system|value</c>) in <see cref="LoggedMessage.Patients"/>: the same for as long as the log is open, another one after that.</summary>
    long PatientKey(string identifier);

    /// <summary>Raised after messages were put into the log that are to be applied or sent; handlers must be quick.</summary>
    event Action? Received;

    /// <summary>Raised with each message that is erased, as it is then; handlers must be quick.</summary>
    event Action<LoggedMessage>? Erased;
}

/// <summary>How a partner does.</summary>
/// <param name="LastAt">When something last came; null: never.</param>
/// <param name="Messages">How many came since the moment asked for, counted up to 100,000.</param>
/// <param name="OldestOpen">When the oldest message came that is still to be applied; null: none is.</param>
/// <param name="OldestUnsent">When the oldest message was made that is still to be sent; null: none is.</param>
public readonly record struct PartnerPulse(DateTimeOffset? LastAt, int Messages, DateTimeOffset? OldestOpen, DateTimeOffset? OldestUnsent);

/// <summary>A count of messages.</summary>
/// <param name="Partner">The partner's id.</param>
/// <param name="State">Their state.</param>
/// <param name="Count">How many.</param>
public readonly record struct MessageTally(string Partner, MessageState State, long Count);
