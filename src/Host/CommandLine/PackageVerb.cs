using System.CommandLine;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>package add FILE... | list | remove NAME | profile URL CHOICE</c>, each with <c>--data DIR</c>; also while the server runs.</summary>
internal static class PackageVerb
{
    internal static Command Create() => new("package", "FHIR packages: profiles, extensions, value sets.") { CreateAdd(), CreateList(), CreateRemove(), CreateProfile() };

    private static Command CreateAdd()
    {
        var data = StoreOptions.Data();
        var files = new Argument<FileInfo[]>("FILE") { Description = "FHIR packages (.tgz).", Arity = ArgumentArity.OneOrMore };
        var command = new Command("add", "Take packages; a running server has them at once.") { files, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            foreach (var file in parsed.GetValue(files)!)
                Print(await console.AddPackageAsync(await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    private static Command CreateList()
    {
        var data = StoreOptions.Data();
        var command = new Command("list", "The packages, what they need and is missing, and what was chosen about profiles.") { data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            Print(await console.ListPackagesAsync(cancellationToken).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var data = StoreOptions.Data();
        var name = new Argument<string>("NAME") { Description = "Package name, or NAME#VERSION." };
        var command = new Command("remove", "Remove a package.") { name, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            await console.RemovePackageAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{parsed.GetValue(name)} is removed.");
            return 0;
        });
        return command;
    }

    private static Command CreateProfile()
    {
        var data = StoreOptions.Data();
        var url = new Argument<string>("URL") { Description = "Canonical URL of a profile." };
        var choice = new Argument<string>("CHOICE") { Description = "enforced (what breaks it is not stored), warned, off, or default (warned where a resource claims it)." };
        choice.AcceptOnlyFromAmong("enforced", "warned", "off", "default");
        var command = new Command("profile", "Choose what becomes of a profile.") { url, choice, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            await console.ChooseProfileAsync(parsed.GetValue(url)!, parsed.GetValue(choice)!, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{parsed.GetValue(url)}: {parsed.GetValue(choice)}");
            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
    }
}
