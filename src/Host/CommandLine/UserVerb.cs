using System.CommandLine;
using Carewright.Host.Consoles;
using Carewright.Security;

namespace Carewright.Host.CommandLine;

/// <summary><c>user add USER --role ROLE [--site SITE] [--department DEPARTMENT] --data DIR</c>; <c>user reset-factors USER --data DIR</c>.</summary>
internal static class UserVerb
{
    internal static Command Create() => new("user", "Accounts.") { CreateAdd(), CreateResetFactors() };

    private static Command CreateAdd()
    {
        var data = StoreOptions.Data();
        var name = new Argument<string>("USER") { Description = "User name." };
        var role = new Option<string>("--role") { Description = "One of: " + string.Join(", ", Roles.All), Required = true };
        var site = new Option<string?>("--site") { Description = "Location/ID of the site." };
        var department = new Option<string?>("--department") { Description = "Department code, such as behavioral-health." };
        var display = new Option<string?>("--display") { Description = "Name for people; the user name if not given." };
        var person = new Option<string?>("--fhir-user") { Description = "Practitioner/ID or Patient/ID whose account it is." };
        var command = new Command("add", "Add an account.") { name, role, site, department, display, person, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var user = parsed.GetValue(name)!;
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var draft = new AccountDraft(
                user, parsed.GetValue(display) ?? user, parsed.GetValue(role)!, parsed.GetValue(site), parsed.GetValue(department), parsed.GetValue(person), Secrets.Password(user));
            await console.AddUserAsync(draft, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"'{user}' may sign in.");
            return 0;
        });
        return command;
    }

    // For the day on which nobody is left who could do it in the app: whoever holds the machine and the passphrase may.
    private static Command CreateResetFactors()
    {
        var data = StoreOptions.Data();
        var name = new Argument<string>("USER") { Description = "User name." };
        var command = new Command("reset-factors", "Forget somebody's second factors and print the code with which they set up new ones.") { name, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var console = await StoreFolder.ConsoleAsync(parsed.GetValue(data)!, mayCreate: false, cancellationToken).ConfigureAwait(false);
            var code = await console.ResetFactorsAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{code}\nGood for {FactorReset.CodeLifetime.TotalHours:0} hours, after the password. Hand it to the person, and to nobody else.");
            return 0;
        });
        return command;
    }
}
