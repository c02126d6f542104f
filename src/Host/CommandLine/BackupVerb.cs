using System.CommandLine;
using Carewright.Host.Backups;
using Carewright.Host.Consoles;
using Carewright.Host.Keys;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Host.CommandLine;

/// <summary><c>backup --data DIR --to SET [--no-proof]</c>.</summary>
internal static class BackupVerb
{
    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var target = new Option<DirectoryInfo>("--to") { Description = "The backup set: a new folder, or one with earlier backups of this store, to which only what is new is added.", Required = true };
        var noProof = new Option<bool>("--no-proof") { Description = "Do not restore the set afterwards to see that it can be." };
        var command = new Command("backup", "Add to a sealed backup of the store, also while the server runs, and prove it by restoring it.") { data, target, noProof };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(target)!, !parsed.GetValue(noProof), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo data, DirectoryInfo set, bool isProven, CancellationToken cancellationToken)
    {
        if (!StoreFolder.Exists(data))
            throw new ConsoleException($"There is no store in '{data}'.");
        var key = StoreSecret.Provider(isNew: false);
        await using var console = await StoreFolder.ConsoleAsync(data, key, mayCreate: false, cancellationToken).ConfigureAwait(false);
        var segment = await console.BackupAsync(set, cancellationToken).ConfigureAwait(false);
        Console.WriteLine(FormattableString.Invariant($"{segment.File}: {(segment.After == 0 ? "everything" : $"what came since {segment.After}")}, {segment.Bytes / 1048576.0:0.0} MiB, in '{set}'."));
        if (isProven)
            await ProveAsync(console, set, RegularBackup.Scratch(data), key, cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"To restore: ./carewright restore --from '{set}' --to NEW-FOLDER");
        return 0;
    }

    private static async Task ProveAsync(IClinicConsole console, DirectoryInfo set, DirectoryInfo scratch, ITenantKeyProvider key, CancellationToken cancellationToken)
    {
        try
        {
            var text = RegularBackup.Text(await BackupProof.ProveAsync(set, scratch, key, cancellationToken).ConfigureAwait(false));
            await console.RecordAsync(ConsoleActs.BackupProof, text, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"Proven: {text}.");
        }
        catch (BackupException fault)
        {
            await console.RecordAsync(ConsoleActs.BackupFailed, fault.Message, cancellationToken).ConfigureAwait(false);
            throw new ConsoleException($"The backup was written, but it cannot be restored: {fault.Message}");
        }
    }
}
