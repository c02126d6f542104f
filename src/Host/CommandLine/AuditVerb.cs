using System.CommandLine;
using System.Globalization;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary>
/// <c>audit verify --data DIR [--against FILE]</c>. Exit codes: 0 whole; 1 a record was changed, removed, put in or forged; 3 the end of the log is missing (cut off, or the store put back to an
/// earlier state); 4 the log is whole, but a version that it says was written is not in the store.
/// </summary>
internal static class AuditVerb
{
    private const int Broken = 1;
    private const int Shortened = 3;
    private const int Lost = 4;

    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var against = new Option<FileInfo?>("--against") { Description = "Checkpoints that were kept elsewhere: the file of a second place, or what a syslog collector wrote." };
        var verify = new Command("verify", "Prove that the audit log is whole, or name the first broken record.") { data, against };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            var lines = parsed.GetValue(against) is { } file ? await ReadAsync(file, cancellationToken).ConfigureAwait(false) : [];
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var proof = await console.VerifyAuditAsync(lines, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(proof.FirstBroken is { } broken
                ? string.Create(CultureInfo.InvariantCulture, $"BROKEN at record {broken}: {proof.Fault}")
                : string.Create(CultureInfo.InvariantCulture, $"The audit log is whole: {proof.Records:N0} records."));
            foreach (var sentence in proof.Known)
                Console.WriteLine(sentence);
            return proof.FirstBroken is not null ? proof.IsShortened ? Shortened : Broken : proof.Lost is not null ? Lost : 0;
        });
        return new Command("audit", "The audit log.") { verify };
    }

    private static async Task<string[]> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        file.Exists ? await File.ReadAllLinesAsync(file.FullName, cancellationToken).ConfigureAwait(false) : throw new ConsoleException($"There is no file '{file.FullName}'.");
}
