using System.CommandLine;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>catalogue add --lab ID --tests FILE [--questions FILE] [--data DIR]</c>; also while the server runs.</summary>
internal static class CatalogueVerb
{
    internal static Command Create() => new("catalogue", "What laboratories offer.") { CreateAdd() };

    private static Command CreateAdd()
    {
        var data = StoreOptions.Data();
        var lab = new Option<string>("--lab") { Description = "Logical id of the laboratory's Organization.", Required = true };
        var tests = new Option<FileInfo>("--tests") { Description = "Its tests (CSV, docs/howto/load-a-test-catalogue.md).", Required = true };
        var questions = new Option<FileInfo?>("--questions") { Description = "What it asks with orders (CSV)." };
        var command = new Command("add", "Load a laboratory's catalogue of tests; what the file does not name is retired.") { lab, tests, questions, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var offered = await File.ReadAllTextAsync(parsed.GetValue(tests)!.FullName, cancellationToken).ConfigureAwait(false);
            var asked = parsed.GetValue(questions) is { } file ? await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false) : null;
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            foreach (var line in await console.LoadCatalogueAsync(parsed.GetValue(lab)!, offered, asked, cancellationToken).ConfigureAwait(false))
                Console.WriteLine(line);
            return 0;
        });
        return command;
    }
}
