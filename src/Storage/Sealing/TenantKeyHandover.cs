using System.Security.Cryptography;

namespace Carewright.Storage.Sealing;

/// <summary>A new tenant key on its way to the store that is to have it, made by somebody who has the one in force.</summary>
/// <param name="Key">It, as the provider wraps it.</param>
/// <param name="Recovery">It, as a new recovery kit wraps it; null when there is to be none.</param>
/// <param name="Sealed">It, sealed under a key derived from the one in force.</param>
public sealed record TenantKeyHandover(WrappedTenantKey Key, WrappedTenantKey? Recovery, byte[] Sealed)
{
    /// <summary>Makes a new tenant key and wraps it; each wrapping is opened again before it is handed over.</summary>
    /// <param name="current">The tenant key in force.</param>
    /// <param name="provider">What opens the store, now and afterwards.</param>
    /// <param name="kit">The provider of a new recovery kit; null: none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="WrongKeyException">A provider does not wrap, or what it wrapped does not open again.</exception>
    public static async Task<TenantKeyHandover> MakeAsync(ReadOnlyMemory<byte> current, ITenantKeyProvider provider, ITenantKeyProvider? kit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var next = KeyRing.NewTenantKey();
        try
        {
            var wrapped = await WrapAsync(next, provider, cancellationToken).ConfigureAwait(false);
            var recovery = kit is null ? null : await WrapAsync(next, kit, cancellationToken).ConfigureAwait(false);
            return new TenantKeyHandover(wrapped, recovery, Seal.Close(WrappingOf(current.Span), next, "handover"u8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(next);
        }
    }

    internal byte[] Open(ReadOnlySpan<byte> current) => Seal.Open(WrappingOf(current), Sealed, "handover"u8);

    private static async Task<WrappedTenantKey> WrapAsync(byte[] key, ITenantKeyProvider provider, CancellationToken cancellationToken)
    {
        var wrapped = await provider.WrapAsync(key, cancellationToken).ConfigureAwait(false);
        var opened = await provider.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false);
        return CryptographicOperations.FixedTimeEquals(key, opened) ? wrapped : throw new WrongKeyException("What was wrapped does not open again; nothing was changed.");
    }

    private static byte[] WrappingOf(ReadOnlySpan<byte> tenantKey)
    {
        var key = new byte[Seal.KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, tenantKey, key, "handover"u8, "carewright/tenant-key"u8);
        return key;
    }
}
