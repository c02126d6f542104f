using Carewright.Host.Consoles;
using Spectre.Console;

namespace Carewright.Host.CommandLine;

/// <summary>Secrets come from the environment or are asked for; never from arguments, which other processes can read.</summary>
internal static class Secrets
{
    internal static string Passphrase(bool isNew) => FromEnvironment("CAREWRIGHT_PASSPHRASE") ?? Ask(isNew ? "Choose the store's passphrase" : "The store's passphrase", "CAREWRIGHT_PASSPHRASE", isNew);

    internal static string Password(string userName) => FromEnvironment("CAREWRIGHT_PASSWORD") ?? Ask($"Choose a password for {userName}", "CAREWRIGHT_PASSWORD", true);

    internal static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    internal static string Ask(string question, string variable, bool twice)
    {
        if (Console.IsInputRedirected)
            throw new ConsoleException($"{variable} is not set, and there is nobody to ask.");
        while (true)
        {
            var answer = AnsiConsole.Prompt(new TextPrompt<string>($"{question}:").Secret());
            if (!twice || answer == AnsiConsole.Prompt(new TextPrompt<string>("Once more:").Secret()))
                return answer;
            AnsiConsole.MarkupLine("[yellow]The two differ.[/]");
        }
    }
}
