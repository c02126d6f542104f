using System.CommandLine;
using Carewright.Host.Consoles;
using Carewright.Host.Keys;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Host.CommandLine;

/// <summary><c>key rotate [--tenant] [--patients] [--patient ID] [--kit FILE]</c> and <c>key progress</c>, each with <c>--data DIR</c>: new keys in the place of those before, while the server runs (ADR 0009).</summary>
internal static class KeyRotateVerb
{
    private static readonly TimeSpan s_glance = TimeSpan.FromSeconds(1);

    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var tenant = new Option<bool>("--tenant") { Description = "The tenant key, which wraps all others, and the keys of the private table, the audit log and the log of messages." };
        var patients = new Option<bool>("--patients") { Description = "The keys of all patients and of what they share: every version is sealed again." };
        var patient = new Option<string?>("--patient") { Description = "The key of one patient, by logical id." };
        var kit = new Option<FileInfo?>("--kit") { Description = "Write a new recovery kit, HTML, with the new tenant key; the one before opens the store no more either way. Must not be there." };
        var command = new Command("rotate", "Replace keys while the server runs, and destroy the old ones at the end. Without more said: --tenant --patients. Stays until it is done; broken off, it goes on when the store is open.") { data, tenant, patients, patient, kit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (isTenant, isAll, one, file) = (parsed.GetValue(tenant), parsed.GetValue(patients), parsed.GetValue(patient), parsed.GetValue(kit));
            var isEverything = !isTenant && !isAll && one is null;
            if (isAll && one is not null)
                throw new ConsoleException("--patients has all of them: leave --patient out.");
            if (file is not null && !isTenant && !isEverything)
                throw new ConsoleException("A recovery kit goes with the tenant key: add --tenant, or use key recovery-kit.");
            var (folder, current) = KeyVerb.Store(parsed.GetValue(data)!);
            await using var console = await StoreFolder.ConsoleAsync(folder, current, mayCreate: false, cancellationToken).ConfigureAwait(false);
            if (isTenant || isEverything)
                await RotateTenantAsync(console, folder, current, file, cancellationToken).ConfigureAwait(false);
            if (isAll || isEverything || one is not null)
                await console.RotateDataKeysAsync(one, cancellationToken).ConfigureAwait(false);
            await WaitAsync(console, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    internal static Command CreateProgress()
    {
        var data = StoreOptions.Data();
        var command = new Command("progress", "How far a rotation is; stays until it is done. Without a server on this store it goes on only while this runs.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folder, current) = KeyVerb.Store(parsed.GetValue(data)!);
            await using var console = await StoreFolder.ConsoleAsync(folder, current, mayCreate: false, cancellationToken).ConfigureAwait(false);
            if ((await console.KeyRotationAsync(cancellationToken).ConfigureAwait(false)).IsAtWork)
                await WaitAsync(console, cancellationToken).ConfigureAwait(false);
            else
                Console.WriteLine("No keys are being rotated.");
            return 0;
        });
        return command;
    }

    private static async Task RotateTenantAsync(IClinicConsole console, DirectoryInfo folder, ITenantKeyProvider current, FileInfo? file, CancellationToken cancellationToken)
    {
        if (current.Name == PassphraseKeyProvider.RecoveryName)
            throw new ConsoleException("The recovery kit cannot be what opens the store from now on: use the passphrase or key, or set one by key change first.");
        if (file is { Exists: true })
            throw new ConsoleException($"'{file}' is there already.");
        var hadKit = StoreKeys.HasRecoveryKit(folder);
        var code = RecoveryCode.New();
        try
        {
            var handover = await StoreKeys.SucceedAsync(folder, current, file is null ? null : PassphraseKeyProvider.ForRecovery(code), cancellationToken).ConfigureAwait(false);
            await console.RotateTenantKeyAsync(handover, cancellationToken).ConfigureAwait(false);
        }
        catch (WrongKeyException refused)
        {
            throw new ConsoleException(refused.Message);
        }
        if (file is not null)
        {
            await RecoveryKit.WriteAsync(file, code, await console.ClinicNameAsync(cancellationToken).ConfigureAwait(false), TimeProvider.System.GetLocalNow(), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"A new recovery kit is in '{file}'. Print it, delete the file, try the printed code, and lock it away:\n  ./carewright key try-kit --data '{folder}'");
        }
        else if (hadKit)
        {
            Console.WriteLine($"The recovery kit opens the store no more. Print a new one, and destroy the old:\n  ./carewright key recovery-kit --data '{folder}' --out kit.html");
        }
    }

    private static async Task WaitAsync(IClinicConsole console, CancellationToken cancellationToken)
    {
        var (shown, kept) = ("", 0L);
        using var line = new ProgressLine("looked at");
        for (var work = await console.KeyRotationAsync(cancellationToken).ConfigureAwait(false); work.IsAtWork; work = await console.KeyRotationAsync(cancellationToken).ConfigureAwait(false))
        {
            kept = Math.Max(kept, work.Kept);
            var stage = work.IsSettling ? $"{Name(work.Layer)}: everything is under the new keys, the old ones are destroyed in a moment" : $"{Name(work.Layer)}: under way";
            if (work.Layer.Length > 0 && stage != shown)
                Console.WriteLine(stage);
            shown = work.Layer.Length > 0 ? stage : shown;
            line.Update(work.Done, work.Total, work.Layer);
            await Task.Delay(s_glance, cancellationToken).ConfigureAwait(false);
        }
        await console.RecordAsync(ConsoleActs.KeyRotated, kept > 0 ? $"kept={kept}" : null, cancellationToken).ConfigureAwait(false);
        Console.WriteLine(kept > 0
            ? $"Done, but for {kept} keys: something that is sealed under them does not open, and they stay. The log names the versions."
            : "Done: the keys of before are destroyed. Back up now; a set that goes on cannot be restored to a moment before this any more.");
    }

    private static string Name(string layer) => layer switch
    {
        "tenant" => "Tenant key",
        "messages" => "Log of messages",
        _ => "Patients' keys",
    };
}
