using System.CommandLine;
using System.Globalization;
using Carewright.Host.Consoles;
using Carewright.Storage.Sqlite.Terminology;
using Carewright.Terminology.Loading;
using Carewright.Terminology.Storing;

namespace Carewright.Host.CommandLine;

/// <summary>
/// <c>terminology load|list|remove</c>. A code system goes into files of its own (ADR 0007), so this process writes them whether or not a server runs; the server sees them within a second.
/// Loading and removing are on record and need the store's passphrase; what is loaded is no secret.
/// </summary>
internal static class TerminologyVerb
{
    private const int ShownFaults = 20;

    internal static Command Create() => new("terminology", "Code systems: load official distributions, list, remove; also while the server runs.") { CreateLoad(), CreateList(), CreateRemove() };

    private static Command CreateLoad()
    {
        var kind = new Argument<string>("KIND") { Description = string.Join(" ", TermLoader.All.Select(loader => $"{loader.Kind}: {loader.Description}")) };
        kind.AcceptOnlyFromAmong([.. TermLoader.All.Select(loader => loader.Kind)]);
        var files = new Argument<string[]>("FILE") { Description = "Files, folders or a zip as downloaded.", Arity = ArgumentArity.OneOrMore };
        var data = StoreOptions.Data();
        var version = new Option<string?>("--version") { Description = "Version, where the files do not tell it." };
        var own = new OwnTable();
        var command = new Command("load", "Load a distribution. A version that is loaded already is replaced.") { kind, files, data, version, own.System, own.Name, own.Code, own.Display, own.Parent };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new LoadOptions
            {
                Version = parsed.GetValue(version),
                System = parsed.GetValue(own.System),
                Name = parsed.GetValue(own.Name),
                CodeColumn = parsed.GetValue(own.Code),
                DisplayColumn = parsed.GetValue(own.Display),
                ParentColumn = parsed.GetValue(own.Parent),
            };
            var loader = TermLoader.All.Single(one => one.Kind == parsed.GetValue(kind));
            return LoadAsync(loader, parsed.GetValue(files)!, options, parsed.GetValue(data)!, cancellationToken);
        });
        return command;
    }

    private static async Task<int> LoadAsync(TermLoader loader, string[] paths, LoadOptions options, DirectoryInfo data, CancellationToken cancellationToken)
    {
        using var files = Open(paths);
        await RecordAsync(data, ConsoleActs.TerminologyLoad, $"{loader.Kind} {options.System}{(options.Version is null ? "" : $"|{options.Version}")}".Trim(), cancellationToken).ConfigureAwait(false);
        using var store = new SqliteTermStore(Clinic.TerminologyFolder(data), TimeProvider.System);
        using var line = new ProgressLine("rows");
        var progress = new Progress<TermProgress>(step => line.Update(step.Done, step.Total, step.Step));
        var log = new LoadLog(progress, cancellationToken);
        var loaded = await Task.Run(() => loader.Load(files, options, store, log, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        line.Finish();
        foreach (var issue in log.Issues.Take(ShownFaults))
            Console.WriteLine($"{(issue.IsError ? "fault" : "note")} {issue.Location}: {issue.Message}");
        if (loaded is null)
            throw new ConsoleException(string.Create(CultureInfo.InvariantCulture, $"Nothing was loaded: {log.Errors:N0} faults{(log.Errors > ShownFaults ? $", of which {ShownFaults} are shown" : "")}."));
        Console.WriteLine($"Loaded {Text(loaded)}");
        return 0;
    }

    private static Command CreateList()
    {
        var data = StoreOptions.Data();
        var command = new Command("list", "List the loaded code systems.") { data };
        command.SetAction(parsed =>
        {
            using var store = new SqliteTermStore(Clinic.TerminologyFolder(parsed.GetValue(data)!), TimeProvider.System);
            foreach (var system in store.List())
                Console.WriteLine(Text(system));
            foreach (var fault in store.Faults)
                Console.Error.WriteLine($"carewright: {fault}");
            return store.Faults.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var system = new Argument<string>("URL") { Description = "Canonical url of the code system." };
        var version = new Argument<string>("VERSION") { Description = "The version to remove." };
        var data = StoreOptions.Data();
        var command = new Command("remove", "Remove one version of a loaded code system.") { system, version, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (url, which, folder) = (parsed.GetValue(system)!, parsed.GetValue(version)!, parsed.GetValue(data)!);
            using var store = new SqliteTermStore(Clinic.TerminologyFolder(folder), TimeProvider.System);
            if (store.List().All(one => one.Header.Url != url || one.Header.Version != which))
                throw new ConsoleException($"'{url}|{which}' is not loaded.");
            await RecordAsync(folder, ConsoleActs.TerminologyRemove, $"{url}|{which}", cancellationToken).ConfigureAwait(false);
            store.Remove(url, which);
            Console.WriteLine($"Removed {url}|{which}");
            return 0;
        });
        return command;
    }

    // On record before it is done; the store is let go of again, so that a server can start meanwhile.
    private static async Task RecordAsync(DirectoryInfo data, string interaction, string about, CancellationToken cancellationToken)
    {
        await using var console = await StoreFolder.ConsoleAsync(data, mayCreate: false, cancellationToken).ConfigureAwait(false);
        await console.RecordAsync(interaction, about, cancellationToken).ConfigureAwait(false);
    }

    private static Distribution Open(string[] paths)
    {
        try
        {
            return Distribution.Open(paths);
        }
        catch (InvalidDataException broken)
        {
            throw new ConsoleException($"An archive cannot be read: {broken.Message}");
        }
    }

    private static string Text(StoredSystem system) => string.Create(
        CultureInfo.InvariantCulture, $"{system.Header.Canonical}  {system.Header.Name}, {system.Concepts:N0} concepts, {system.Terms:N0} texts, {system.Bytes / 1e6:N1} MB, {system.Source}, {system.Loaded:yyyy-MM-dd HH:mm} UTC");

    /// <summary>What is said of a table of one's own.</summary>
    private sealed class OwnTable
    {
        internal Option<string?> System { get; } = new("--system") { Description = "Of a table of one's own: canonical url of the code system." };

        internal Option<string?> Name { get; } = new("--name") { Description = "Of a table of one's own: its name." };

        internal Option<string?> Code { get; } = new("--code") { Description = "Of a table of one's own: the column of codes." };

        internal Option<string?> Display { get; } = new("--display") { Description = "Of a table of one's own: the column of displays." };

        internal Option<string?> Parent { get; } = new("--parent") { Description = "Of a table of one's own: the column of parents' codes." };
    }
}
