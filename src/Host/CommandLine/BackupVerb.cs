using System.CommandLine;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>backup --data DIR --to DIR</c>.</summary>
internal static class BackupVerb
{
    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var target = new Option<DirectoryInfo>("--to") { Description = "An empty or new folder.", Required = true };
        var command = new Command("backup", "Write a consistent, sealed copy of the store; also while the server runs.") { data, target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var folder = parsed.GetValue(target)!;
            await console.BackupAsync(folder, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"Written to '{folder}'. It opens with the same passphrase: ./carewright up --data '{folder}'");
            return 0;
        });
        return command;
    }
}
