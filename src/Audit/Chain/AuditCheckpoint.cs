using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>A signed statement: at this sequence number the chain had this value.</summary>
/// <param name="Sequence">Sequence number of an audit row.</param>
/// <param name="Hash">Its chain value.</param>
/// <param name="At">When it was signed, UTC.</param>
/// <param name="Signature">ECDSA P-384 over SHA-384 of the statement's bytes, IEEE P1363 form.</param>
public sealed record AuditCheckpoint(long Sequence, byte[] Hash, DateTimeOffset At, byte[] Signature)
{
    /// <summary>The bytes that are signed: a name, the tenant, sequence number, time and chain value.</summary>
    public static byte[] Statement(TenantId tenant, long sequence, DateTimeOffset at, ReadOnlySpan<byte> hash)
    {
        var name = System.Text.Encoding.UTF8.GetBytes($"carewright audit checkpoint 1\n{tenant.Value}\n");
        var bytes = new byte[name.Length + (2 * sizeof(long)) + hash.Length];
        name.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(name.Length), sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(name.Length + sizeof(long)), at.ToUnixTimeMilliseconds());
        hash.CopyTo(bytes.AsSpan(name.Length + (2 * sizeof(long))));
        return bytes;
    }
}

/// <summary>
/// Signs the end of the chain every so many records or minutes, and keeps the statements with the public key in the private table. The key is kept sealed there as well: the signature
/// holds against whoever can write the files but not open the store. Copy <see cref="PublicKey"/> and the statements elsewhere to hold the store's owner to them, too.
/// </summary>
public sealed class AuditCheckpoints
{
    private const string KeyKind = "audit-checkpoint-key";
    private const string Kind = "audit-checkpoint";
    private readonly IRecordStore _store;
    private readonly ECDsa _key;
    private readonly TimeProvider _time;
    private AuditCheckpoint? _last;

    private AuditCheckpoints(IRecordStore store, ECDsa key, TimeProvider time) => (_store, _key, _time) = (store, key, time);

    /// <summary>Sign when this many records have come since the last checkpoint.</summary>
    public int EveryRecords { get; private init; } = 1000;

    /// <summary>Sign when this much time has gone by since the last checkpoint and at least one record has come.</summary>
    public TimeSpan EveryInterval { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The public key, as a DER SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey() => _key.ExportSubjectPublicKeyInfo();

    /// <summary>Opens the checkpoints of a store; makes and keeps the signing key when there is none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="everyRecords">See <see cref="EveryRecords"/>.</param>
    public static async Task<AuditCheckpoints> OpenAsync(IRecordStore store, TimeProvider time, CancellationToken cancellationToken, int everyRecords = 1000)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        if (store.Private.Get(KeyKind, "current") is { } kept)
            key.ImportPkcs8PrivateKey(kept, out _);
        else
            await store.Private.PutAsync(KeyKind, "current", key.ExportPkcs8PrivateKey(), cancellationToken);
        return new AuditCheckpoints(store, key, time) { EveryRecords = everyRecords };
    }

    /// <summary>The newest checkpoint; null when nothing has been signed yet.</summary>
    public AuditCheckpoint? Last => _last ??= Latest();

    /// <summary>All checkpoints, oldest first.</summary>
    public IReadOnlyList<AuditCheckpoint> List() =>
        [.. _store.Private.List(Kind).Select(row => JsonSerializer.Deserialize(row.Value, CheckpointJson.Default.AuditCheckpoint)!).OrderBy(checkpoint => checkpoint.Sequence)];

    /// <summary>Whether a checkpoint was signed by this store's key, unchanged.</summary>
    public bool IsGenuine(AuditCheckpoint checkpoint) =>
        _key.VerifyData(AuditCheckpoint.Statement(_store.Tenant, checkpoint.Sequence, checkpoint.At, checkpoint.Hash), checkpoint.Signature, HashAlgorithmName.SHA384);

    /// <summary>Signs the end of the chain if it is due. Call it from one background task.</summary>
    /// <param name="isForced">True: sign whatever has come since the last one, at shutdown or before an export.</param>
    /// <param name="cancellationToken">Stops it; nothing is then signed.</param>
    /// <returns>The new checkpoint, or null when none was due.</returns>
    /// <remarks>Only what still chains on from the last checkpoint is signed: a break in between is left for <see cref="Verify(CancellationToken)"/> to report, never signed over.</remarks>
    public async Task<AuditCheckpoint?> SignAsync(bool isForced, CancellationToken cancellationToken)
    {
        var last = _last ??= Latest();
        var start = new AuditDisposals(_store, this).Start();
        var (value, sequence, records) = last is not null && last.Sequence >= start.Sequence ? (last.Hash, last.Sequence, 0) : (start.Hash.ToArray(), start.Sequence, 0);
        foreach (var row in _store.AuditChain(sequence))
        {
            cancellationToken.ThrowIfCancellationRequested();
            value = AuditChain.Next(value, row.Sequence, row.Sealed.Span);
            if (!CryptographicOperations.FixedTimeEquals(value, row.Hash.Span))
                return null;
            (sequence, records) = (row.Sequence, records + 1);
        }
        var now = _time.GetUtcNow();
        var isDue = isForced || records >= EveryRecords || last is null || now - last.At >= EveryInterval;
        return records > 0 && isDue ? await SignAsync(sequence, value, now, cancellationToken) : null;
    }

