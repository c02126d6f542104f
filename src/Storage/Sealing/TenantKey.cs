using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Storage.Sealing;

/// <summary>One generation of the tenant key, and what is derived from it (HKDF-SHA256, one key per purpose).</summary>
internal sealed class TenantKey : IDisposable
{
    private readonly TenantId _tenant;
    private readonly byte[] _key;
    private readonly byte[] _dataKeys;
    private readonly byte[] _layers;

    public TenantKey(TenantId tenant, int generation, ReadOnlySpan<byte> key)
    {
        if (key.Length != Seal.KeySize)
            throw new ArgumentException("The key must be 32 bytes.", nameof(key));
        (_tenant, Generation, _key) = (tenant, generation, key.ToArray());
        _dataKeys = Derive("data-key-wrapping");
        _layers = Derive("layer-key-wrapping");
    }

    /// <summary>They count from 1.</summary>
    public int Generation { get; }

    public ReadOnlyMemory<byte> Bytes => _key;

    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Seal.KeySize, Encoding.UTF8.GetBytes(_tenant.Value), Encoding.UTF8.GetBytes("carewright/" + purpose));

    public byte[] WrapDataKey(ReadOnlySpan<byte> key, long id, long owner) => Seal.Close(_dataKeys, key, OfDataKey(id, owner));

    public byte[] UnwrapDataKey(ReadOnlySpan<byte> sealedKey, long id, long owner) => Seal.Open(_dataKeys, sealedKey, OfDataKey(id, owner));

    public byte[] WrapLayer(ReadOnlySpan<byte> key, string purpose, int generation) => Seal.Close(_layers, key, OfLayer(purpose, generation));

    public byte[] UnwrapLayer(ReadOnlySpan<byte> sealedKey, string purpose, int generation) => Seal.Open(_layers, sealedKey, OfLayer(purpose, generation));

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_dataKeys);
        CryptographicOperations.ZeroMemory(_layers);
    }

    private byte[] OfDataKey(long id, long owner)
    {
        var tenant = Encoding.UTF8.GetBytes(_tenant.Value);
        var result = new byte[17 + tenant.Length];
        result[0] = (byte)'K';
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(1), id);
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(9), owner);
        tenant.CopyTo(result, 17);
        return result;
    }

    private byte[] OfLayer(string purpose, int generation) => Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"L{generation}/{purpose}/{_tenant.Value}"));
}
