using System.CommandLine;
using System.Net;
using Carewright.Host.Backups;
using Carewright.Host.Consoles;
using Carewright.Host.Keys;
using Carewright.Host.Serving;
using Carewright.Host.Serving.Transport;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Host.CommandLine;

/// <summary><c>up --data DIR [--port N] [--certificate FILE --key FILE] [--redirect-port N] [--partner-port N]</c>: serve an existing or new store.</summary>
internal static class UpVerb
{
    internal static Command Create()
    {
        var (data, port, listen) = (StoreOptions.Data(), StoreOptions.Port(), StoreOptions.Listen());
        var backup = new Option<DirectoryInfo?>("--backup-to") { Description = "Back up into this set while serving." };
        var every = new Option<int>("--backup-every") { Description = "Minutes from one backup to the next.", DefaultValueFactory = _ => 15 };
        var certificate = new Option<FileInfo?>("--certificate") { Description = "The clinic's own certificate and its chain, PEM; followed when the file changes." };
        var key = new Option<FileInfo?>("--key") { Description = "The certificate's private key, PEM." };
        var redirect = new Option<int?>("--redirect-port") { Description = "Listen without encryption here, only to lead to the encrypted address." };
        var partners = new Option<int?>("--partner-port") { Description = "Listen here for partners' apps, which prove themselves by certificates." };
        var command = new Command("up", "Start on an existing or new store.") { data, port, listen, backup, every, certificate, key, redirect, partners };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new ServerOptions(parsed.GetValue(data)!, ParseAddress(parsed.GetValue(listen)!), parsed.GetValue(port), App())
            {
                Certificate = FilesOf(parsed.GetValue(certificate), parsed.GetValue(key)),
                RedirectPort = parsed.GetValue(redirect),
                PartnerPort = parsed.GetValue(partners),
            };
            return RunAsync(options, parsed.GetValue(backup) is { } set ? Schedule(set, parsed.GetValue(every)) : null, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options, BackupSchedule? schedule, CancellationToken cancellationToken)
    {
        var key = StoreSecret.Provider(!StoreFolder.Exists(options.Data));
        await using var clinic = await OpenAsync(options.Data, key, cancellationToken).ConfigureAwait(false);
        await using var server = await StartAsync(clinic, options, cancellationToken).ConfigureAwait(false);
        using var backup = schedule is null ? null : BackupOf(clinic, key, schedule);
        if (backup is not null)
            await backup.StartAsync(cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"Carewright is at {server.Address}");
        if (server.PartnerAddress is { } partners)
            Console.WriteLine($"Partners with certificates are at {partners}");
        if (clinic.Parts.Setup.IsNeeded)
            Console.WriteLine($"\nThis store is new. Open the address in a browser and enter this code to make the clinic and its first administrator:\n\n    {clinic.Parts.Setup.NewCode()}\n");
        else if (!StoreKeys.HasRecoveryKit(options.Data))
            Console.WriteLine($"This store has no recovery kit: if its passphrase is lost, so is the record. ./carewright key recovery-kit --data '{options.Data}' --out kit.html");
        foreach (var issue in clinic.Parts.Policies.Issues)
            Console.WriteLine($"Policy: {issue.Location}: {issue.Message}");
        Console.WriteLine("Ctrl+C stops it.");
        await server.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        if (backup is not null)
            await backup.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return 0;
    }

    private static CertificateFiles? FilesOf(FileInfo? certificate, FileInfo? key) => (certificate, key) switch
    {
        (null, null) => null,
        ({ } chain, { } secret) => new CertificateFiles(chain, secret),
        _ => throw new ConsoleException("--certificate and --key go together."),
    };

    private static BackupSchedule Schedule(DirectoryInfo set, int minutes) => minutes is >= 1 and <= 1440
        ? new BackupSchedule(set, TimeSpan.FromMinutes(minutes), TimeSpan.FromDays(1))
        : throw new ConsoleException("--backup-every takes 1 to 1440 minutes.");

    private static RegularBackup BackupOf(Clinic clinic, ITenantKeyProvider key, BackupSchedule schedule)
    {
        var log = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)).CreateLogger<RegularBackup>();
        return new RegularBackup(schedule, new LocalConsole(clinic, ownsClinic: false), key, clinic.Data, clinic.Clock, log);
    }

    internal static async Task<Clinic> OpenAsync(DirectoryInfo data, ITenantKeyProvider key, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreFolder.OpenAsync(data, key, mayCreate: true, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreInUseException inUse)
        {
            throw new ConsoleException(inUse.Message);
        }
    }

    internal static async Task<ServerHost> StartAsync(Clinic clinic, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ServerHost.StartAsync(clinic, options, cancellationToken).ConfigureAwait(false);
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
