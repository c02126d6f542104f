using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>A message sealed by the thread that brings it, so that the writer has only to write.</summary>
internal sealed record SealedDraft(Guid Id, long At, MessageDirection Direction, MessageState State, LogHead Head)
{
    public required long Partner { get; init; }

    public required long Control { get; init; }

    public required long Same { get; init; }

    public required byte[] SealedHead { get; init; }

    public required byte[]? SealedBody { get; init; }

    public static SealedDraft Of(MessageDraft draft, DateTimeOffset now, LogKeys keys)
    {
        var id = draft.Id ?? Guid.CreateVersion7(now);
        var head = new LogHead(draft.Partner, draft.ControlId, draft.Type, [.. draft.Patients.Select(keys.Patient).Distinct()], 0, draft.Reason, draft.Replaces, null);
        return new SealedDraft(id, LogRow.Microseconds(now), draft.Direction, draft.State, head)
        {
            Partner = keys.Partner(draft.Partner),
            Control = keys.Control(draft.ControlId),
            Same = keys.Same(draft),
            SealedHead = LogRow.CloseHead(keys, id, head),
            SealedBody = keys.CloseBody(id, draft.Raw.Span),
        };
    }

    /// <summary>The row of a message that is there already: no body, and no patients that it would be found by twice.</summary>
    public SealedDraft AsDuplicate(LogKeys keys, Guid first)
    {
        var head = Head with { Replaces = first.ToString(), Patients = [], Reason = null };
        return this with { State = MessageState.Duplicate, Head = head, SealedHead = LogRow.CloseHead(keys, Id, head), SealedBody = null };
    }

    public LoggedMessage Logged(long sequence) => Head.Message(sequence, Id, At, Direction, State, SealedBody is not null);
}
