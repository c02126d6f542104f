using System.Security.Cryptography;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Host.Consoles;

/// <summary>A folder that holds, or will hold, one tenant's store.</summary>
internal static class StoreFolder
{
    /// <summary>The store of the folder, for this process alone.</summary>
    /// <exception cref="ConsoleException">Wrong passphrase, no store there, or another process holds it.</exception>
    internal static async Task<Clinic> OpenAsync(DirectoryInfo folder, string passphrase, bool mayCreate, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Exists(folder) && !mayCreate)
            throw new ConsoleException($"There is no store in '{folder}'. 'up' or 'init' makes one.");
        try
        {
            folder.Create();
            var store = await SqliteRecordStore.OpenAsync(folder, new PassphraseKeyProvider(passphrase), clock, cancellationToken).ConfigureAwait(false);
            return await Clinic.OpenAsync(store, folder, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (WrongKeyException)
        {
            throw new ConsoleException("The passphrase does not open this store.");
        }
        catch (StoreFormatException format)
        {
            throw new ConsoleException(format.Message);
        }
    }

    /// <summary>The console of the folder's store: over the socket of the server that holds it, or by opening it.</summary>
    internal static Task<IClinicConsole> ConsoleAsync(DirectoryInfo folder, bool mayCreate, CancellationToken cancellationToken) =>
        ConsoleAsync(folder, CommandLine.Secrets.Passphrase(mayCreate && !Exists(folder)), mayCreate, cancellationToken);

    /// <summary>The same for whoever needs the passphrase elsewhere, too.</summary>
    internal static async Task<IClinicConsole> ConsoleAsync(DirectoryInfo folder, string passphrase, bool mayCreate, CancellationToken cancellationToken)
    {
        try
        {
            return new LocalConsole(await OpenAsync(folder, passphrase, mayCreate, TimeProvider.System, cancellationToken).ConfigureAwait(false), ownsClinic: true);
        }
        catch (StoreInUseException inUse)
        {
            return inUse.Note?.Address is { } socket
                ? await RemoteConsole.ConnectAsync(socket, passphrase, cancellationToken).ConfigureAwait(false)
                : throw new ConsoleException(inUse.Message);
        }
    }

    /// <summary>
    /// Tells whether a text is the passphrase of a store that is open with <paramref name="passphrase"/>. As slow as opening the store, whatever the answer, so that the socket is no faster to guess at than the files.
    /// </summary>
    internal static Func<string, CancellationToken, Task<bool>> PassphraseProof(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        var expected = new Lazy<byte[]>(() => Stretch(passphrase, salt));
        return (offered, cancellationToken) => Task.Run(() => CryptographicOperations.FixedTimeEquals(Stretch(offered, salt), expected.Value), cancellationToken);
    }

    private static byte[] Stretch(string text, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(text, salt, 600_000, HashAlgorithmName.SHA512, 32);

    internal static bool Exists(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "record.db"));
}
