using System.Globalization;
using Carewright.Audit;

namespace Carewright.Host.Consoles;

/// <summary>What verifying found, in sentences.</summary>
internal static class AuditProofText
{
    internal static AuditProof Of(ChainVerification found)
    {
        var known = new List<string>();
        if (found.Disposed > 0)
            known.Add(string.Create(CultureInfo.InvariantCulture, $"{found.Disposed:N0} records were disposed of under the retention rules; the chain goes on from their signed end."));
        known.Add(string.Create(CultureInfo.InvariantCulture, $"Compared with {found.Checkpoints:N0} checkpoints of the store and {found.Witnesses:N0} from elsewhere."));
        if (!found.IsVerified && found.LastGood is { } good)
            known.Add(string.Create(CultureInfo.InvariantCulture, $"Whole up to record {good}, written {found.LastGoodAt:yyyy-MM-dd HH:mm:ss} UTC."));
        if (found.Lost is { } lost)
            known.Add(string.Create(CultureInfo.InvariantCulture, $"LOST: {lost.Reference} was written at {lost.At:yyyy-MM-dd HH:mm:ss} UTC, as record {lost.Sequence} says, and is not in the store any more."));
        if (found.BrokenAt is { } at)
            known.Add(string.Create(CultureInfo.InvariantCulture, $"The broken record's row says {at:yyyy-MM-dd HH:mm:ss} UTC; that is not proved."));
        return new AuditProof(found.Records, found.FirstBroken, found.Reason, found.Break is ChainBreak.CutOff or ChainBreak.RolledBack, known, found.Lost);
    }
}