    /// <summary>Checks the whole chain against the checkpoints. A checkpoint that is not genuine counts as a break at its record.</summary>
    public ChainVerification Verify(CancellationToken cancellationToken) => Verify([], cancellationToken);

    /// <summary>
    /// Checks the whole chain against the checkpoints of the store and those that were kept elsewhere; one that is not genuine counts as a break at its record. When the log is whole, the record is compared with it.
    /// </summary>
    /// <param name="outside">Lines from second places, in any order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ChainVerification Verify(IReadOnlyList<CheckpointLine> outside, CancellationToken cancellationToken)
    {
        var checkpoints = List();
        var disposals = new AuditDisposals(_store, this);
        if (checkpoints.FirstOrDefault(checkpoint => !IsGenuine(checkpoint)) is { } forged)
            return Forged(forged.Sequence, "a checkpoint's signature does not verify");
        if (outside.FirstOrDefault(line => !line.IsGenuine(_key, _store.Tenant)) is { } foreign)
            return Forged(foreign.Sequence, "a checkpoint from elsewhere is not of this store's key: it was forged, or the store's key was replaced");
        if (disposals.List().FirstOrDefault(disposal => !disposals.IsGenuine(disposal)) is { } unsigned)
            return Forged(unsigned.LastSequence, "the statement of a disposal is not of this store's key");
        var start = disposals.Start();
        var witnesses = new ChainWitnesses(checkpoints.ToDictionary(checkpoint => checkpoint.Sequence, checkpoint => checkpoint.Hash))
        {
            Outside = outside.GroupBy(line => line.Sequence).ToDictionary(group => group.Key, group => Convert.FromHexString(group.First().Hash)),
        };
        var chain = AuditChain.Verify(_store.AuditChain(start.Sequence), start, witnesses, cancellationToken);
        return chain.IsVerified ? chain with { Lost = new WrittenVersions(_store).FindLost(cancellationToken) } : chain;
    }

    /// <summary>A checkpoint as second places keep it.</summary>
    public CheckpointLine LineOf(AuditCheckpoint checkpoint) => new(
        _store.Tenant.Value, checkpoint.Sequence, checkpoint.At, Convert.ToHexStringLower(checkpoint.Hash), Convert.ToBase64String(checkpoint.Signature), Convert.ToBase64String(PublicKey()));

    /// <summary>A certificate of the clinic's own over the checkpoints' key, with the key: what reports of the log are signed with. Dispose it.</summary>
    /// <param name="now">It is valid from a day before to ten years after.</param>
    public X509Certificate2 Certificate(DateTimeOffset now)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName($"{_store.Tenant.Value}: audit log");
        var request = new CertificateRequest(name.Build(), _key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }

    /// <summary>Signs a file that was made from this log: ECDSA P-384 over SHA-384, IEEE P1363 form. A name before it keeps it from ever being taken for a checkpoint.</summary>
    public byte[] SignEvidence(byte[] content) => Sign([.. "carewright evidence 1\n"u8, .. content]);

    /// <summary>Signs a statement of this log with the checkpoints' key.</summary>
    internal byte[] Sign(byte[] statement) => _key.SignData(statement, HashAlgorithmName.SHA384);

    /// <summary>Whether a statement was signed with the checkpoints' key.</summary>
    internal bool IsSigned(byte[] statement, byte[] signature) => _key.VerifyData(statement, signature, HashAlgorithmName.SHA384);

    private static ChainVerification Forged(long sequence, string reason) => new(0, sequence, reason, 0) { Break = ChainBreak.Forged };

    private AuditCheckpoint? Latest() => List() is { Count: > 0 } all ? all[^1] : null;

    private async Task<AuditCheckpoint> SignAsync(long sequence, byte[] value, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var signature = _key.SignData(AuditCheckpoint.Statement(_store.Tenant, sequence, at, value), HashAlgorithmName.SHA384);
        var checkpoint = new AuditCheckpoint(sequence, value, at, signature);
        var json = JsonSerializer.SerializeToUtf8Bytes(checkpoint, CheckpointJson.Default.AuditCheckpoint);
        await _store.Private.PutAsync(Kind, sequence.ToString(CultureInfo.InvariantCulture), json, cancellationToken);
        return _last = checkpoint;
    }
}

[JsonSerializable(typeof(AuditCheckpoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
