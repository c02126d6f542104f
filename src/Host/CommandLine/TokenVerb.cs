using System.CommandLine;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary><c>token --data DIR --user NAME</c>: prints the token and nothing else, for scripts.</summary>
internal static class TokenVerb
{
    internal static Command Create()
    {
        var data = StoreOptions.Data();
        var user = new Option<string>("--user") { Description = "Whose token.", Required = true };
        var command = new Command("token", "Print a short-lived access token.") { data, user };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            Console.WriteLine(await console.IssueTokenAsync(parsed.GetValue(user)!, cancellationToken).ConfigureAwait(false));
            return 0;
        });
        return command;
    }
}
