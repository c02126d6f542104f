namespace Carewright.Audit;

/// <summary>How a log was broken.</summary>
public enum ChainBreak
{
    /// <summary>A record's bytes are not those that were written.</summary>
    Changed,

    /// <summary>Records are missing before the one that is named, or were put in.</summary>
    Missing,

    /// <summary>The chain agrees with itself, but not with a value that was signed: it was computed anew.</summary>
    Rewritten,

    /// <summary>The end of the log is missing.</summary>
    CutOff,

    /// <summary>Records that a second place knows of are unknown to the whole store: it was put back to an earlier state.</summary>
    RolledBack,

    /// <summary>A checkpoint, or the record of a disposal, was not signed by this store's key.</summary>
    Forged,
}

/// <summary>What checking the chain found.</summary>
/// <param name="Records">Records walked, the broken one included.</param>
/// <param name="FirstBroken">Sequence number of the first record whose chain value, or whose checkpoint, does not agree; null when everything does.</param>
/// <param name="Reason">What does not agree, for a person; null when everything does.</param>
/// <param name="Checkpoints">Signed checkpoints that were compared.</param>
public sealed record ChainVerification(long Records, long? FirstBroken, string? Reason, int Checkpoints)
{
    /// <summary>True when nothing of the log was changed, removed or put in between.</summary>
    public bool IsVerified => FirstBroken is null;

    /// <summary>A version that the whole log says was written and that the record does not have; null when there is none, or the log is broken.</summary>
    public LostVersion? Lost { get; init; }

    /// <summary>The kind of break; null when there is none.</summary>
    public ChainBreak? Break { get; init; }

    /// <summary>Sequence number of the last record that is proved whole; null when none is.</summary>
    public long? LastGood { get; init; }

    /// <summary>When that record was written.</summary>
    public DateTimeOffset? LastGoodAt { get; init; }

    /// <summary>What the broken record's row says of when it was written; null when no row is there. It is not proved.</summary>
    public DateTimeOffset? BrokenAt { get; init; }

    /// <summary>Checkpoints from elsewhere that were compared.</summary>
    public int Witnesses { get; init; }

    /// <summary>Records that were disposed of under the retention rules, and from which the chain goes on.</summary>
    public long Disposed { get; init; }
}

/// <summary>Where the chain begins: at nothing, or after records that were disposed of.</summary>
/// <param name="Sequence">Sequence number of the last record disposed of; 0 at the beginning.</param>
/// <param name="Hash">Its chain value.</param>
public sealed record ChainStart(long Sequence, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Before the first record of all.</summary>
    public static ChainStart Beginning { get; } = new(0, AuditChain.Start);

    /// <summary>How many records were disposed of.</summary>
    public long Disposed { get; init; }
}

/// <summary>Signed chain values by sequence number, whose signatures have been checked.</summary>
/// <param name="Own">Those in the store.</param>
public sealed record ChainWitnesses(IReadOnlyDictionary<long, byte[]> Own)
{
    /// <summary>Those that were kept elsewhere.</summary>
    public IReadOnlyDictionary<long, byte[]> Outside { get; init; } = new Dictionary<long, byte[]>();
}
