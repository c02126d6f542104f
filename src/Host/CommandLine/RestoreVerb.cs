using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Carewright.Host.Backups;
using Carewright.Host.Consoles;
using Carewright.Host.Keys;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Host.CommandLine;

/// <summary><c>restore --from SET --to DIR [--at TIME]</c>.</summary>
internal static class RestoreVerb
{
    internal static Command Create()
    {
        var set = new Option<DirectoryInfo>("--from") { Description = "The backup set.", Required = true };
        var target = new Option<DirectoryInfo>("--to") { Description = "An empty or new folder for the store.", Required = true };
        var at = new Option<string?>("--at") { Description = "A moment, such as 2026-01-31T14:05:00Z: nothing that was written later is restored. Without it: everything." };
        var command = new Command("restore", "Make a store out of a backup, as it is or as it was at a moment.") { set, target, at };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(set)!, parsed.GetValue(target)!, Moment(parsed.GetValue(at)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo set, DirectoryInfo target, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var key = StoreSecret.Provider(isNew: false);
        var restored = await RestoreAsync(set, target, key, moment, cancellationToken).ConfigureAwait(false);
        await using var console = await StoreFolder.ConsoleAsync(target, key, mayCreate: false, cancellationToken).ConfigureAwait(false);
        await console.RecordAsync(ConsoleActs.Restore, FormattableString.Invariant($"as of {restored.At:u}"), cancellationToken).ConfigureAwait(false);
        var audit = await console.VerifyAuditAsync([], cancellationToken).ConfigureAwait(false);
        Console.WriteLine(FormattableString.Invariant($"Restored as of {restored.At:u} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s: {restored.Versions} versions, {audit.Records} audit records."));
        if (restored.Emptied > 0)
            Console.WriteLine($"{restored.Emptied} versions belong to patients who have been erased since; they stay erased.");
        if (restored.ForgottenMessages > 0)
            Console.WriteLine($"{restored.ForgottenMessages} messages of partners had been put into the record after that moment and are not in it now: ask the partners to send again what they sent since.");
        if (audit.FirstBroken is { } broken)
            throw new ConsoleException($"The audit log does not hold together at record {broken}: {audit.Fault}.");
        Console.WriteLine($"Start it with: ./carewright up --data '{target}'");
        return 0;
    }

    private static async Task<RestoredStore> RestoreAsync(DirectoryInfo set, DirectoryInfo target, ITenantKeyProvider key, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        try
        {
            return await ClinicBackup.RestoreAsync(set, target, key, moment, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException fault)
        {
            throw new ConsoleException(fault.Message);
        }
        catch (WrongKeyException wrong)
        {
            throw new ConsoleException($"{wrong.Message} A backup opens as the store did when it was last backed up.");
        }
    }

    private static DateTimeOffset? Moment(string? text)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment) ? moment : throw new ConsoleException($"'{text}' is not a time such as 2026-01-31T14:05:00Z.");
    }
}
