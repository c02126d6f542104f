using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>A message sealed by the thread that brings it, so that the writer has only to write.</summary>
internal sealed record SealedDraft(Guid Id, long At, MessageDirection Direction, MessageState State, LogHead Head, LogKey Key)
{
    public required LogHashes Hashes { get; init; }

    public required byte[] SealedHead { get; init; }

    public required byte[]? SealedBody { get; init; }

    public static SealedDraft Of(MessageDraft draft, DateTimeOffset now, LogKey key)
    {
        var id = draft.Id ?? Guid.CreateVersion7(now);
        var head = new LogHead(draft.Partner, draft.ControlId, draft.Type, [.. draft.Patients.Distinct(StringComparer.Ordinal)], 0, draft.Reason, draft.Replaces, null) { Content = draft.Content };
        return new SealedDraft(id, LogRow.Microseconds(now), draft.Direction, draft.State, head, key)
        {
            Hashes = key.Hashes(head),
            SealedHead = LogRow.CloseHead(key, id, head),
            SealedBody = key.CloseBody(id, draft.Raw.Span),
        };
    }

    /// <summary>The same under the key in force: another one came between the sealing and the writing.</summary>
    public SealedDraft Under(LogKey key) => this with
    {
        Key = key,
        Hashes = key.Hashes(Head),
        SealedHead = LogRow.CloseHead(key, Id, Head),
        SealedBody = SealedBody is null ? null : key.CloseBody(Id, Key.OpenBody(Id, SealedBody)),
    };

    /// <summary>The row of a message that is there already: no body, and no patients that it would be found by twice.</summary>
    public SealedDraft AsDuplicate(Guid first)
    {
        var head = Head with { Replaces = first.ToString(), Patients = [], Reason = null, Content = null };
        return this with { State = MessageState.Duplicate, Head = head, Hashes = Hashes with { Same = 0, Patients = [] }, SealedHead = LogRow.CloseHead(Key, Id, head), SealedBody = null };
    }

    public LogEntry Entry(long sequence) => new(sequence, Id, At, Direction, State, Key.Generation, Head, SealedBody is not null);
}
