using System.Security.Cryptography;
using System.Text;
using Carewright.Storage.Indexing;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>
/// Seals and hashes what the log holds. Its one key is random and lies in the store's private table: whoever rotates the tenant key rotates what it is wrapped by, and who has the log without the store has nothing.
/// </summary>
internal sealed class LogKeys : IDisposable
{
    private const string Kind = "message-log";
    private const string Name = "key";
    private readonly DataKey _seal;
    private readonly byte[] _tenant;

    private LogKeys(byte[] key, TenantId tenant)
    {
        _seal = new DataKey(1, 0, Derive(key, "seal"), isSaved: true);
        Blind = new BlindIndex(Derive(key, "blind"));
        _tenant = Encoding.UTF8.GetBytes(tenant.Value);
    }

    public BlindIndex Blind { get; }

    public static async Task<LogKeys> OpenAsync(IPrivateTable table, TenantId tenant, CancellationToken cancellationToken)
    {
        if (table.Get(Kind, Name) is null)
            await table.PutAsync(Kind, Name, RandomNumberGenerator.GetBytes(Seal.KeySize), cancellationToken).ConfigureAwait(false);
        var key = table.Get(Kind, Name)!;
        try
        {
            return new LogKeys(key, tenant);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public byte[] CloseHead(Guid id, ReadOnlySpan<byte> head) => _seal.Close(head, Associated('H', id));

    public byte[] OpenHead(Guid id, ReadOnlySpan<byte> head) => Open('H', id, head);

    public byte[] CloseBody(Guid id, ReadOnlySpan<byte> body) => _seal.Close(body, Associated('B', id));

    public byte[] OpenBody(Guid id, ReadOnlySpan<byte> body) => Open('B', id, body);

    public long Partner(string partner) => Blind.Hash(HashKind.Private, "partner", partner);

    public long Control(string controlId) => Blind.Hash(HashKind.Code, controlId.AsSpan());

    public long Patient(string identifier) => Blind.Hash(HashKind.Identifier, identifier.AsSpan());

    /// <summary>What a message shares with the one that it repeats, and with no other; 0 when it is none that could.</summary>
    public long Same(MessageDraft draft) =>
        draft.Content is null ? 0 : Blind.Hash(HashKind.Plan, $"{draft.Partner}\n{draft.ControlId}\n{Convert.ToHexString(draft.Content)}".AsSpan());

    public void Dispose()
    {
        _seal.Release();
        Blind.Dispose();
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
