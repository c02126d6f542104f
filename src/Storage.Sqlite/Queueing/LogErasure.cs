using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>Takes what the log says of a patient out of it. Who sent how many messages of which kind, and when, stays.</summary>
internal static class LogErasure
{
    private const string Code = "erased";

    /// <summary>Erases those of some rows that name one of the identifiers; the messages as they are then.</summary>
    public static List<LoggedMessage> Erase(LogFile file, LogKeys keys, IReadOnlyList<long> sequences, IReadOnlySet<string> identifiers, long now)
    {
        var erased = new List<LoggedMessage>();
        foreach (var sequence in sequences)
        {
            // Two identifiers may have one hash.
            if (Open(file, sequence) is { } entry && entry.Head.Patients.Any(identifiers.Contains))
                erased.Add(file.Put(entry, Without(entry), now).Message(keys));
        }
        if (sequences.Count > 0)
            file.EndEra();
        return erased;
    }

    // What somebody has changed behind our back may be the patient's: its bytes go unread.
    private static LogEntry? Open(LogFile file, long sequence)
    {
        try
        {
            return file.Find(sequence);
        }
        catch (SealBrokenException)
        {
            file.DropRaw(sequence);
            return null;
        }
    }

    private static LogEntry Without(LogEntry entry) => entry with
    {
        State = MessageState.Discarded,
        HasRaw = false,
        Head = entry.Head with { Patients = [], Reason = new MessageReason(Code, "The patient has been erased."), Decision = null, Content = null },
    };
}
