using System.CommandLine;
using Carewright.Host.Consoles;
using Carewright.Security;

namespace Carewright.Host.CommandLine;

/// <summary><c>init --data DIR --tenant NAME --admin USER</c>.</summary>
internal static class InitVerb
{
    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var tenant = new Option<string>("--tenant") { Description = "The clinic's name.", Required = true };
        var admin = new Option<string>("--admin") { Description = "User name of the first administrator.", Required = true };
        var demonstration = new Option<bool>("--demonstration") { Description = "Nobody is asked for a second factor: for stores without real people." };
        var command = new Command("init", "Make a store, its tenant and its first administrator, without a browser.") { data, tenant, admin, demonstration };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var user = parsed.GetValue(admin)!;
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: true, cancellationToken).ConfigureAwait(false);
            await console.InitAsync(new TenantDraft(parsed.GetValue(tenant)!, user, user, Secrets.Password(user)), parsed.GetValue(demonstration), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"The store is ready; '{user}' is its administrator.");
            return 0;
        });
        return command;
    }
}
