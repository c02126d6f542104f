using System.Security.Cryptography;
using System.Text;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>One generation of the log's key: it seals heads and bodies, and hashes what rows are found by.</summary>
internal sealed class LogKey : IDisposable
{
    private readonly DataKey _seal;
    private readonly BlindIndex _blind;
    private readonly byte[] _tenant;

    public LogKey(int generation, byte[] key, TenantId tenant)
    {
        Generation = generation;
        _seal = new DataKey(generation, 0, Derive(key, "seal"), isSaved: true);
        _blind = new BlindIndex(Derive(key, "blind"));
        _tenant = Encoding.UTF8.GetBytes(tenant.Value);
    }

    /// <summary>They count from 1; each row says which one it is under.</summary>
    public int Generation { get; }

    public byte[] CloseHead(Guid id, ReadOnlySpan<byte> head) => _seal.Close(head, Associated('H', id));

    public byte[] OpenHead(Guid id, ReadOnlySpan<byte> head) => Open('H', id, head);

    public byte[] CloseBody(Guid id, ReadOnlySpan<byte> body) => _seal.Close(body, Associated('B', id));

    public byte[] OpenBody(Guid id, ReadOnlySpan<byte> body) => Open('B', id, body);

    public long Partner(string partner) => _blind.Hash(HashKind.Private, "partner", partner);

    public long Control(string controlId) => _blind.Hash(HashKind.Code, controlId.AsSpan());

    public long Patient(string identifier) => _blind.Hash(HashKind.Identifier, identifier.AsSpan());

    /// <summary>What a message shares with the one that it repeats, and with no other; 0 when it is none that could.</summary>
    public long Same(LogHead head) =>
        head.Content is null ? 0 : _blind.Hash(HashKind.Plan, $"{head.Partner}\n{head.ControlId}\n{Convert.ToHexString(head.Content)}".AsSpan());

    /// <summary>What a row is found by.</summary>
    public LogHashes Hashes(LogHead head) => new(Partner(head.Partner), Control(head.ControlId), Same(head), [.. head.Patients.Select(Patient)]);

    public void Dispose()
    {
        _seal.Release();
        _blind.Dispose();
    }

    private byte[] Open(char part, Guid id, ReadOnlySpan<byte> value)
    {
        if (value.Length < Seal.Overhead)
            throw new SealBrokenException("A row of the message log is too short.");
        var plain = new byte[value.Length - Seal.Overhead];
        _seal.Open(value, plain, Associated(part, id));
        return plain;
    }

    // A head or body does not open in another row's, another part's or another tenant's place.
    private byte[] Associated(char part, Guid id) => [(byte)'M', (byte)part, .. id.ToByteArray(bigEndian: true), .. _tenant];

    private static byte[] Derive(byte[] key, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Seal.KeySize, Encoding.UTF8.GetBytes(purpose), "carewright/message-log"u8.ToArray());
}

/// <summary>What a row of the log is found by, under one generation of its key.</summary>
internal sealed record LogHashes(long Partner, long Control, long Same, IReadOnlyList<long> Patients);
