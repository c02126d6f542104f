using System.Security.Cryptography;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite;

/// <summary>The wrapped tenant key of a store, read from its files without opening it; also while another process holds it.</summary>
public static class StoreKeys
{
    /// <summary>Setting that holds the tenant key as a provider's slot has it.</summary>
    internal static string SettingOf(string provider) => provider == PassphraseKeyProvider.RecoveryName ? StoredKey.RecoverySetting : StoredKey.Setting;

    /// <summary>Whether a recovery kit opens the store.</summary>
    public static bool HasRecoveryKit(DirectoryInfo folder) => Setting(folder, StoredKey.RecoverySetting) is not null;

    /// <summary>The tenant key, by a provider.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="provider">What opens it; the caller clears the key when it is done with it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="WrongKeyException">The provider's key does not open it, or there is nothing that it could open.</exception>
    public static async Task<byte[]> UnwrapAsync(DirectoryInfo folder, ITenantKeyProvider provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return await provider.UnwrapAsync(Read(folder, provider.Name), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What shows to a process that holds the store that one has its key, without showing the key: 32 bytes derived from it.</summary>
    /// <exception cref="WrongKeyException">The provider's key does not open it.</exception>
    public static async Task<byte[]> ProveAsync(DirectoryInfo folder, ITenantKeyProvider provider, CancellationToken cancellationToken)
    {
        var key = await UnwrapAsync(folder, provider, cancellationToken).ConfigureAwait(false);
        try
        {
            return KeyRing.ProofOf(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Makes a new tenant key for a store, to be handed to whoever holds it (<see cref="SqliteRecordStore.RotateTenantKeyAsync"/>).</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="provider">What opens it, now and afterwards.</param>
    /// <param name="kit">A new recovery kit; null: none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="WrongKeyException">The provider's key does not open it.</exception>
    public static async Task<TenantKeyHandover> SucceedAsync(DirectoryInfo folder, ITenantKeyProvider provider, ITenantKeyProvider? kit, CancellationToken cancellationToken)
    {
        var key = await UnwrapAsync(folder, provider, cancellationToken).ConfigureAwait(false);
        try
        {
            return await TenantKeyHandover.MakeAsync(key, provider, kit, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static WrappedTenantKey Read(DirectoryInfo folder, string provider) => Setting(folder, SettingOf(provider)) is { } stored ? StoredKey.Read(stored) : throw new WrongKeyException("This store has no recovery kit.");

    private static byte[]? Setting(DirectoryInfo folder, string key)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var record = Connection.Open(Path.Combine(folder.FullName, "record.db"), readOnly: true);
        return StoreSetting.Of(record, key);
    }
}
