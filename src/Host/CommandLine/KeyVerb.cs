using System.CommandLine;
using System.Security.Cryptography;
using Carewright.Host.Consoles;
using Carewright.Host.Keys;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Host.CommandLine;

/// <summary><c>key change | recovery-kit | try-kit --data DIR</c>: what opens the store. All of it works while the server runs, and none of it touches the data. What is sealed anew is <see cref="KeyRotateVerb"/>'s.</summary>
internal static class KeyVerb
{
    internal static Command Create() => new("key", "What opens the store.") { CreateChange(), CreateKit(), CreateTry(), KeyRotateVerb.Create(), KeyRotateVerb.CreateProgress() };

    private static Command CreateChange()
    {
        var data = StoreOptions.Data();
        var to = new Option<string>("--to") { Description = "passphrase (CAREWRIGHT_NEW_PASSPHRASE, or asked for), raw (CAREWRIGHT_NEW_TENANT_KEY: base64 of 32 bytes) or kms (CAREWRIGHT_NEW_KMS_KEY).", DefaultValueFactory = _ => "passphrase" };
        to.AcceptOnlyFromAmong("passphrase", "raw", "kms");
        var command = new Command("change", "Open the store by another passphrase or key from now on; the old one opens it no more. With CAREWRIGHT_RECOVERY_CODE also when the old one is lost.") { data, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folder, current) = Store(parsed.GetValue(data)!);
            await using var console = await StoreFolder.ConsoleAsync(folder, current, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var next = Next(parsed.GetValue(to)!);
            await WrapAsync(console, folder, current, next, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"The store opens by the new {(next.Name == "passphrase" ? "passphrase" : "key")} from now on. Back it up again: older backups open as the store did then.");
            return 0;
        });
        return command;
    }

    private static Command CreateKit()
    {
        var data = StoreOptions.Data();
        var target = new Option<FileInfo>("--out") { Description = "The page to print, HTML. Must not be there.", Required = true };
        var command = new Command("recovery-kit", "Make a printed code that opens the store when its passphrase or key is lost; one made before opens it no more.") { data, target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folder, current) = Store(parsed.GetValue(data)!);
            var file = parsed.GetValue(target)!;
            if (file.Exists)
                throw new ConsoleException($"'{file}' is there already.");
            await using var console = await StoreFolder.ConsoleAsync(folder, current, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var code = RecoveryCode.New();
            await WrapAsync(console, folder, current, PassphraseKeyProvider.ForRecovery(code), cancellationToken).ConfigureAwait(false);
            await RecoveryKit.WriteAsync(file, code, await console.ClinicNameAsync(cancellationToken).ConfigureAwait(false), TimeProvider.System.GetLocalNow(), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"Written to '{file}'. Print it, delete the file, try the printed code, and lock it away:\n  ./carewright key try-kit --data '{folder}'");
            return 0;
        });
        return command;
    }

    private static Command CreateTry()
    {
        var data = StoreOptions.Data();
        var command = new Command("try-kit", "Type the printed code to see that it opens the store.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Existing(parsed.GetValue(data)!);
            var kit = PassphraseKeyProvider.ForRecovery(Secrets.FromEnvironment("CAREWRIGHT_RECOVERY_CODE") ?? Secrets.Ask("The code on the recovery kit", "CAREWRIGHT_RECOVERY_CODE", twice: false));
            await using var console = await StoreFolder.ConsoleAsync(folder, kit, mayCreate: false, cancellationToken).ConfigureAwait(false);
            await console.RecordAsync(ConsoleActs.RecoveryKitTried, null, cancellationToken).ConfigureAwait(false);
            Console.WriteLine("The code opens the store.");
            return 0;
        });
        return command;
    }

    // Wrapped and opened again before the store is told: what it then holds is known to open.
    private static async Task WrapAsync(IClinicConsole console, DirectoryInfo folder, ITenantKeyProvider current, ITenantKeyProvider next, CancellationToken cancellationToken)
    {
        var key = await StoreKeys.UnwrapAsync(folder, current, cancellationToken).ConfigureAwait(false);
        try
        {
            var wrapped = await next.WrapAsync(key, cancellationToken).ConfigureAwait(false);
            var opened = await next.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false);
            if (!CryptographicOperations.FixedTimeEquals(key, opened))
                throw new ConsoleException("What was wrapped does not open again; nothing was changed.");
            await console.RewrapAsync(wrapped, KeyRing.ProofOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (WrongKeyException refused)
        {
            throw new ConsoleException(refused.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static ITenantKeyProvider Next(string kind) => kind switch
    {
        "kms" => new AwsKmsKeyProvider(Secrets.FromEnvironment("CAREWRIGHT_NEW_KMS_KEY") ?? throw new ConsoleException("CAREWRIGHT_NEW_KMS_KEY is not set.")),
        "raw" => Secrets.FromEnvironment("CAREWRIGHT_NEW_TENANT_KEY") is { } text && TryDecode(text) is { } key ? new RawKeyProvider(key) : throw new ConsoleException("CAREWRIGHT_NEW_TENANT_KEY must be base64 of 32 bytes."),
        _ => new PassphraseKeyProvider(Secrets.FromEnvironment("CAREWRIGHT_NEW_PASSPHRASE") ?? Secrets.Ask("The store's new passphrase", "CAREWRIGHT_NEW_PASSPHRASE", twice: true)),
    };

    private static byte[]? TryDecode(string text)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length == 32 ? key[..32] : null;
    }

    internal static (DirectoryInfo Folder, ITenantKeyProvider Provider) Store(DirectoryInfo data) => (Existing(data), StoreSecret.Provider(isNew: false));

    private static DirectoryInfo Existing(DirectoryInfo data) => StoreFolder.Exists(data) ? data : throw new ConsoleException($"There is no store in '{data}'.");
}
