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

    /// <summary>A message by its id; null when there is none.</summary>
    LoggedMessage? Find(string id);

    /// <summary>The bytes of a message; null when the log has them no more.</summary>
    byte[]? Raw(LoggedMessage message);

    /// <summary>Messages of one state in the order in which they came, after a sequence number; at most 1,000.</summary>
    IReadOnlyList<LoggedMessage> InOrder(MessageState state, long after, int count);

    /// <summary>Messages that all given conditions hold for, newest first. Looks at a bounded number of rows: a page may be short or empty and still have a next one.</summary>
    MessagePage List(MessageQuery query);

    /// <summary>How many messages there are of each partner and state.</summary>
    IReadOnlyList<MessageTally> Tally();

    /// <summary>How a partner does since a moment.</summary>
    PartnerPulse Pulse(string partner, DateTimeOffset since);

    /// <summary>The hash that a patient's identifier (<c>system|value</c>) is found by in this log.</summary>
    long PatientKey(string identifier);

    /// <summary>Raised after messages were put into the log that are to be applied; handlers must be quick.</summary>
    event Action? Received;
}

/// <summary>How a partner does.</summary>
/// <param name="LastAt">When something last came; null: never.</param>
/// <param name="Messages">How many came since the moment asked for, counted up to 100,000.</param>
/// <param name="OldestOpen">When the oldest message came that is still to be applied; null: none is.</param>
public readonly record struct PartnerPulse(DateTimeOffset? LastAt, int Messages, DateTimeOffset? OldestOpen);

/// <summary>A count of messages.</summary>
/// <param name="Partner">The partner's id.</param>
/// <param name="State">Their state.</param>
/// <param name="Count">How many.</param>
public readonly record struct MessageTally(string Partner, MessageState State, long Count);
