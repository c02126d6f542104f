using System.Buffers.Binary;
using System.Security.Cryptography;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>What checking the chain found.</summary>
/// <param name="Records">Records walked, the broken one included.</param>
/// <param name="FirstBroken">Sequence number of the first record whose chain value, or whose checkpoint, does not agree; null when everything does.</param>
/// <param name="Reason">What does not agree, for a person; null when everything does.</param>
/// <param name="Checkpoints">Signed checkpoints that were compared.</param>
public sealed record ChainVerification(long Records, long? FirstBroken, string? Reason, int Checkpoints)
{
    /// <summary>True when nothing was changed, removed or put in between.</summary>
    public bool IsVerified => FirstBroken is null;
}

/// <summary>
/// The hash chain of the log: each row's value is SHA-256 over the previous row's value, the row's sequence number (8 bytes, big-endian) and its sealed bytes; before the first row the
/// value is 32 zero bytes. Whoever changes, removes or inserts a row must rewrite every value after it, and then the signed checkpoints disagree.
/// </summary>
public static class AuditChain
{
    /// <summary>Bytes of a chain value.</summary>
    public const int ValueLength = SHA256.HashSizeInBytes;

    /// <summary>The value before the first row.</summary>
    public static ReadOnlyMemory<byte> Start { get; } = new byte[ValueLength];

    /// <summary>The next row's value.</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> sealedBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        hash.AppendData(previous);
        hash.AppendData(number);
        hash.AppendData(sealedBytes);
        return hash.GetHashAndReset();
    }

    /// <summary>Recomputes the chain from the first row and compares it with what is stored and with the checkpoints, whose signatures the caller has checked.</summary>
    /// <param name="rows">Every row, in order (<see cref="IRecordStore.AuditChain"/>).</param>
    /// <param name="checkpoints">Chain values that were signed, by sequence number. One that is missing from the log is a break: rows were cut off.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static ChainVerification Verify(IEnumerable<StoredAudit> rows, IReadOnlyDictionary<long, byte[]> checkpoints, CancellationToken cancellationToken)
    {
        var (previous, last, records, compared) = (Start.ToArray(), 0L, 0L, 0);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            records++;
            var value = Next(previous, row.Sequence, row.Sealed.Span);
            if (row.Sequence <= last || !CryptographicOperations.FixedTimeEquals(value, row.Hash.Span))
                return new ChainVerification(records, row.Sequence, "the record, or one before it, is not what was written", compared);
            if (checkpoints.TryGetValue(row.Sequence, out var signed))
            {
                compared++;
                if (!CryptographicOperations.FixedTimeEquals(value, signed))
                    return new ChainVerification(records, row.Sequence, "the chain was rewritten: a signed checkpoint disagrees", compared);
            }
            (previous, last) = (value, row.Sequence);
        }
        if (compared == checkpoints.Count)
            return new ChainVerification(records, null, null, compared);
        var cut = checkpoints.Keys.Where(sequence => sequence > last).DefaultIfEmpty(last).Min();
        return new ChainVerification(records, cut, "a record with a signed checkpoint is missing from the log", compared);
    }
}
