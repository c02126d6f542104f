using System.CommandLine;
using System.Net;
using Carewright.Host.Consoles;
using Carewright.Host.Serving;
using Carewright.Storage.Sqlite;

namespace Carewright.Host.CommandLine;

/// <summary><c>up --data DIR [--port N]</c>: serve an existing or new store.</summary>
internal static class UpVerb
{
    internal static Command Create()
    {
        var (data, port, listen) = (StoreOptions.Data(), StoreOptions.Port(), StoreOptions.Listen());
        var command = new Command("up", "Start on an existing or new store.") { data, port, listen };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(port), ParseAddress(parsed.GetValue(listen)!), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo data, int port, IPAddress address, CancellationToken cancellationToken)
    {
        var passphrase = Secrets.Passphrase(!StoreFolder.Exists(data));
        await using var clinic = await OpenAsync(data, passphrase, cancellationToken).ConfigureAwait(false);
        await using var server = await StartAsync(clinic, passphrase, new ServerOptions(data, address, port, App()), cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"Carewright is at {server.Address}");
        if (clinic.Parts.Setup.IsNeeded)
            Console.WriteLine($"\nThis store is new. Open the address in a browser and enter this code to make the clinic and its first administrator:\n\n    {clinic.Parts.Setup.NewCode()}\n");
        foreach (var issue in clinic.Parts.Policies.Issues)
            Console.WriteLine($"Policy: {issue.Location}: {issue.Message}");
        Console.WriteLine("Ctrl+C stops it.");
        await server.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    internal static async Task<Clinic> OpenAsync(DirectoryInfo data, string passphrase, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreFolder.OpenAsync(data, passphrase, mayCreate: true, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreInUseException inUse)
        {
            throw new ConsoleException(inUse.Message);
        }
    }

    internal static async Task<ServerHost> StartAsync(Clinic clinic, string passphrase, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ServerHost.StartAsync(clinic, options, StoreFolder.PassphraseProof(passphrase), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new ConsoleException($"Port {options.Port} is taken by another program; choose one with --port.");
        }
    }

    /// <summary>The built app, where the script says it is.</summary>
    internal static DirectoryInfo? App() => Environment.GetEnvironmentVariable("CAREWRIGHT_APP") is { Length: > 0 } path ? new DirectoryInfo(path) : null;

    internal static IPAddress ParseAddress(string text) => IPAddress.TryParse(text, out var address) ? address : throw new ConsoleException($"'{text}' is not a network address; '0.0.0.0' means all of this machine's.");
}
