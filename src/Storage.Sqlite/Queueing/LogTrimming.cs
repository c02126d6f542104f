using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>Removes rows that have been kept long enough, a few at a time.</summary>
internal static class LogTrimming
{
    private const int Window = 500;

    /// <summary>Looks at the next rows after one, and removes those of some states.</summary>
    /// <param name="file">The log.</param>
    /// <param name="after">Where the step before ended.</param>
    /// <param name="before">A row that came at this moment or later ends it.</param>
    /// <param name="states">Which go.</param>
    public static TrimStep Step(LogFile file, long after, long before, IReadOnlyCollection<MessageState> states)
    {
        var sequences = file.After(after, Window, "m.at < ?3", before);
        var removed = 0;
        foreach (var sequence in sequences)
        {
            if (Open(file, sequence) is not { } entry || !states.Contains(entry.State))
                continue;
            file.Remove(entry);
            removed++;
        }
        return new TrimStep(sequences.Count > 0 ? sequences[^1] : after, removed, sequences.Count < Window);
    }

    // One that does not open stays, for whoever looks into it.
    private static LogEntry? Open(LogFile file, long sequence)
    {
        try
        {
            return file.Find(sequence);
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }
}

/// <summary>How far a trimming is.</summary>
/// <param name="Place">The last row looked at.</param>
/// <param name="Removed">How many went.</param>
/// <param name="IsEnd">Whether there is nothing older left to look at.</param>
internal readonly record struct TrimStep(long Place, int Removed, bool IsEnd);
