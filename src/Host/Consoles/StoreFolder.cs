using Carewright.Host.Keys;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Host.Consoles;

/// <summary>A folder that holds, or will hold, one tenant's store.</summary>
internal static class StoreFolder
{
    /// <summary>The store of the folder, for this process alone.</summary>
    /// <exception cref="ConsoleException">Wrong key, no store there, or another process holds it.</exception>
    internal static async Task<Clinic> OpenAsync(DirectoryInfo folder, ITenantKeyProvider key, bool mayCreate, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Exists(folder) && !mayCreate)
            throw new ConsoleException($"There is no store in '{folder}'. 'up' or 'init' makes one.");
        try
        {
            folder.Create();
            var store = await SqliteRecordStore.OpenAsync(folder, key, clock, cancellationToken).ConfigureAwait(false);
            return await Clinic.OpenAsync(store, folder, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (WrongKeyException wrong)
        {
            throw new ConsoleException(Sentence(wrong));
        }
        catch (StoreFormatException format)
        {
            throw new ConsoleException(format.Message);
        }
    }

    /// <summary>The console of the folder's store: over the socket of the server that holds it, or by opening it.</summary>
    internal static Task<IClinicConsole> ConsoleAsync(DirectoryInfo folder, bool mayCreate, CancellationToken cancellationToken) =>
        ConsoleAsync(folder, StoreSecret.Provider(mayCreate && !Exists(folder)), mayCreate, cancellationToken);

    /// <summary>The same for whoever needs the key elsewhere, too.</summary>
    internal static async Task<IClinicConsole> ConsoleAsync(DirectoryInfo folder, ITenantKeyProvider key, bool mayCreate, CancellationToken cancellationToken)
    {
        try
        {
            return new LocalConsole(await OpenAsync(folder, key, mayCreate, TimeProvider.System, cancellationToken).ConfigureAwait(false), ownsClinic: true);
        }
        catch (StoreInUseException inUse)
        {
            return inUse.Note?.Address is { } socket
                ? await RemoteConsole.ConnectAsync(socket, await ProofAsync(folder, key, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
                : throw new ConsoleException(inUse.Message);
        }
    }

    private static async Task<byte[]> ProofAsync(DirectoryInfo folder, ITenantKeyProvider key, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreKeys.ProveAsync(folder, key, cancellationToken).ConfigureAwait(false);
        }
        catch (WrongKeyException wrong)
        {
            throw new ConsoleException(Sentence(wrong));
        }
    }

    private static string Sentence(WrongKeyException wrong) => wrong.Message.StartsWith("The passphrase", StringComparison.Ordinal) ? "The passphrase does not open this store." : wrong.Message;

    internal static bool Exists(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "record.db"));
}
