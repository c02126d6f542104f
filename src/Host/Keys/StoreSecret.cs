using Carewright.Host.CommandLine;
using Carewright.Host.Consoles;
using Carewright.Storage.Sealing;

namespace Carewright.Host.Keys;

/// <summary>
/// What opens a store, as this process is told: a cloud's key (<c>CAREWRIGHT_KMS_KEY</c>), 32 bytes in base64 (<c>CAREWRIGHT_TENANT_KEY</c>), the code of a recovery kit (<c>CAREWRIGHT_RECOVERY_CODE</c>), a passphrase in a
/// file that only its owner can read (<c>CAREWRIGHT_PASSPHRASE_FILE</c>) or in the environment (<c>CAREWRIGHT_PASSPHRASE</c>); else it is asked for. Never an argument, which other processes can read.
/// </summary>
internal static class StoreSecret
{
    /// <summary>The provider of the one that is set.</summary>
    /// <param name="isNew">Whether a store is to be made with it: then what is asked for is asked twice.</param>
    internal static ITenantKeyProvider Provider(bool isNew)
    {
        if (Secrets.FromEnvironment("CAREWRIGHT_KMS_KEY") is { } kmsKey)
            return new AwsKmsKeyProvider(kmsKey);
        if (Raw() is { } raw)
            return raw;
        if (!isNew && Secrets.FromEnvironment("CAREWRIGHT_RECOVERY_CODE") is { } code)
            return PassphraseKeyProvider.ForRecovery(code);
        return new PassphraseKeyProvider(FromFile("CAREWRIGHT_PASSPHRASE_FILE") ?? Secrets.Passphrase(isNew));
    }

    private static RawKeyProvider? Raw()
    {
        try
        {
            return RawKeyProvider.FromEnvironment();
        }
        catch (WrongKeyException unusable)
        {
            throw new ConsoleException(unusable.Message);
        }
    }

    private static string? FromFile(string variable)
    {
        if (Secrets.FromEnvironment(variable) is not { } path)
            return null;
        if (!File.Exists(path))
            throw new ConsoleException($"{variable} names '{path}', which is not there.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0)
            throw new ConsoleException($"'{path}' can be read by other accounts than its owner's: chmod 600 it.");
        return File.ReadAllText(path).TrimEnd('\r', '\n') is { Length: > 0 } text ? text : throw new ConsoleException($"'{path}' is empty.");
    }
}
