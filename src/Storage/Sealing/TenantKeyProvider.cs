namespace Carewright.Storage.Sealing;

/// <summary>
/// Wraps and unwraps the key of a tenant, so that the store's files never hold it in clear. One implementation per place a key can come from:
/// a passphrase, the environment, a cloud's key service.
/// </summary>
public interface ITenantKeyProvider
{
    /// <summary>Stable name, written beside the wrapped key so that a wrong kind of provider is told apart from a wrong key.</summary>
    string Name { get; }

    /// <summary>Wraps a tenant key (32 bytes) with fresh parameters.</summary>
    ValueTask<WrappedTenantKey> WrapAsync(ReadOnlyMemory<byte> tenantKey, CancellationToken cancellationToken);

    /// <summary>The tenant key of a wrapped one.</summary>
    /// <exception cref="WrongKeyException">The passphrase or key is not the one it was wrapped with.</exception>
    ValueTask<byte[]> UnwrapAsync(WrappedTenantKey wrapped, CancellationToken cancellationToken);
}

/// <summary>A tenant key as it lies on disk.</summary>
/// <param name="Provider">Name of the provider that wrapped it.</param>
/// <param name="Parameters">What the provider needs to find its own key again (salt and rounds, a key's name); public.</param>
/// <param name="Sealed">The sealed key.</param>
public sealed record WrappedTenantKey(string Provider, byte[] Parameters, byte[] Sealed);

/// <summary>The store does not open with the passphrase or key that was given. Nothing was read or changed.</summary>
public sealed class WrongKeyException(string message) : Exception(message);
