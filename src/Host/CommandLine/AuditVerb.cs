using System.CommandLine;
using System.Globalization;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>audit verify --data DIR</c>.</summary>
internal static class AuditVerb
{
    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var verify = new Command("verify", "Prove that the audit log is whole, or name the first broken record.") { data };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var proof = await console.VerifyAuditAsync(cancellationToken).ConfigureAwait(false);
            Console.WriteLine(proof.FirstBroken is { } broken
                ? string.Create(CultureInfo.InvariantCulture, $"BROKEN at record {broken}: {proof.Fault}")
                : string.Create(CultureInfo.InvariantCulture, $"The audit log is whole: {proof.Records:N0} records."));
            return proof.FirstBroken is null ? 0 : 1;
        });
        return new Command("audit", "The audit log.") { verify };
    }
}
