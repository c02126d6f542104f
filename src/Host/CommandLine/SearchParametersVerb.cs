using System.CommandLine;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>search-parameters [list] | on URL | off URL</c> and <c>reindex [TYPE...]</c>, each with <c>--data DIR</c>; also while the server runs.</summary>
internal static class SearchParametersVerb
{
    private static readonly TimeSpan s_glance = TimeSpan.FromSeconds(1);

    internal static Command Create() => new("search-parameters", "Search parameters beyond those of FHIR R4: the clinic's own and those of packages.") { CreateList(), CreateSwitch("on", true), CreateSwitch("off", false) };

    internal static Command CreateReindex()
    {
        var data = StoreOptions.Data();
        var types = new Argument<string[]>("TYPE") { Description = "Resource types; all when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("reindex", "Make the search entries of what is in the record anew from the resources themselves, in the background; searches go on meanwhile.") { types, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            await console.ReindexAsync(parsed.GetValue(types) ?? [], cancellationToken).ConfigureAwait(false);
            await WaitAsync(console, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static Command CreateList()
    {
        var data = StoreOptions.Data();
        var wait = new Option<bool>("--wait") { Description = "Stay until every parameter is whole. Without a server on this store nothing is indexed but while this runs." };
        var command = new Command("list", "Every parameter, what brings it, and how far its index is.") { data, wait };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(wait))
                await WaitAsync(console, cancellationToken).ConfigureAwait(false);
            foreach (var line in await console.ListSearchParametersAsync(cancellationToken).ConfigureAwait(false))
                Console.WriteLine(line);
            return 0;
        });
        return command;
    }

    private static Command CreateSwitch(string word, bool isOn)
    {
        var data = StoreOptions.Data();
        var url = new Argument<string>("URL") { Description = "Canonical URL of a search parameter of a package." };
        var command = new Command(word, isOn ? "Search by a package's parameter again." : "Do not search by a package's parameter.") { url, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            await console.SwitchSearchParameterAsync(parsed.GetValue(url)!, isOn, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{parsed.GetValue(url)}: {word}");
            return 0;
        });
        return command;
    }

    private static async Task WaitAsync(IClinicConsole console, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine("resources");
        while (await console.IndexingAsync(cancellationToken).ConfigureAwait(false) is { Waiting: > 0 } work)
        {
            line.Update(work.Done, work.Total, work.Type);
            await Task.Delay(s_glance, cancellationToken).ConfigureAwait(false);
        }
    }
}
