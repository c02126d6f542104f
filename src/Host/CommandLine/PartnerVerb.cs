using System.CommandLine;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>partner list | show ID | set FILE... | remove ID</c>, each with <c>--data DIR</c>; also while the server runs.</summary>
internal static class PartnerVerb
{
    internal static Command Create() => new("partner", "Other systems that send HL7 v2 messages: laboratories, hospitals, registries.") { CreateList(), CreateShow(), CreateSet(), CreateRemove() };

    private static Command CreateList()
    {
        var data = StoreOptions.Data();
        var command = new Command("list", "Every partner and its port.") { data };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed.GetValue(data)!, async console =>
        {
            foreach (var line in await console.ListPartnersAsync(cancellationToken).ConfigureAwait(false))
                Console.WriteLine(line);
        }, cancellationToken));
        return command;
    }

    private static Command CreateShow()
    {
        var (data, id) = (StoreOptions.Data(), Id());
        var command = new Command("show", "Print a partner as a file that set takes.") { id, data };
        command.SetAction((parsed, cancellationToken) =>
            WithAsync(parsed.GetValue(data)!, async console => Console.WriteLine(await console.ShowPartnerAsync(parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false)), cancellationToken));
        return command;
    }

    private static Command CreateSet()
    {
        var data = StoreOptions.Data();
        var files = new Argument<FileInfo[]>("FILE") { Description = "Partners (JSON, docs/howto/connect-a-partner.md).", Arity = ArgumentArity.OneOrMore };
        var command = new Command("set", "Make or replace partners; a running server opens their ports at once.") { files, data };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed.GetValue(data)!, async console =>
        {
            foreach (var file in parsed.GetValue(files)!)
            {
                await console.SetPartnerAsync(await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                Console.WriteLine($"{file.Name} is set.");
            }
        }, cancellationToken));
        return command;
    }

    private static Command CreateRemove()
    {
        var (data, id) = (StoreOptions.Data(), Id());
        var command = new Command("remove", "Take a partner out; its messages stay in the log.") { id, data };
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed.GetValue(data)!, async console =>
        {
            await console.RemovePartnerAsync(parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{parsed.GetValue(id)} is removed.");
        }, cancellationToken));
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "The partner's id." };

    private static async Task<int> WithAsync(DirectoryInfo data, Func<IClinicConsole, Task> work, CancellationToken cancellationToken)
    {
        await using var console = await StoreFolder.ConsoleAsync(data, mayCreate: false, cancellationToken).ConfigureAwait(false);
        await work(console).ConfigureAwait(false);
        return 0;
    }
}
