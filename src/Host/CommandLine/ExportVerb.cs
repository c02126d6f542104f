using System.CommandLine;
using System.Globalization;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>export ehi --data DIR --to PATH [--patient ID]</c>: the record as files that anybody can read.</summary>
internal static class ExportVerb
{
    internal static Command Create() => new("export", "Take records out.") { CreateEhi() };

    private static Command CreateEhi()
    {
        var data = StoreOptions.Data();
        var target = new Option<string>("--to") { Description = "A new or empty folder, or a new file that ends in .zip.", Required = true };
        var patient = new Option<string?>("--patient") { Description = "Id of the one patient; without it, everyone." };
        var command = new Command("ehi", "Write everything about one patient, or about everyone, in clear, with a page that describes the format; also while the server runs.") { data, target, patient };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, Path.GetFullPath(parsed.GetValue(target)!), parsed.GetValue(patient), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo data, string target, string? patient, CancellationToken cancellationToken)
    {
        await using var console = await StoreFolder.ConsoleAsync(data, mayCreate: false, cancellationToken).ConfigureAwait(false);
        var summary = await console.ExportEhiAsync(target, patient, cancellationToken).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Resources:N0} resources, {summary.Attachments:N0} attachments and {summary.AuditEvents:N0} audit records are in '{target}'; FORMAT.md there says how to read them."));
        Console.WriteLine("The files are NOT encrypted. Whoever can open them reads the record: keep them as you would the paper chart.");
        if (summary.Problems > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Problems:N0} resources or attachments could not be read; manifest.json names them."));
        return summary.Problems == 0 ? 0 : 1;
    }
}
