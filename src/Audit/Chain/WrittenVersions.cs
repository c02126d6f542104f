using System.Globalization;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>A version that the log says was written and that the record does not have, or cannot open.</summary>
/// <param name="Reference"><c>Patient/1/_history/2</c>.</param>
/// <param name="Sequence">Sequence number of the record of the log that says so.</param>
/// <param name="At">When it was written, UTC.</param>
public sealed record LostVersion(string Reference, long Sequence, DateTimeOffset At);

/// <summary>
/// Compares the record with the log. A row that somebody takes out of the files is not missed by the store, which then shows the version before; but the log, which is chained and signed, still says that it was written. What
/// was erased with a patient is not missed, nor what was written before the oldest record of the log. Verify the chain first: a log that was changed proves nothing.
/// </summary>
public sealed class WrittenVersions(IRecordStore store)
{
    private const string Erasure = "erase";
    private static readonly string[] s_writes = ["create", "update", "delete", "execute"];

    /// <summary>The newest version that is lost; null when everything that was written is there.</summary>
    public LostVersion? FindLost(CancellationToken cancellationToken)
    {
        var trail = new AuditTrail(store);
        var erased = trail.All(new AuditFilter(Action: "delete"), cancellationToken)
            .Where(entry => entry.Record is { Interaction: Erasure, Outcome: AuditOutcome.Success })
            .SelectMany(entry => entry.Record.Patients).ToHashSet(StringComparer.Ordinal);
        foreach (var action in s_writes)
        {
            foreach (var entry in trail.All(new AuditFilter(Action: action), cancellationToken))
            {
                if (entry.Record.Outcome == AuditOutcome.Success && !entry.Record.Patients.Any(erased.Contains) && entry.Record.Resources.FirstOrDefault(IsLost) is { } lost)
                    return new LostVersion(lost, entry.Sequence, entry.Record.At);
            }
        }
        return null;
    }

    private bool IsLost(string reference)
    {
        if (reference.Split('/') is not [var type, var id, "_history", var number] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return false;
        try
        {
            return store.ReadVersion(type, id, version) is null;
        }
        catch (SealBrokenException)
        {
            return true;
        }
    }
}
