using System.Buffers.Binary;
using System.Security.Cryptography;
using Carewright.Storage;

namespace Carewright.Audit;

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
    public static ChainVerification Verify(IEnumerable<StoredAudit> rows, IReadOnlyDictionary<long, byte[]> checkpoints, CancellationToken cancellationToken) =>
        Verify(rows, ChainStart.Beginning, new ChainWitnesses(checkpoints), cancellationToken);

    /// <summary>As above, from a place that a disposal left behind, and with what was kept elsewhere.</summary>
    /// <param name="rows">Every row after the start, in order.</param>
    /// <param name="start">Where the chain begins now.</param>
    /// <param name="witnesses">Signed values.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static ChainVerification Verify(IEnumerable<StoredAudit> rows, ChainStart start, ChainWitnesses witnesses, CancellationToken cancellationToken)
    {
        var walk = new ChainWalk(start, witnesses);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!walk.Take(row))
                break;
        }
        return walk.Finish();
    }
}
