using System.CommandLine;
using System.Globalization;
using Carewright.Host.Consoles;
using Carewright.Security;

namespace Carewright.Host.CommandLine;

/// <summary><c>passwords load FILE --data DIR</c>: a published list of breached passwords, which new passwords are held against from then on, also while the server runs.</summary>
internal static class PasswordsVerb
{
    internal static Command Create() => new("passwords", "Passwords that nobody may choose.") { CreateLoad() };

    private static Command CreateLoad()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "SHA-1 hashes with counts, ordered by hash, as Pwned Passwords publishes them." };
        var data = StoreOptions.Data();
        var command = new Command("load", "Load a list of breached passwords; one that is loaded already is replaced.") { file, data };
        command.SetAction((parsed, cancellationToken) => LoadAsync(parsed.GetValue(file)!, parsed.GetValue(data)!, cancellationToken));
        return command;
    }

    private static async Task<int> LoadAsync(FileInfo file, DirectoryInfo data, CancellationToken cancellationToken)
    {
        using var lines = file.OpenText();
        // On record before it is done; the store is let go of again, so that a server can start meanwhile.
        await using (var console = await StoreFolder.ConsoleAsync(data, mayCreate: false, cancellationToken).ConfigureAwait(false))
            await console.RecordAsync(ConsoleActs.PasswordsLoad, file.Name, cancellationToken).ConfigureAwait(false);
        using var line = new ProgressLine("passwords");
        var target = new FileInfo(Path.Combine(data.FullName, BreachedPasswords.FileName));
        try
        {
            var count = await Task.Run(() => BreachedPasswordsLoader.Load(lines, target, new Progress<long>(done => line.Update(done)), cancellationToken), cancellationToken).ConfigureAwait(false);
            line.Finish();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} breached passwords are refused from now on."));
            return 0;
        }
        catch (InvalidDataException fault)
        {
            throw new ConsoleException($"Nothing was loaded: {fault.Message}");
        }
    }
}
