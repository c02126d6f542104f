using System.Security.Cryptography;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>One walk along the chain, row by row; it ends one row after the first break, because that row tells what kind of break it is.</summary>
internal sealed class ChainWalk(ChainStart start, ChainWitnesses witnesses)
{
    private byte[] _value = start.Hash.ToArray();
    private long _last = start.Sequence;
    private long _records;
    private int _own;
    private int _outside;
    private DateTimeOffset? _lastAt;
    private StoredAudit? _broken;
    private ChainVerification? _found;

    /// <summary>Takes the next row; false when nothing more needs to be seen.</summary>
    internal bool Take(StoredAudit row)
    {
        if (_broken is { } broken)
        {
            _found = Break(broken, KindOf(broken, row));
            return false;
        }
        _records++;
        var value = AuditChain.Next(_value, row.Sequence, row.Sealed.Span);
        if (row.Sequence <= _last || !CryptographicOperations.FixedTimeEquals(value, row.Hash.Span))
        {
            _broken = row;
            return true;
        }
        if (Disagrees(witnesses.Own, row.Sequence, value, ref _own) || Disagrees(witnesses.Outside, row.Sequence, value, ref _outside))
        {
            _found = Break(row, ChainBreak.Rewritten);
            return false;
        }
        (_value, _last, _lastAt) = (value, row.Sequence, row.At);
        return true;
    }

    /// <summary>What was found, after the last row.</summary>
    internal ChainVerification Finish()
    {
        if (_found is { } found)
            return found;
        if (_broken is { } broken)
            return Break(broken, KindOf(broken, null));
        if (Beyond(witnesses.Own) is { } cut)
            return Break(cut, cut > _last ? ChainBreak.CutOff : ChainBreak.Missing);
        if (Beyond(witnesses.Outside) is { } rolled)
            return Break(rolled, rolled > _last ? ChainBreak.RolledBack : ChainBreak.Missing);
        return Report(null, null);
    }

    private static bool Disagrees(IReadOnlyDictionary<long, byte[]> signed, long sequence, byte[] value, ref int compared)
    {
        if (!signed.TryGetValue(sequence, out var expected))
            return false;
        compared++;
        return !CryptographicOperations.FixedTimeEquals(value, expected);
    }

    // A row that opens is as it was sealed; if the row after it goes on from its value, the value is the one that was written, and something before it is gone.
    private static ChainBreak KindOf(StoredAudit broken, StoredAudit? next)
    {
        if (broken.Content.IsEmpty)
            return ChainBreak.Changed;
        var goesOn = next is not null && CryptographicOperations.FixedTimeEquals(AuditChain.Next(broken.Hash.Span, next.Sequence, next.Sealed.Span), next.Hash.Span);
        return goesOn || next is null ? ChainBreak.Missing : ChainBreak.Changed;
    }

    // A signed value whose row was not met: the lowest one.
    private long? Beyond(IReadOnlyDictionary<long, byte[]> signed)
    {
        var unmet = signed.Keys.Where(sequence => sequence > start.Sequence).ToList();
        var compared = ReferenceEquals(signed, witnesses.Own) ? _own : _outside;
        if (unmet.Count == compared)
            return null;
        var above = unmet.Where(sequence => sequence > _last).ToList();
        return above.Count > 0 ? above.Min() : _last;
    }

    private ChainVerification Break(StoredAudit row, ChainBreak kind) => Report(row.Sequence, kind) with { BrokenAt = row.At };

    private ChainVerification Break(long sequence, ChainBreak kind) => Report(sequence, kind);

    private ChainVerification Report(long? broken, ChainBreak? kind) => new(_records, broken, kind is { } known ? Reason(known) : null, _own)
    {
        Break = kind,
        LastGood = _last > start.Sequence ? _last : null,
        LastGoodAt = _lastAt,
        Witnesses = _outside,
        Disposed = start.Disposed,
    };

    private static string Reason(ChainBreak kind) => kind switch
    {
        ChainBreak.Changed => "the record is not what was written",
        ChainBreak.Missing => "records before this one were removed, or one was put in",
        ChainBreak.Rewritten => "the chain was rewritten: a signed checkpoint disagrees",
        ChainBreak.CutOff => "a record with a signed checkpoint is missing from the log: its end was cut off",
        ChainBreak.RolledBack => "a second place has a signed checkpoint that this store knows nothing of: the store was put back to an earlier state",
        _ => "a signature does not verify",
    };
}
